/** One random command about orders at a time, most of them orders; now and then time passes or an operator acts. */
import type { Credits, Lots } from '../../../src/base/money.ts'
import type { ListId, OrderRef } from '../../../src/engine/command.ts'
import type { AccountId } from '../../../src/engine/ledger/chart.ts'
import type { ParameterKey } from '../../../src/engine/parameters.ts'
import type { Floor } from './floor.ts'
import { clientName, randomList, randomOrder, randomTrigger } from './orders.ts'

type Step = (floor: Floor) => void

/** Of a thousand. */
const steps: readonly (readonly [share: number, step: Step])[] = [
  [468, place],
  [170, placeWaiting],
  [100, placeList],
  [45, replace],
  [60, amend],
  [85, cancel],
  [10, cancelList],
  [6, cancelAll],
  [8, cancelAfter],
  [12, transfer],
  [16, (floor) => floor.quote()],
  [14, ({ driver, random }) => driver.pass(random.below(12_000))],
  [3, ({ driver, random }) => driver.sleep(random.below(3))],
  [3, operate],
]

export function randomStep(floor: Floor): void {
  floor.drift()
  if (floor.isOff && floor.random.chance(15)) return floor.trading(true)
  let left = floor.random.below(1_000)
  for (const [share, step] of steps) {
    if (left < share) return step(floor)
    left -= share
  }
}

function place(floor: Floor): void {
  const order = randomOrder(floor, floor.anybody())
  floor.driver.try('order.place', order)
  if (order.clientOrderId !== undefined && floor.random.chance(10)) floor.driver.try('order.place', order)
}

function placeWaiting(floor: Floor): void {
  floor.driver.try('order.place', randomOrder(floor, floor.anybody(), randomTrigger(floor)))
}

function placeList(floor: Floor): void {
  const list = randomList(floor, floor.anybody())
  floor.driver.try('order.place_list', list)
  if (list.clientListId !== undefined && floor.random.chance(10)) floor.driver.try('order.place_list', list)
}

function replace(floor: Floor): void {
  const { random, driver } = floor
  const { account, ...cancel } = reference(floor)
  const place = randomOrder(floor, account, random.chance(20) ? randomTrigger(floor) : undefined)
  const input = { account, cancel, place, mode: random.pick(['stop_on_failure', 'allow_failure'] as const) }
  driver.try('order.replace', input)
  if (random.chance(10)) driver.try('order.replace', input)
}

/** By one of its two names. */
function reference(floor: Floor): { readonly account: AccountId } & OrderRef {
  const { account, orderId } = floor.order()
  return floor.random.chance(90) ? { account, orderId } : { account, clientOrderId: clientName(floor.random) }
}

/** Smaller by any part, down to what has traded and below; sometimes larger, or as it is. */
function amend(floor: Floor): void {
  const { account, orderId } = floor.order()
  const lots = floor.driver.engine.state.market.orders.get(orderId)?.lots ?? 500
  floor.driver.try('order.amend', { account, orderId, lots: Math.ceil((lots * floor.random.below(105)) / 100) as Lots })
}

function cancel(floor: Floor): void {
  floor.driver.try('order.cancel', reference(floor))
}

function cancelList(floor: Floor): void {
  const { random, driver } = floor
  const lists = [...driver.engine.state.market.lists.entries()].filter(([, { status }]) => status !== 'done')
  const [id, list] = lists.length > 0 && random.chance(80) ? random.pick(lists) : [1 + random.below(20), undefined]
  const account = list === undefined || random.chance(5) ? floor.anybody() : list.account
  const clientListId = list?.clientListId ?? `l-${random.below(12)}`
  driver.try('order.cancel_list', { account, ...(random.chance(30) ? { clientListId } : { listId: id as ListId }) })
}

function cancelAll(floor: Floor): void {
  const wallet = floor.random.pick([undefined, 'spot', 'margin'] as const)
  floor.driver.try('order.cancel_all', { account: floor.anybody(), ...(wallet ? { wallet } : {}) })
}

function cancelAfter(floor: Floor): void {
  const ms = floor.random.pick([0, 1_000, 1_500, 5_000, 999])
  floor.driver.try('order.cancel_after', { account: floor.anybody(), ms })
}

function transfer(floor: Floor): void {
  const direction = floor.random.pick(['in', 'out'] as const)
  const amount = (1 + floor.random.below(400_000_000)) as Credits
  floor.driver.try('margin.transfer', { account: floor.anybody(), direction, amount })
}

const limits: readonly (readonly [key: ParameterKey, values: readonly number[]])[] = [
  ['market.band', [100, 300, 2_000, 2_000]],
  ['market.minNotional', [1, 1_000_000, 1_000_000]],
  ['market.maxNotional', [30_000_000, 1_000_000_000_000]],
  ['market.openOrders', [12, 200]],
  ['market.triggers', [5, 50, 50]],
  ['market.icebergParts', [4, 20]],
]

/** Fees, limits, and the switch, which soon comes back on. */
function operate(floor: Floor): void {
  const { random } = floor
  const pick = random.below(4)
  if (pick === 0) return floor.trading(false)
  if (pick === 1) return floor.randomFees()
  const [key, values] = random.pick(limits)
  floor.set(key, random.pick(values))
}
