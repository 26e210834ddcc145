/** Closing a whole margin position: orders out, a reduce-only market order, debt paid back. Each step is a command of its own. */
import { divCeil, divFloor } from '../../base/math.ts'
import type { Lots, Millis } from '../../base/money.ts'
import type { ResponseOf } from '../../contract/index.ts'
import type { OrderInput } from '../../engine/command.ts'
import { pairOf } from '../../engine/exchange/pair.ts'
import type { AccountId } from '../../engine/ledger/chart.ts'
import { type MarginStanding, marginStanding } from '../../engine/views.ts'
import type { Core } from '../../sequencer/core.ts'
import { book } from '../booking.ts'
import { Refusal } from '../problem.ts'
import { unitsText } from '../render/amounts.ts'
import { wireFills, wireOrder } from '../render/orders.ts'
import { partProblem } from './order-changes.ts'

/** Interest until the order is booked is bought back too; what that makes too much a reduce-only order leaves out. */
const AHEAD_MS = 1_000

type Closed = Omit<ResponseOf<'margin.close'>, 'account'>

/** Throws margin_not_open, margin_closing, and nothing_to_reduce when there is nothing to end at all. */
export async function closePosition(core: Core, account: AccountId): Promise<Closed> {
  const before = await standingOf(core, account)
  const openOrders = before.position.cash - before.freeCredits + before.position.coins - before.freeLco
  if (before.debt === null && before.position.coins === 0 && openOrders === 0) throw new Refusal('nothing_to_reduce')
  if (before.stage === 'closing') throw new Refusal('margin_closing')
  const { result } = await book(core, { type: 'order.cancel_all', input: { account, wallet: 'margin' } })
  const traded = await trade(core, account)
  const after = await payRest(core, account)
  const { debt } = before
  const left = after.debt?.amount ?? 0
  return {
    canceled: [...result.canceled],
    repaid: debt && unitsText(debt.asset, Math.max(0, debt.amount - left)),
    ...traded,
  }
}

async function standingOf(core: Core, account: AccountId, ahead = 0): Promise<MarginStanding> {
  const at = (core.now() + ahead) as Millis
  const standing = await core.read((engine) => marginStanding(engine, account, at))
  if (!standing) throw new Refusal('margin_not_open')
  return standing
}

/** A refusal of the order is part of the answer: the orders are gone already. */
async function trade(core: Core, account: AccountId): Promise<Pick<Closed, 'order' | 'fills' | 'problem'>> {
  const input = orderOf(await standingOf(core, account, AHEAD_MS), unitsOfLot(core))
  if (input === undefined) return { order: null, fills: [], problem: null }
  try {
    const { result } = await book(core, { type: 'order.place', input })
    return { order: wireOrder(result.order), fills: wireFills(result.fills, result.order), problem: null }
  } catch (error) {
    return { order: null, fills: [], problem: partProblem(error) }
  }
}

function unitsOfLot(core: Core): number {
  return core.peek((engine) => pairOf(engine.state.parameters['market.pair']).lotUnits)
}

/** Sells all whole lots of a long; buys back what a short owes, rounded up to a lot. */
function orderOf({ account, position }: MarginStanding, lot: number): OrderInput | undefined {
  const net = position.coins - position.debtCoins
  const lots = (net > 0 ? divFloor(net, lot) : divCeil(-net, lot)) as Lots
  if (lots === 0) return undefined
  const margin = { borrow: false, repay: true, reduceOnly: true }
  return { account, side: net > 0 ? 'sell' : 'buy', kind: 'market', lots, margin }
}

/** With what is free of the asset that is owed. */
async function payRest(core: Core, account: AccountId): Promise<MarginStanding> {
  const standing = await standingOf(core, account)
  const { debt, freeCredits, freeLco } = standing
  if (debt === null || (debt.asset === 'CR' ? freeCredits : freeLco) === 0) return standing
  await book(core, { type: 'margin.repay', input: { account, asset: debt.asset, amount: null } })
  return standingOf(core, account)
}
