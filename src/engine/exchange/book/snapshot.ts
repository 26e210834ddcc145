/** Bytes of a book: bids then asks, best level first, oldest order first. Order slots and free lists are not state. */
import { assert } from '../../../base/assert.ts'
import type { ByteReader, ByteWriter } from '../../../base/bytes.ts'
import { Resting } from './resting.ts'
import { isPlaceable, type Side, type Taker } from './types.ts'

/** u32 count; per order u8 side, u32 price, f64 id, u32 account, f64 lots that show, f64 hidden, f64 slice or 0. */
export function saveOrders(resting: Resting, writer: ByteWriter): void {
  const { levels } = resting
  writer.u32(resting.size)
  for (let side = 0; side <= 1; side++) {
    for (let level = levels.best[side]!; level !== 0; level = levels.worse[level]!) {
      const price = levels.price[level]!
      for (let slot = levels.head[level]!; slot !== 0; slot = resting.next[slot]!) {
        writer.u8(side).u32(price).f64(resting.id[slot]!)
        writer.u32(resting.account[slot]!).f64(resting.lots[slot]!)
        const hidden = resting.hidden[slot]!
        writer.f64(hidden).f64(hidden === 0 ? 0 : resting.slice[slot]!)
      }
    }
  }
}

/** A fresh set of orders; stops the process on crossed prices, equal ids or numbers out of bounds. */
export function loadOrders(reader: ByteReader): Resting {
  const resting = new Resting()
  const count = reader.u32()
  for (let i = 0; i < count; i++) {
    const side = reader.u8()
    assert(side === 0 || side === 1, 'an order of no side')
    const order = readOrder(reader, side)
    const [hidden, slice] = [reader.f64(), reader.f64()]
    const whole = { ...order, lots: order.lots + hidden }
    assert(isPlaceable(whole) && whole.account >= 0, 'an order the book can not hold')
    assert(hidden === 0 ? slice === 0 : hidden > 0 && slice >= order.lots, 'an order that hides what it may not')
    resting.load(order, { hidden, slice })
  }
  return resting
}

function readOrder(reader: ByteReader, side: Side): Taker {
  const limit = reader.u32()
  const id = reader.f64()
  const account = reader.u32()
  const lots = reader.f64()
  return { id, account, side, limit, lots, budget: Number.POSITIVE_INFINITY, feeBps: 0, tif: 'post', stp: 0, slice: 0 }
}
