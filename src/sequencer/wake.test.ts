/** Claims about durable-sequence notices between threads. */
import { MessageChannel } from 'node:worker_threads'
import { expect, it } from 'vitest'
import type { Millis } from '../base/money.ts'
import type { Listener } from './core.ts'
import { announce, notices } from './wake.ts'

const published = (seq: number) => [{ seq, at: 0 as Millis, type: 'clock.tick' as const, events: [] }]
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 10))

it('joins notices that pile up, loses none of the last, and ends', async () => {
  const { port1, port2 } = new MessageChannel()
  let listener: Listener = () => {}
  let subscribed = 0
  const subscribe = (given: Listener): (() => void) => {
    listener = given
    subscribed += 1
    return () => {
      subscribed -= 1
    }
  }
  const end = announce({ subscribe }, port1)
  const received = notices(port2)
  for (const seq of [1, 2, 3]) listener(published(seq))
  const first = received.next()
  await settled()
  expect([1, 3]).toContain((await first).value)
  listener(published(4))
  listener(published(5))
  await settled()
  expect((await received.next()).value).toBe(5)
  end()
  expect(await received.next()).toEqual({ done: true, value: undefined })
  expect(subscribed).toBe(0)
  port1.close()
})
