/** Durable-sequence notices from the thread that leads to the thread that follows, over a message port. */
import type { MessagePort } from 'node:worker_threads'
import type { Core } from './core.ts'

/** Posts the last durable command of every batch, and once more to end. Returns the way to end. */
export function announce(core: Pick<Core, 'subscribe'>, port: Pick<MessagePort, 'postMessage'>): () => void {
  const unsubscribe = core.subscribe((batch) => port.postMessage(batch.at(-1)?.seq))
  return () => {
    unsubscribe()
    port.postMessage(null)
  }
}

/** The other end: notices that pile up while the consumer is busy become one. Ends after the announcer has. */
export async function* notices(port: Pick<MessagePort, 'on'>): AsyncGenerator<number> {
  let latest: number | undefined
  let ended = false
  let wake = (): void => {}
  port.on('message', (seq: number | null) => {
    if (seq === null) ended = true
    else latest = seq
    wake()
  })
  for (;;) {
    if (latest !== undefined) {
      const seq = latest
      latest = undefined
      yield seq
    } else if (ended) {
      return
    } else {
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
  }
}
