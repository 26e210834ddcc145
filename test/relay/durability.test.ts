/** What leaves the relay, and when, as the disk is slow or gone. */
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import type { CommandType } from '../../src/engine/command.ts'
import { CoreStopped, Overloaded } from '../../src/sequencer/core.ts'
import { chunksOf, Rig, type RigOptions, until } from './rig.ts'
import { completion, delta, done, finish, stream, usage, usageEvent } from './upstream.ts'

const messages = [{ role: 'user' as const, content: 'Hello' }]
const streamed = stream([delta('a'), delta('b'), finish(), usageEvent(usage(10, 2)), done])
const body = (more: object = {}) => JSON.stringify({ model: 'm', messages, max_tokens: 100, ...more })

async function withRig(disk: NonNullable<RigOptions['disk']>, run: (rig: Rig, secret: string) => Promise<void>) {
  const rig = await new Rig({ disk, settings: { captureRetryMs: 100 } }).start()
  try {
    await run(rig, rig.person('durable').secret)
  } finally {
    await rig.stop()
  }
}

/** A disk that keeps one kind of command waiting until `open` is called. */
function gated(kept: CommandType) {
  let open = (): void => undefined
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { disk: (type: CommandType) => (type === kept ? opened : Promise.resolve()), open: () => open() }
}

/** Time enough for what must not come to come. */
const A_WHILE_MS = 60

describe('durability', () => {
  test('the upstream starts while the hold is on its way to the disk, but nothing reaches the client before it is there', async () => {
    for (const stream of [true, false]) {
      const gate = gated('call.authorize')
      await withRig(gate.disk, async (rig, secret) => {
        rig.upstream.script = stream ? streamed : completion('x')
        let answered = false
        const sent = rig.post('/chat/completions', { secret, body: body({ stream }) }).then((response) => {
          answered = true
          return response
        })
        await until(() => rig.upstream.requests.length === 1)
        await sleep(A_WHILE_MS)
        expect(answered).toBe(false)
        gate.open()
        const response = await sent
        expect(response.status).toBe(200)
        expect(await response.text()).toContain(stream ? '[DONE]' : '"x"')
        expect(rig.captures().length).toBe(1)
      })
    }
  })

  test('the last bytes of a stream and every byte of an unstreamed answer wait for the capture', async () => {
    const gate = gated('call.capture')
    await withRig(gate.disk, async (rig, secret) => {
      rig.upstream.script = streamed
      const response = await rig.post('/chat/completions', { secret, body: body({ stream: true }) })
      let text = ''
      const reading = (async () => {
        for await (const chunk of chunksOf(response)) text += new TextDecoder().decode(chunk)
      })()
      await until(() => text.includes('"b"') && rig.captures().length === 1)
      rig.upstream.script = completion('x')
      let answered = false
      const plain = rig.post('/chat/completions', { secret, body: body() }).then(async (whole) => {
        answered = true
        return whole.text()
      })
      await until(() => rig.captures().length === 2)
      await sleep(A_WHILE_MS)
      expect([text.includes('x-lx-cost'), text.includes('[DONE]'), answered]).toEqual([false, false, false])
      gate.open()
      await reading
      expect(text).toMatch(/x-lx-cost[\s\S]*\[DONE\]/)
      expect(await plain).toContain('"x"')
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
