/** Which kind of entry moves what from where to where: an auditor reads kinds, so a kind must not carry anything else. */
import type { EntryKind } from '../../../src/engine/entry-kinds.ts'
import { type Slot, slotName } from '../../../src/engine/ledger/chart.ts'

const available = 'user available'
const revenue = 'platform api-revenue'

/** What is free in each wallet, and what its orders hold. */
const both = [available, 'user margin'] as const
const orders = ['user order', 'user margin-order'] as const

/** Two sides trade, each with either wallet. */
function tradeRoutes(): (readonly [from: string, to: string])[] {
  return [...both, ...orders].flatMap((from) => [...both, 'platform trading-fees'].map((to) => [from, to] as const))
}

/** Where what a call held and did not use goes back to. */
const returned = [
  ['user hold', available],
  ['user hold', 'platform promo'],
  ['user hold', 'platform treasury'],
] as const

/** From → to, without the account's number and the asset. */
const routes: Partial<Record<EntryKind, readonly (readonly [from: string, to: string])[]>> = {
  faucet: [['platform reserve', available]],
  topup: [['platform reserve', available]],
  'treasury.fund': [['platform reserve', 'platform treasury']],
  'treasury.withdraw': [['platform treasury', 'platform reserve']],
  'upstream.settle': [['platform upstream-payable', 'platform upstream-paid']],
  'run.open': [[available, 'user hold']],
  'run.close': [['user hold', available]],
  'call.hold': [
    [available, 'user hold'],
    ['platform promo', 'user hold'],
  ],
  'call.extend': [
    [available, 'user hold'],
    ['platform promo', 'user hold'],
  ],
  'call.capture': [['user hold', revenue], [available, revenue], ...returned, [revenue, 'platform upstream-payable']],
  'call.release': returned,
  'call.abort': returned,
  'unrecovered-cost': [[revenue, 'platform upstream-payable']],
  mine: [['platform unissued', available]],
  stake: [[available, 'user staked']],
  unstake: [['user staked', 'user unbonding']],
  'unstake.cancel': [['user unbonding', 'user staked']],
  unbonded: [['user unbonding', available]],
  'order.escrow': [
    [available, 'user order'],
    ['user margin', 'user margin-order'],
  ],
  'order.release': [
    ['user order', available],
    ['user margin-order', 'user margin'],
  ],
  trade: [
    ...tradeRoutes(),
    // The reserve buys LCO that a bankrupt short misses.
    ...both.map((free) => ['platform risk-reserve', free] as const),
    ...orders.map((held) => [held, 'platform risk-reserve'] as const),
  ],
  'margin.in': [[available, 'user margin']],
  'margin.out': [['user margin', available]],
  'margin.dust': [['user margin', available]],
  'margin.penalty': [['user margin', 'platform risk-reserve']],
  'margin.seize': [['user margin', 'platform risk-reserve']],
  'margin.takeover': [['user margin', 'platform risk-reserve']],
  'week.close': [
    [revenue, 'platform ecosystem-fund'],
    [revenue, 'platform treasury'],
    ['platform treasury', revenue],
    ['platform trading-fees', 'platform treasury'],
  ],
  'buyback.trade': [
    ...both.map((free) => ['platform ecosystem-fund', free] as const),
    ...both.map((free) => [free, 'platform trading-fees'] as const),
    ...orders.map((held) => [held, 'platform ecosystem-fund'] as const),
  ],
  burn: [['platform ecosystem-fund', 'platform burned:buyback']],
  'war.prize': [['platform war-pool', available]],
  'war.grant': [['platform treasury', 'platform promo']],
  'war.return': [['platform promo', 'platform treasury']],
  'war-pool': [['platform ecosystem-fund', 'platform war-pool']],
  lend: [[available, 'platform lending-pool']],
  'lend.withdraw': [['platform lending-pool', available]],
  interest: [
    ['platform loans-accrued', 'platform lending-pool'],
    ['platform loans-accrued', 'platform reserve-accrued'],
  ],
  'loan.borrow': [['loan', 'user margin']],
  'loan.interest': [
    ['loan', 'platform loans-accrued'],
    ['loan', 'platform reserve-accrued'],
  ],
  'loan.repay': [
    ['user margin', 'loan'],
    ['platform risk-reserve', 'loan'],
  ],
  'loan.loss': [
    ['platform reserve-accrued', 'loan'],
    ['platform lending-pool', 'loan'],
  ],
  'governance.bond': [[available, 'user bond']],
  'governance.return': [['user bond', available]],
  'governance.burn': [['user bond', 'platform burned:bond']],
  'reserve.interest': [['platform reserve-accrued', 'platform risk-reserve']],
}

/** Throws when this kind of entry may not make this move. */
export function checkRoute(kind: EntryKind, from: Slot, to: Slot): void {
  const move = [placeOf(from), placeOf(to)] as const
  if (!routes[kind]?.some(([giver, taker]) => giver === move[0] && taker === move[1]))
    throw new Error(`an entry of kind ${kind} moves from ${move[0]} to ${move[1]}`)
}

/** 'user available', 'platform burned:buyback'. */
function placeOf(slot: Slot): string {
  const parts = slotName(slot).split(':')
  if (parts[0] === 'loan') return 'loan'
  return parts[0] === 'user' ? `user ${parts[2]}` : `platform ${parts.slice(1, -1).join(':')}`
}
