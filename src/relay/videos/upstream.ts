/** Short questions to the upstream that makes a video: bounded in time and bytes. Its films come through content.ts. */
import { isObject, type JsonObject } from '../body/parse.ts'
import type { Channel, ChannelKey } from '../channels/channel.ts'
import { Problem } from '../problem.ts'
import type { Provider, UpstreamControl, UpstreamRequest } from '../providers/provider.ts'
import { failureOfStatus, fault, faultOf, type UpstreamFailure } from '../routing/failure.ts'

export type UpstreamAnswer =
  | { readonly ok: true; readonly value: JsonObject }
  | {
      readonly ok: false
      readonly failure: UpstreamFailure
      /** It was sent, and nothing says that it was not carried out. */
      readonly unknown: boolean
    }

export interface Question {
  readonly provider: Provider
  readonly channel: Channel
  readonly key: ChannelKey | null
  readonly method: UpstreamRequest['method']
  readonly path: string
  readonly contentType?: string
  readonly body?: Buffer
  readonly limitMs: number
}

const MAX_BYTES = 1024 * 1024
/** What stands between answers so when the upstream behind it does not: that may have taken the request. Any other refusal is one. */
const HALFWAY: ReadonlySet<number> = new Set([502, 504, 520, 524])

/** Never rejects. Words of an upstream are told without the channel's credentials. */
export function askUpstream({ provider, limitMs, ...question }: Question): Promise<UpstreamAnswer> {
  const { channel, body = null } = question
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    let bytes = 0
    let status = 0
    let retryAfter: string | undefined
    let control: UpstreamControl | undefined
    let unknown = false
    const settle = (answer: UpstreamAnswer): void => {
      clearTimeout(timer)
      control?.abort()
      resolve(answer)
    }
    const fail = (failure: UpstreamFailure): void => settle({ ok: false, failure, unknown })
    const timer = setTimeout(() => fail(faultOf(new Problem('upstream_timeout'))), limitMs)
    control = provider.send(
      { ...question, body, stream: false },
      {
        sent() {
          unknown = true
        },
        head(code, headers) {
          status = code
          unknown = code < 300 || HALFWAY.has(code)
          retryAfter = single(headers['retry-after'])
        },
        data(chunk) {
          bytes += chunk.length
          if (bytes > MAX_BYTES) fail(fault('upstream_malformed'))
          else chunks.push(chunk)
        },
        end() {
          const body = Buffer.concat(chunks)
          const value = parsed(body)
          if (status >= 300) fail(failureOfStatus({ status, retryAfter, body, channel }))
          else if (value) settle({ ok: true, value })
          // What was deleted is often answered with no words at all.
          else if (question.method === 'DELETE') settle({ ok: true, value: {} })
          else fail(fault('upstream_malformed'))
        },
        fail: (problem) => fail(faultOf(problem)),
      },
    )
  })
}

function single(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header
}

function parsed(body: Buffer): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'))
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}
