/** /api/auth/*: bodies bounded here, everything else answered by identity. */
import type { FastifyInstance } from 'fastify'
import { clientAddress } from '../identity/client-address.ts'
import type { Identity } from '../identity/identity.ts'

/** Sign-up, sign-in, sessions: the largest body is a name, an address and a password. */
const AUTH_BODY_BYTES = 16 * 1024

export async function mountAuth(
  app: FastifyInstance,
  identity: Pick<Identity, 'handle'>,
  trustProxy: number,
): Promise<void> {
  await app.register((scope, _options, done) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', { parseAs: 'string', bodyLimit: AUTH_BODY_BYTES }, (_request, body, next) =>
      next(null, body),
    )
    scope.all('/api/auth/*', async (request, reply) => {
      const { status, headers, cookies, body } = await identity.handle({
        method: request.method,
        path: request.url,
        headers: request.headers,
        address: clientAddress(request.raw.socket.remoteAddress, request.headers, trustProxy),
        ...(typeof request.body === 'string' ? { body: request.body } : {}),
      })
      reply.code(status).headers({ ...headers })
      if (cookies.length > 0) reply.header('set-cookie', [...cookies])
      return reply.send(body)
    })
    done()
  })
}
