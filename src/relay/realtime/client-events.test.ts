/** What a client is told of its bad events waits until it takes it: a client that only talks fills no memory. */
import { expect, test } from 'vitest'
import { defaultSettings } from '../settings.ts'
import { ClientEvents } from './client-events.ts'
import { Lane } from './lane.ts'
import type { SessionControl, SessionParts, SessionState } from './state.ts'

test('bad events of a client that does not read are not answered one after another', async () => {
  let told = 0
  let drain: (() => void) | undefined
  const control: SessionControl = {
    tell: () => {
      told += 1
    },
    drained: () => new Promise((resolve) => (drain = resolve)),
    ask: () => undefined,
    end: () => undefined,
  }
  const parts = { settings: defaultSettings } as SessionParts
  const events = new ClientEvents(parts, {} as SessionState, control)
  let paused = false
  const socket = {
    send: () => true,
    pause: () => {
      paused = true
    },
    resume: () => undefined,
    silentMs: () => 0,
    close: () => undefined,
  }
  const lane = new Lane({
    ...{ from: socket, to: socket, read: (data: Buffer) => events.read(data) },
    ...{ maxWaitingBytes: 1_000, slowMs: 1_000, slow: () => undefined, failed: () => undefined },
  })
  for (let n = 0; n < 200; n++) lane.push(Buffer.from('{"type":5}'))
  await new Promise((resolve) => setImmediate(resolve))
  expect([told, paused]).toEqual([1, true])
  drain?.()
  await new Promise((resolve) => setImmediate(resolve))
  expect(told).toBe(2)
})
