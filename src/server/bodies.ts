/** How many bytes of request bodies are held at once, all together. How large one may be is the app's to say. */
import { Transform } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import { Refusal } from './problem.ts'

/** Bodies up to this size are bounded by the number of connections: orders never wait for others' uploads. */
const SMALL_BYTES = 4 * 1024
/** 256 of the largest. */
export const TOTAL_BYTES = 64 * 1024 * 1024

/** Refuses larger bodies with `overloaded` while `total` bytes of them are held; each counts as it comes, until its answer is out. */
export function boundBodies(app: FastifyInstance, total: number): void {
  let held = 0
  app.addHook('preParsing', (request, reply, payload, done) => {
    const { 'content-length': length, 'transfer-encoding': chunked } = request.headers
    if (chunked === undefined && !(Number(length) > SMALL_BYTES)) return done(null, payload)
    let own = 0
    const counted = new Transform({
      transform(chunk: Buffer, _encoding, next) {
        own += chunk.length
        held += chunk.length
        if (held > total) next(new Refusal('overloaded', { retryAfterSeconds: 2 }))
        else next(null, chunk)
      },
    })
    reply.raw.once('close', () => {
      held -= own
      own = 0
      counted.destroy()
    })
    payload.once('error', (error) => counted.destroy(error))
    done(null, payload.pipe(counted))
  })
}
