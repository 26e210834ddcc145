/** Connections through an HTTP proxy: asked for by CONNECT with its credentials, the upstream's own TLS inside. undici's agent for proxies asks again for ever where one hangs up. */
import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { isIP, type Socket } from 'node:net'
import { connect as tlsConnect } from 'node:tls'
import type { buildConnector } from 'undici'

type Connected = buildConnector.Callback

/** Calls back once; a proxy may be silent for `limitMs`. */
export function tunnel(
  proxy: string,
  { address: { protocol, hostname, port }, limitMs }: { readonly address: URL; readonly limitMs: number },
  connected: Connected,
): void {
  const { uri, token } = proxyOf(proxy)
  const secure = protocol === 'https:'
  const target = `${hostname}:${port || (secure ? 443 : 80)}`
  const ask = uri.startsWith('https:') ? httpsRequest : httpRequest
  const request = ask(uri, {
    method: 'CONNECT',
    path: target,
    headers: { host: target, ...(token === undefined ? {} : { 'proxy-authorization': token }) },
    timeout: limitMs,
  })
  request.on('connect', ({ statusCode }, socket) => {
    socket.setTimeout(0)
    if (statusCode !== 200) {
      socket.destroy()
      connected(new Error('the proxy refused'), null)
    } else if (secure) secured(socket, hostname, connected)
    else connected(null, socket)
  })
  request.on('timeout', () => request.destroy(new Error('the proxy did not answer')))
  request.on('error', (error) => connected(error, null))
  request.end()
}

function secured(socket: Socket, hostname: string, connected: Connected): void {
  const name = isIP(hostname.replace(/^\[|\]$/g, '')) === 0 ? { servername: hostname } : {}
  const tls = tlsConnect({ socket, ...name, ALPNProtocols: ['http/1.1'] })
  const broken = (error: Error): void => connected(error, null)
  tls.once('error', broken)
  tls.once('secureConnect', () => {
    tls.off('error', broken)
    connected(null, tls)
  })
}

function proxyOf(address: string): { readonly uri: string; readonly token?: string } {
  const { protocol, host, username, password } = new URL(address)
  const uri = `${protocol}//${host}`
  if (username === '') return { uri }
  const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  return { uri, token: `Basic ${Buffer.from(credentials).toString('base64')}` }
}
