/** The trigger book against a plain list: what each trade reaches, in order, also after a save and load. */
import { expect, test } from 'vitest'
import { scaled } from '../../../test/scale.ts'
import { ByteReader, ByteWriter } from '../../base/bytes.ts'
import type { Bps, Ticks } from '../../base/money.ts'
import { type Prng, prng } from '../../base/prng.ts'
import type { OrderId } from '../command.ts'
import { directionOf, Triggers, type Waiting } from './triggers.ts'

interface Plain {
  readonly order: Waiting
  best: number | undefined
}

/** Whether this trade reaches it; a trailing one follows. */
function isReached(plain: Plain, price: number): boolean {
  const { side, trigger } = plain.order
  const bps = trigger.trailBps ?? 0
  if (plain.best !== undefined) {
    plain.best = side === 'sell' ? Math.max(plain.best, price) : Math.min(plain.best, price)
    const limit = plain.best * (side === 'sell' ? 10_000 - bps : 10_000 + bps)
    return side === 'sell' ? price * 10_000 <= limit : price * 10_000 >= limit
  }
  const at = trigger.price as number
  if (directionOf(plain.order) === 'falls' ? price > at : price < at) return false
  if (bps > 0) plain.best = price
  return bps === 0
}

/** Prices of few digits and few distances, so that exactly the distance is met, and groups of one distance meet. */
function randomOrder(random: Prng, id: number, last: number): Waiting {
  const side = random.pick(['buy', 'sell'] as const)
  const kind = random.pick(['stop_loss', 'take_profit'] as const)
  const trailBps = random.pick([10, 100, 100, 500, 2_000]) as Bps
  if (random.chance(50)) return { id: id as OrderId, side, trigger: { kind, price: null, trailBps } }
  const falls = (kind === 'stop_loss') === (side === 'sell')
  const price = Math.max(1, last + (falls ? -1 : 1) * (1 + random.below(60))) as Ticks
  return { id: id as OrderId, side, trigger: random.chance(30) ? { kind, price, trailBps } : { kind, price } }
}

function copyOf(triggers: Triggers, waiting: readonly Waiting[]): Triggers {
  const copy = new Triggers()
  const part = triggers.part()
  const bytes = new ByteWriter().raw(part.encodePage(0)).done()
  copy.part().load({ firstPage: 0, pageCount: 1 }, [[0, bytes]])
  copy.reindex(waiting)
  expect(new ByteReader(copy.part().encodePage(0)).f64()).toBe(0)
  return copy
}

test.each(Array.from({ length: scaled(40) }, (_, i) => i + 1))('reaches what a plain list does, session %i', (seed) => {
  const random = prng(seed)
  let triggers = new Triggers()
  let plain: Plain[] = []
  let last = 1_000
  for (let id = 1; id <= 3_000; id++) {
    const order = randomOrder(random, id, last)
    triggers.add(order, last as Ticks)
    plain.push({ order, best: order.trigger.price === null ? last : undefined })
    if (random.chance(10)) {
      const gone = random.pick(plain).order.id
      triggers.remove(gone)
      plain = plain.filter((row) => row.order.id !== gone)
    }
    if (random.chance(60)) continue
    last = Math.max(200, last + random.pick([-100, -50, -10, -1, 1, 10, 50, 100]))
    triggers.cross(last as Ticks)
    const reached = plain.filter((row) => isReached(row, last)).map((row) => row.order.id)
    plain = plain.filter((row) => !reached.includes(row.order.id))
    if (random.chance(5))
      triggers = copyOf(
        triggers,
        plain.map((row) => row.order),
      )
    const due: OrderId[] = []
    for (let next = triggers.next(); next !== undefined; next = triggers.next()) due.push(next.id)
    expect(due).toEqual(reached)
    expect(triggers.size).toBe(plain.length)
  }
})
