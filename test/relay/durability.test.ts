/** What leaves the relay, and when, as the disk is slow or gone. */
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import type { CommandType } from '../../src/engine/command.ts'
import { CoreStopped, Overloaded } from '../../src/sequencer/core.ts'
import { chunksOf, Rig, type RigOptions, until } from './rig.ts'
import { completion, delta, done, finish, stream, usage, usageEvent } from './upstream.ts'

const messages = [{ role: 'user' as const, content: 'Hello' }]
const body = (more: object = {}) => JSON.stringify({ model: 'm', messages, max_tokens: 100, ...more })

async function withRig(disk: NonNullable<RigOptions['disk']>, run: (rig: Rig, secret: string) => Promise<void>) {
  const rig = await new Rig({ disk, settings: { captureRetryMs: 100 } }).start()
  try {
    await run(rig, rig.person('durable').secret)
  } finally {
    await rig.stop()
  }
}

const slow = (slowType: CommandType, ms: number) => (type: CommandType) => sleep(type === slowType ? ms : 0)

describe('durability', () => {
  test('the upstream starts while the hold is on its way to the disk, but nothing reaches the client before it is there', async () => {
    await withRig(slow('call.authorize', 120), async (rig, secret) => {
      rig.upstream.script = stream([delta('a'), delta('b'), finish(), usageEvent(usage(10, 2)), done])
      const begun = performance.now()
      const response = await rig.post('/chat/completions', { secret, body: body({ stream: true }) })
      expect(performance.now() - begun).toBeGreaterThan(110)
      expect(await response.text()).toContain('[DONE]')
      expect(rig.captures().length).toBe(1)
      rig.upstream.script = completion('x')
      const asked = performance.now()
      const sent = rig.post('/chat/completions', { secret, body: body() })
      await until(() => rig.upstream.requests.length === 2)
      expect(performance.now() - asked).toBeLessThan(110)
      expect((await sent).status).toBe(200)
    })
  })

  test('the last bytes of a stream and every byte of an unstreamed answer wait for the capture', async () => {
    await withRig(slow('call.capture', 120), async (rig, secret) => {
      rig.upstream.script = stream([delta('a'), finish(), usageEvent(usage(10, 1)), done])
      const begun = performance.now()
      const times = new Map<string, number>()
      for await (const chunk of chunksOf(
        await rig.post('/chat/completions', { secret, body: body({ stream: true }) }),
      )) {
        const text = new TextDecoder().decode(chunk)
        for (const sign of ['"a"', 'x-lx-cost', '[DONE]'])
          if (text.includes(sign)) times.set(sign, performance.now() - begun)
      }
      expect(times.get('"a"')).toBeLessThan(100)
      expect(times.get('x-lx-cost')).toBeGreaterThan(110)
      expect(times.get('[DONE]')).toBeGreaterThan(110)
      rig.upstream.script = completion('x')
      const asked = performance.now()
      await rig.post('/chat/completions', { secret, body: body() })
      expect(performance.now() - asked).toBeGreaterThan(110)
    })
  })

  test('a core that stops before the hold is durable lets nothing out but a refusal', async () => {
    const stop = (type: CommandType) =>
      type === 'call.authorize'
        ? sleep(30).then(() => Promise.reject(new CoreStopped('disk')))
        : Promise.reject(new CoreStopped('disk'))
    await withRig(
      (type) => (type === 'relay.boot' ? sleep(0) : stop(type)),
      async (rig, secret) => {
        rig.upstream.script = stream([delta('secret words'), finish(), done])
        for (const more of [{ stream: true }, {}]) {
          const response = await rig.post('/chat/completions', { secret, body: body(more) })
          const text = await response.text()
          expect(response.status).toBeGreaterThanOrEqual(500)
          expect(text).not.toContain('secret words')
        }
      },
    )
  })

  test('a capture is asked again while the core is overloaded, and a stream whose capture fails is broken off', async () => {
    let refusals = 2
    const busy = async (type: CommandType) => {
      if (type === 'call.capture' && refusals-- > 0) throw new Overloaded()
    }
    // The driver has applied the command before the disk is asked; a core that is overloaded has not.
    await withRig(
      async (type) => (type === 'call.authorize' ? undefined : busy(type)),
      async (rig, secret) => {
        rig.upstream.script = completion('x')
        refusals = 0
        expect((await rig.post('/chat/completions', { secret, body: body() })).status).toBe(200)
        refusals = 1_000
        rig.upstream.script = stream([delta('a'), finish(), usageEvent(usage(10, 1)), done])
        const response = await rig.post('/chat/completions', { secret, body: body({ stream: true }) })
        await expect(response.text()).rejects.toThrow()
      },
    )
  })

  test('an overloaded core refuses new calls with 503 and nothing is sent', async () => {
    await withRig(
      async () => undefined,
      async (rig, secret) => {
        Object.assign(rig.money, { authorize: () => Promise.reject(new Overloaded()), isHeld: () => false })
        const response = await rig.post('/chat/completions', { secret, body: body() })
        expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1'])
        expect(rig.upstream.requests.length).toBe(0)
      },
    )
  })

  test('holds of an earlier boot of the node are released when a new one starts', async () => {
    await withRig(
      async () => undefined,
      async (rig, secret) => {
        rig.upstream.script = () => undefined
        const open = rig.post('/chat/completions', { secret, body: body() }).catch(() => undefined)
        await until(() => rig.driver.engine.state.holds.count === 1)
        expect(rig.driver.do('relay.boot', { node: 'test', bootId: 'second' }).released).toBe(1)
        rig.upstream.close()
        await open
        expect(rig.captures()).toEqual([])
      },
    )
  })
})
