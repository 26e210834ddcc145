/** Callers in a closed loop: each waits for its whole answer before it asks again. Counts, waits, and that every answer was complete. */
import { type Dispatcher, Pool } from 'undici'

export interface Target {
  readonly url: string
  readonly path: string
  /** Headers of each caller, by turns. */
  readonly headers: readonly Readonly<Record<string, string>>[]
  /** What a complete answer contains. */
  readonly complete: string
}

export interface Load {
  readonly body: string
  readonly callers: number
  readonly ms: number
}

export interface Measured {
  readonly perSecond: number
  readonly p50: number
  readonly p99: number
}

/** Rejects at the first answer that is not complete. */
export async function load(target: Target, { body, callers, ms }: Load): Promise<Measured> {
  const pool = new Pool(target.url, { connections: callers, pipelining: 1 })
  const waits: number[] = []
  const begun = performance.now()
  const end = begun + ms
  const caller = async (index: number): Promise<void> => {
    const headers = { 'content-type': 'application/json', ...target.headers[index % target.headers.length] }
    while (performance.now() < end) {
      const asked = performance.now()
      await ask(pool, { path: target.path, method: 'POST', headers, body }, target.complete)
      waits.push(performance.now() - asked)
    }
  }
  await Promise.all(Array.from({ length: callers }, (_, index) => caller(index)))
  const seconds = (performance.now() - begun) / 1_000
  await pool.destroy()
  waits.sort((a, b) => a - b)
  const at = (share: number): number => waits[Math.min(waits.length - 1, Math.floor(waits.length * share))] ?? 0
  return { perSecond: waits.length / seconds, p50: at(0.5), p99: at(0.99) }
}

function ask(pool: Pool, options: Dispatcher.DispatchOptions, complete: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let last = ''
    let status = 0
    pool.dispatch(options, {
      onRequestStart: () => undefined,
      onResponseStart: (_controller, code) => {
        status = code
      },
      onResponseData: (_controller, chunk) => {
        last = (last + chunk.toString('latin1')).slice(-2_000)
      },
      onResponseEnd: () => {
        if (status === 200 && last.includes(complete)) resolve()
        else reject(new Error(`an answer was not complete: ${status} ${last.slice(0, 300)}`))
      },
      onResponseError: (_controller, error) => reject(error),
    })
  })
}
