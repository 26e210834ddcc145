/** Any upstream that speaks OpenAI's dialect over HTTP, from OpenAI itself to a server in the next room. */

import type { ChannelKey } from '../../channels/channel.ts'
import type { WireName } from '../../wires/names.ts'
import { httpTransport } from '../http.ts'
import type { Provider } from '../provider.ts'
import { connectWebSocket } from '../web-socket.ts'

/** Where a model is of a kind that only one wire can ask, its channel is taken to speak it. */
const speaks: readonly WireName[] = [
  'openai.chat',
  'openai.embeddings',
  'openai.images',
  'openai.speech',
  'openai.transcriptions',
  'openai.moderations',
  'cohere.rerank',
]
/** Servers of one's own complete texts too, hosts of chat models rarely do; an operator can say so of a channel. */
const privateSpeaks: readonly WireName[] = [...speaks, 'openai.completions']
/** What imitates OpenAI rarely knows responses; an operator can say so of a channel. */
const ownSpeaks: readonly WireName[] = [...speaks, 'openai.responses', 'openai.realtime', 'openai.videos']

export function openAiProvider(): Provider {
  const http = httpTransport()
  return {
    name: 'openai',
    title: 'OpenAI-compatible',
    speaks({ baseUrl, allowPrivate }) {
      if (baseUrl.startsWith('https://api.openai.com/')) return ownSpeaks
      return allowPrivate ? privateSpeaks : speaks
    },
    needsBaseUrl: true,
    needsKey: false,
    failsOnDemand: false,
    send: (request, sink) => http.send(request, sink, authorization(request.key)),
    connect: (request, sink) => connectWebSocket(request, sink, authorization(request.key)),
    forget: http.forget,
    close: http.close,
  }
}

function authorization(key: ChannelKey | null): Readonly<Record<string, string>> {
  return key ? { authorization: `Bearer ${key.secret}` } : {}
}
