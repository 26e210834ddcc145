/** TLS in front of a test's server, for clients that take no other addresses. Its certificate is for this machine and no secret. */
import { readFileSync } from 'node:fs'
import { type AddressInfo, connect } from 'node:net'
import { createServer } from 'node:tls'

const read = (name: string): string => readFileSync(new URL(`tls/${name}.pem`, import.meta.url), 'utf8')

export const certificate = read('certificate')

export interface Tls {
  readonly port: number
  close(): void
}

/** Every connection goes on to the port of this machine. */
export async function openTls(to: number): Promise<Tls> {
  const server = createServer({ key: read('key'), cert: certificate }, (client) => {
    const upstream = connect(to, '127.0.0.1')
    client.pipe(upstream).pipe(client)
    client.on('error', () => upstream.destroy())
    upstream.on('error', () => client.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { port: (server.address() as AddressInfo).port, close: () => void server.close() }
}
