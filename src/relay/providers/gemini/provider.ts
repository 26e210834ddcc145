/** Google's Gemini API, and upstreams that speak its dialect over HTTP. The base URL ends in the version: …/v1beta. */
import type { WireName } from '../../wires/names.ts'
import { httpTransport } from '../http.ts'
import type { Provider } from '../provider.ts'

const speaks: readonly WireName[] = ['gemini.generate', 'gemini.embed', 'gemini.count']

export function geminiProvider(): Provider {
  const http = httpTransport()
  return {
    name: 'gemini',
    title: 'Google Gemini',
    speaks: () => speaks,
    needsBaseUrl: true,
    needsKey: true,
    failsOnDemand: false,
    send: (request, sink) => http.send(request, sink, request.key ? { 'x-goog-api-key': request.key.secret } : {}),
    forget: http.forget,
    close: http.close,
  }
}
