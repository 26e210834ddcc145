/** Tests a channel with one small request and tells what came back. Its cost is the operator's; nothing is billed. */
import type { Provider, UpstreamRequest } from '../providers/provider.ts'
import { type Channel, type ChannelKey, type ChannelModel, withoutSecrets } from './channel.ts'

export interface ProbeResult {
  readonly ok: boolean
  readonly model: string | null
  /** null when the upstream was not reached or did not answer in time. */
  readonly status: number | null
  readonly latencyMs: number
  readonly detail: string | null
}

const TIMEOUT_MS = 20_000
const MAX_BYTES = 4_096

/** Never rejects. Tests the named model, else the channel's first, with the given key, else its first. */
export async function probeChannel(
  provider: Provider,
  channel: Channel,
  options: { readonly model?: string; readonly key?: ChannelKey } = {},
): Promise<ProbeResult> {
  const model =
    options.model === undefined ? channel.models[0] : channel.models.find((one) => one.model === options.model)
  if (!model)
    return {
      ok: false,
      model: options.model ?? null,
      status: null,
      latencyMs: 0,
      detail: 'The channel has no such model.',
    }
  const startedAt = performance.now()
  const { status, text } = await ask(provider, requestFor(channel, model, options.key ?? channel.keys[0] ?? null))
  const ok = status === 200
  return {
    ok,
    model: model.model,
    status,
    latencyMs: Math.round(performance.now() - startedAt),
    detail: ok ? null : text || null,
  }
}

function requestFor(channel: Channel, { kind, upstream }: ChannelModel, key: ChannelKey | null): UpstreamRequest {
  const chat = { model: upstream, messages: [{ role: 'user', content: 'ping' }], max_tokens: 16 }
  const value = kind === 'chat' ? chat : { model: upstream, input: 'ping' }
  const path = kind === 'chat' ? '/chat/completions' : '/embeddings'
  return { channel, key, path, method: 'POST', body: Buffer.from(JSON.stringify(value)), stream: false }
}

function ask(
  provider: Provider,
  request: UpstreamRequest,
): Promise<{ readonly status: number | null; readonly text: string }> {
  return new Promise((resolve) => {
    let status: number | null = null
    let text = ''
    const finish = (words = text): void => {
      clearTimeout(timer)
      control.abort()
      resolve({ status, text: withoutSecrets(words, request.channel).slice(0, 500) })
    }
    const timer = setTimeout(() => finish('No answer in time.'), TIMEOUT_MS)
    const control = provider.send(request, {
      head: (code) => {
        status = code
      },
      data: (chunk) => {
        text = (text + chunk.toString('utf8')).slice(0, MAX_BYTES)
      },
      end: () => finish(),
      fail: (problem) => finish(problem.message),
    })
  })
}
