/** Anthropic, and upstreams that speak its dialect over HTTP. */
import type { WireName } from '../../wires/names.ts'
import { httpTransport } from '../http.ts'
import type { Provider } from '../provider.ts'

const speaks: readonly WireName[] = ['anthropic.messages', 'anthropic.count']
const VERSION = '2023-06-01'

export function anthropicProvider(): Provider {
  const http = httpTransport()
  return {
    name: 'anthropic',
    title: 'Anthropic',
    speaks: () => speaks,
    needsBaseUrl: true,
    needsKey: true,
    failsOnDemand: false,
    send(request, sink) {
      const key: Record<string, string> = request.key ? { 'x-api-key': request.key.secret } : {}
      return http.send(request, sink, { 'anthropic-version': VERSION, ...request.headers, ...key })
    },
    forget: http.forget,
    close: http.close,
  }
}
