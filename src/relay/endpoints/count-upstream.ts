/** Asks an upstream how many tokens a request has, where one counts for free. Never billed, and its failures say nothing of its health. */
import { isObject, type JsonObject } from '../body/parse.ts'
import { serves } from '../channels/channel.ts'
import { type Provider, spoken, type UpstreamRequest } from '../providers/provider.ts'
import type { WireName } from '../wires/names.ts'
import type { AnswerParts, Asked } from './endpoint.ts'

export interface CountQuestion {
  readonly wire: WireName
  /** The caller's name of the model. */
  readonly model: string
  /** Below the channel's base URL; both take the upstream's name of the model. */
  path(model: string): string
  body(model: string): Buffer
  /** Of the caller's own dialect, to be passed on. */
  readonly headers?: Readonly<Record<string, string>>
}

const TIMEOUT_MS = 10_000
const MAX_BYTES = 64 * 1024

/** The upstream's answer; undefined when none counts, or it did not answer in time or with a JSON object. */
export async function askedCount(
  { channels, providers, router }: AnswerParts,
  { principal, outlet }: Asked,
  question: CountQuestion,
): Promise<JsonObject | undefined> {
  const able = channels.candidates(question.model, 'chat').filter(({ channel }) => {
    const provider = providers.get(channel.provider)
    return provider && serves(channel, principal.groups) && spoken(provider, channel).includes(question.wire)
  })
  const target = able.length > 0 ? router.plan(able).next() : undefined
  const provider = target && providers.get(target.candidate.channel.provider)
  if (!target || !provider || outlet.gone) return undefined
  const { channel, model } = target.candidate
  const request: UpstreamRequest = {
    channel,
    key: target.key,
    path: question.path(model.upstream),
    method: 'POST',
    body: question.body(model.upstream),
    stream: false,
    ...(question.headers && { headers: question.headers }),
  }
  return answered(provider, request, (leave) => {
    outlet.onGone = leave
  })
}

function answered(
  provider: Provider,
  request: UpstreamRequest,
  onGone: (leave: () => void) => void,
): Promise<JsonObject | undefined> {
  return new Promise((resolve) => {
    let status = 0
    let text = ''
    const finish = (answer?: JsonObject): void => {
      clearTimeout(timer)
      control.abort()
      resolve(answer)
    }
    const timer = setTimeout(finish, TIMEOUT_MS)
    const control = provider.send(request, {
      head: (code) => {
        status = code
      },
      data: (chunk) => {
        text += chunk.toString('utf8')
        if (text.length > MAX_BYTES) finish()
      },
      end: () => finish(status === 200 ? parsed(text) : undefined),
      fail: () => finish(),
    })
    onGone(() => finish())
  })
}

function parsed(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}
