/** The engine's door against hostile input: never a throw, never half a change, and nothing that a replay would see otherwise. */
import { expect, test } from 'vitest'
import type { Millis } from '../../src/base/money.ts'
import type { Command, CommandType } from '../../src/engine/command.ts'
import { handlers } from '../../src/engine/commands/registry.ts'
import { Engine } from '../../src/engine/engine.ts'
import { rejectionCodes } from '../../src/engine/rejections.ts'
import { scaled } from '../scale.ts'
import { type Driver, replay, seeded, sha256 } from './driver.ts'
import { distortions } from './hostile.ts'
import { inputs, orders, world } from './hostile-world.ts'

const types = Object.keys(handlers) as CommandType[]

function commandOf(type: unknown, at: Millis, input: unknown): Command {
  return { type, at, input } as Command
}

test.each(types)('%s refuses whatever is wrong with its input by name and changes nothing', (type) => {
  const start = world(type === 'wars.choose' ? 'paid' : 'reviewed')
  const snapshot = start.engine.save()
  const { now: at } = start
  let engine = Engine.restore(snapshot, { paranoid: true })
  const before = engine.stateHash(sha256)
  const base: readonly unknown[] = type === 'order.place' ? [inputs[type], ...orders] : [inputs[type]]
  let refused = 0
  for (const valid of base) {
    const input = type === 'clock.tick' ? { to: at } : valid
    expect(engine.apply(commandOf(type, at, input)), JSON.stringify(input)).not.toHaveProperty('code')
    engine = Engine.restore(snapshot, { paranoid: true })
    for (const wrong of distortions(input)) {
      const outcome = engine.apply(commandOf(type, at, wrong))
      if (outcome.ok) {
        if (outcome.repeated) continue
        engine.audit()
        const again = Engine.restore(snapshot)
        again.apply(JSON.parse(JSON.stringify(commandOf(type, at, wrong))))
        expect(again.stateHash(sha256), JSON.stringify(wrong)).toBe(engine.stateHash(sha256))
        expect(engine.save().length - snapshot.length, JSON.stringify(wrong).slice(0, 200)).toBeLessThan(1_000)
        engine = Engine.restore(snapshot, { paranoid: true })
      } else {
        refused += 1
        expect(rejectionCodes).toContain(outcome.code)
        expect(engine.stateHash(sha256), JSON.stringify(wrong)).toBe(before)
      }
    }
  }
  expect(refused).toBeGreaterThan(10)
})

test('a command without a known name or with an idempotency key that is none is refused and changes nothing', () => {
  const { engine, now: at } = world()
  const input = inputs['order.cancel_all']
  const before = engine.stateHash(sha256)
  for (const type of distortions('order.cancel_all'))
    expect(engine.apply(commandOf(type, at, input))).toMatchObject({ ok: false, code: 'unknown_command' })
  for (const idem of [
    null,
    'k',
    [],
    [1, 'k', 'h'],
    {},
    { account: '1', key: 'k', hash: 'h' },
    { account: 1, key: 'k' },
  ])
    expect(engine.apply({ ...commandOf('order.cancel_all', at, input), idem } as Command)).toMatchObject({
      ok: false,
      code: 'malformed_command',
    })
  expect(engine.stateHash(sha256)).toBe(before)
})

test.each(Array.from({ length: scaled(40) }, (_, i) => i + 1))(
  'a session of distorted commands stays sound and replays from its JSON, seed %i',
  (seed) => {
    const driver = world()
    const random = seeded(seed)
    const start = driver.engine.save()
    const begun = driver.journal.length
    const wrongs = types.map((type) => [...distortions(inputs[type])])
    for (let step = 0; step < 3_000; step++) {
      const index = random.below(types.length)
      const rows = wrongs[index] as unknown[]
      driver.try(types[index] as CommandType, random.pick(rows) as never)
      if (random.chance(5)) driver.pass(random.below(100_000))
    }
    driver.engine.audit()
    const journal = JSON.parse(JSON.stringify(driver.journal.slice(begun))) as Driver['journal']
    expect(replay(journal, Engine.restore(start)).stateHash(sha256)).toBe(driver.hash())
  },
)
