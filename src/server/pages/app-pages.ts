/** The web app on Fastify: its files, and index.html for every address that the app itself resolves. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { pageHeaders } from '../headers.ts'
import type { WebFile, WebFiles } from './files.ts'

const ONE_YEAR = 'public, max-age=31536000, immutable'

/** Answers a request that no other route takes, when it asks for a page or a file of the app; false otherwise. */
export type PageFallback = (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply | false>

/** `/` and, by the returned fallback, everything else that belongs to the app. */
export function mountApp(app: FastifyInstance, files: WebFiles): PageFallback {
  const fallback: PageFallback = async (request, reply) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return false
    const path = request.url.split('?', 1)[0] ?? '/'
    const accepts = request.headers['accept-encoding']
    const encodings = Array.isArray(accepts) ? accepts.join(',') : accepts
    const file = path === '/' ? undefined : await files.get(path, encodings)
    if (file) return sendFile(request, reply, file)
    if (!isPage(path, request.headers.accept)) return false
    const index = await files.get('/index.html', encodings)
    return index ? sendFile(request, reply, index) : sendMissing(reply)
  }
  app.get('/', async (request, reply) => (await fallback(request, reply)) || sendMissing(reply))
  return fallback
}

/** Addresses of the app have no extension in their last part and are asked for by a browser's navigation. */
function isPage(path: string, accept: string | undefined): boolean {
  if (/^\/(api|v1|v1beta|v2)(\/|$)/.test(path)) return false
  return !/\.\w{1,8}$/.test(path) || (accept ?? '').includes('text/html')
}

function sendFile(request: FastifyRequest, reply: FastifyReply, file: WebFile): FastifyReply {
  reply
    .headers(pageHeaders)
    .header('etag', file.etag)
    .header('vary', 'accept-encoding')
    .header('cache-control', file.immutable ? ONE_YEAR : 'no-cache')
  if (request.headers['if-none-match'] === file.etag) return reply.code(304).send()
  if (file.encoding !== 'identity') reply.header('content-encoding', file.encoding)
  return reply.type(file.type).send(file.bytes)
}

/** A start without the built web app: the API works, and this says how to get the rest. */
function sendMissing(reply: FastifyReply): FastifyReply {
  const text =
    'The web app is not built: start with npm start, or run node scripts/build-web.ts. The API is at /api/v1, its documentation at /docs/api.\n'
  return reply.code(503).headers(pageHeaders).type('text/plain; charset=utf-8').send(text)
}
