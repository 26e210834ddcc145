/** Opens a session's socket to an upstream: the router's order, one try each, until one opens. */

import type { RouteParts } from '../call/route.ts'
import type { Candidate } from '../ports.ts'
import { Problem } from '../problem.ts'
import type { MessageSocket, Provider, SocketSink } from '../providers/provider.ts'
import { failureOfStatus, faultOf, type UpstreamFailure } from '../routing/failure.ts'
import type { Target } from '../routing/plan.ts'

/** An open socket, and what it says: kept until somebody listens. */
export interface Line {
  readonly target: Target
  readonly socket: MessageSocket
  listen(listener: LineListener): void
}

export interface LineListener {
  message(data: Buffer): void
  drain(): void
  gone(problem: Problem): void
}

export interface OpeningInput {
  readonly candidates: readonly Candidate[]
  /** To be passed on. */
  readonly headers: Readonly<Record<string, string>>
  /** Whether the client has left. */
  readonly gone: () => boolean
}

type OpeningParts = Pick<RouteParts, 'router' | 'breakers' | 'providers' | 'settings' | 'meter' | 'log'>

/** Throws a Problem when none opens. */
export async function openLine(parts: OpeningParts, { candidates, headers, gone }: OpeningInput): Promise<Line> {
  const plan = parts.router.plan(candidates)
  let last: Problem | undefined
  for (let tries = 0; tries < parts.settings.maxAttempts && !gone(); tries++) {
    const target = plan.next()
    if (!target) break
    const provider = parts.providers.get(target.candidate.channel.provider)
    if (!provider?.connect) continue
    parts.breakers.begin(target.healthId)
    const opened = await openOne(provider, { target, headers, waitMs: parts.settings.realtime.openMs })
    if (!('failure' in opened)) {
      if (provider.failsOnDemand) parts.breakers.undecided(target.healthId)
      else if (parts.breakers.succeeded(target.healthId)) parts.meter.breaker(target.candidate.channel.name, false)
      return opened
    }
    reportFailure(parts, { target, provider, failure: opened.failure })
    last = opened.failure.problem
    if (!opened.failure.retryable) break
  }
  throw last ?? new Problem('no_channel', { retryAfterMs: Math.max(1_000, plan.waitMs()) })
}

interface Failed {
  readonly target: Target
  readonly provider: Provider
  readonly failure: UpstreamFailure
}

export function reportFailure(
  { breakers, meter, log }: Pick<OpeningParts, 'breakers' | 'meter' | 'log'>,
  { target, provider, failure }: Failed,
): void {
  const { name } = target.candidate.channel
  log.warn('an upstream failed', { channel: name, code: failure.problem.code })
  meter.upstreamFailure(name, failure.problem.code)
  if (provider.failsOnDemand) return breakers.undecided(target.healthId)
  breakers.failed(target.healthId, failure)
  meter.breaker(name, breakers.health(target.healthId).state === 'open')
}

interface Attempt {
  readonly target: Target
  readonly headers: Readonly<Record<string, string>>
  readonly waitMs: number
}

function openOne(
  provider: Provider,
  { target, headers, waitMs }: Attempt,
): Promise<Line | { readonly failure: UpstreamFailure }> {
  const { channel, model } = target.candidate
  const path = `/realtime?${new URLSearchParams({ model: model.upstream })}`
  return new Promise((resolve) => {
    const sink = new LineSink()
    const fail = (failure: UpstreamFailure): void => {
      clearTimeout(timer)
      socket?.close(1000, '')
      resolve({ failure })
    }
    const timer = setTimeout(() => fail(faultOf(new Problem('upstream_timeout'))), waitMs)
    const opened = (): void => {
      clearTimeout(timer)
      if (socket) resolve({ target, socket, listen: (listener) => sink.listen(listener) })
    }
    const describe = (status: number, retryAfter: string | undefined): UpstreamFailure =>
      failureOfStatus({ status, retryAfter, body: Buffer.alloc(0), channel })
    sink.opened = opened
    sink.failed = fail
    sink.describe = describe
    const socket = provider.connect?.({ channel, key: target.key, path, headers }, sink)
    if (!socket) fail(faultOf(new Problem('no_channel')))
  })
}

class LineSink implements SocketSink {
  opened: () => void = () => undefined
  failed: (failure: UpstreamFailure) => void = () => undefined
  describe: (status: number, retryAfter: string | undefined) => UpstreamFailure = () =>
    faultOf(new Problem('upstream_error'))
  #listener: LineListener | undefined
  #open = false
  #early: Buffer[] = []
  #gone: Problem | undefined

  listen(listener: LineListener): void {
    this.#listener = listener
    for (const data of this.#early.splice(0)) listener.message(data)
    if (this.#gone) listener.gone(this.#gone)
  }

  open(): void {
    this.#open = true
    this.opened()
  }

  refused(status: number, retryAfter: string | undefined): void {
    this.failed(this.describe(status, retryAfter))
  }

  fail(problem: Problem): void {
    if (this.#open) this.#end(problem)
    else this.failed(faultOf(problem))
  }

  message(data: Buffer): void {
    if (this.#listener) this.#listener.message(data)
    else this.#early.push(data)
  }

  drain(): void {
    this.#listener?.drain()
  }

  closed(): void {
    if (this.#open) this.#end(new Problem('upstream_cut'))
    else this.failed(faultOf(new Problem('upstream_unreachable')))
  }

  #end(problem: Problem): void {
    this.#gone = problem
    this.#listener?.gone(problem)
  }
}
