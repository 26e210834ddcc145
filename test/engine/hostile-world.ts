/** A world in which every command could succeed, and inputs with which it does. */
import { type Bps, type Credits, LCO, type Lco, type Lots, type Millis, type Ticks } from '../../src/base/money.ts'
import type {
  CardId,
  CommandTable,
  CommandType,
  KeyId,
  ListId,
  OrderId,
  ProposalId,
  UnbondingId,
} from '../../src/engine/command.ts'
import { type Power, takeSnapshot } from '../../src/engine/governance/rules.ts'
import type { OfferingId } from '../../src/engine/launchpad/offering.ts'
import { type AccountId, assets } from '../../src/engine/ledger/chart.ts'
import { flatRates } from '../../src/engine/metering/rates.ts'
import type { MarketId } from '../../src/engine/prediction-types.ts'
import type { Settling } from '../../src/engine/wars/wars.ts'
import { Driver, MONDAY } from './driver.ts'
import { lendOut } from './lend-out.ts'
import { CR, MarketWorld } from './market-world.ts'
import { facts } from './random-session.ts'
import { DAY } from './time.ts'

const one = 1 as AccountId
const usage = [1, 0, 0, 0, 0, 0, 2]
const rates = {
  tiers: [
    { from: 0, rates: [1, 0, 0, 0, 0, 0, 2] },
    { from: 10, rates: [2] },
  ],
}
const services = { batch: 5_000 as Bps, priority: 20_000 as Bps }
const reason = 'a public reason'

/** Prediction markets of the world below, by what they wait for. */
const markets = {
  draft: 1 as MarketId,
  open: 2 as MarketId,
  closed: 3 as MarketId,
  proposed: 4 as MarketId,
  voting: 5 as MarketId,
}

/** In the time of the world below, and far enough from its present for a job. */
const END = (MONDAY + DAY) as Millis

const sell = { account: one, side: 'sell', lots: 200 as Lots } as const
const limitOrder = {
  account: one,
  kind: 'limit',
  side: 'buy',
  lots: 200 as Lots,
  tif: 'gtc',
  postOnly: false,
} as const

type Inputs = { readonly [T in CommandType]: CommandTable[T]['input'] }

/** An input of every command that means something in the world below. */
export const inputs: Inputs = {
  'clock.tick': { to: 0 as Millis },
  'account.open': { identity: 'somebody', operator: false },
  'account.suspend': { account: 3 as AccountId, suspended: true, reason },
  'faucet.draw': { account: one, amount: 5 as Credits },
  'topup.credit': { account: one, amount: 5 as Credits, provider: 'test', paymentId: 'p' },
  'treasury.fund': { amount: 5 as Credits, reason },
  'treasury.withdraw': { amount: 5 as Credits, reason },
  'upstream.settle': { amount: 5 as Credits, reason },
  'parameter.set': { key: 'market.takerFee', value: 20, reason, actor: one },
  'switch.set': { product: 'launchpad', on: false, reason, actor: one },
  'key.create': {
    account: one,
    hash: 'b'.repeat(64),
    expiresAt: null,
    budget: { total: null, daily: 5 as Credits, monthly: null },
  },
  'key.update': {
    account: one,
    keyId: 1 as KeyId,
    expiresAt: null,
    budget: { total: null, daily: null, monthly: 5 as Credits },
  },
  'run.open': {
    account: one,
    parent: 1 as KeyId,
    hash: 'c'.repeat(64),
    budget: (5 * CR) as Credits,
    expiresAt: END,
  },
  'key.revoke': { account: one, keyId: 1 as KeyId },
  'card.publish': { channel: 2, model: 'n', list: rates, cost: rates, services, eligible: true },
  'upstream.cost': { ref: 'probe', cardId: 1 as CardId, usage },
  'card.retire': { cardId: 2 as CardId },
  'relay.boot': { node: 'n', bootId: 'c' },
  'relay.beat': { bootId: 'b' },
  'call.authorize': {
    bootId: 'b',
    callId: 'fresh',
    account: one,
    keyId: 1 as KeyId,
    cardIds: [1 as CardId],
    bound: usage,
    services: ['priority', 'standard'],
    maxCost: (900 * CR) as Credits,
    retryKey: 'retry',
    retryHash: 'hash',
    job: { until: END },
  },
  'call.extend': { callId: 'open', bound: [1, 0, 0, 0, 0, 0, 3] },
  'call.capture': {
    callId: 'open',
    cardId: 1 as CardId,
    usage,
    service: 'flex',
    facts: { ...facts, error: 'cut', failures: [{ channel: 1, code: 'gone', status: 502, ms: 3 }] },
    unrecovered: [{ cardId: 1 as CardId, usage, service: 'batch' }],
  },
  'call.release': { callId: 'open2', facts, unrecovered: [{ cardId: 1 as CardId, usage }] },
  'stake.add': { account: one, amount: 5 as Lco },
  'stake.remove': { account: one, amount: 5 as Lco },
  'stake.cancel': { account: one, unbondingId: 1 as UnbondingId },
  'margin.open': { account: one, terms: 'v1' },
  'margin.transfer': { account: 2 as AccountId, direction: 'in', amount: 5 as Credits },
  'lending.supply': { account: one, asset: 'CR', amount: 5 },
  'lending.withdraw': { account: one, asset: 'CR', amount: 5 },
  'lending.cancel': { account: one, asset: 'LCO' },
  'offering.announce': {
    model: 'other',
    mode: 'snapshot',
    total: 5 as Credits,
    subscribeFrom: (MONDAY + 2 * DAY) as Millis,
    subscribeMs: DAY,
    useMs: DAY,
    capBps: 5,
    afterwards: 'open',
    actor: one,
  },
  'offering.cancel': { offering: 1 as OfferingId, reason, actor: one },
  'offering.open': { offering: 1 as OfferingId, reason, actor: one },
  'imo.lock': { account: one, offering: 1 as OfferingId, amount: 5 as Lco },
  'governance.propose': {
    account: 3 as AccountId,
    changes: [{ key: 'market.takerFee', value: 20 }],
    textHash: 'b'.repeat(64),
  },
  'governance.vote': { account: 3 as AccountId, proposalId: 1 as ProposalId, choice: 'yes' },
  'governance.veto': { proposalId: 2 as ProposalId, abuse: true, reason, actor: one },
  'governance.decide': { proposalId: 3 as ProposalId, accept: true, reason, actor: one },
  'margin.borrow': { account: 3 as AccountId, asset: 'CR', amount: 5 },
  'margin.repay': { account: 2 as AccountId, asset: 'LCO', amount: 5 },
  'margin.acknowledge': { asset: 'LCO', reason, actor: one },
  'order.place': {
    account: one,
    kind: 'limit',
    side: 'buy',
    price: 9_000 as Ticks,
    lots: 200 as Lots,
    tif: 'gtc',
    postOnly: false,
    clientOrderId: 'mine',
    selfTrade: 'decrement',
  },
  'order.cancel': { account: one, orderId: 1 as OrderId, clientOrderId: 'mine' },
  'order.place_list': {
    account: one,
    kind: 'otoco',
    clientListId: 'three',
    orders: [
      { ...limitOrder, price: 9_000 as Ticks, clientOrderId: 'first' },
      { ...sell, ...limitOrder, side: 'sell', price: 11_000 as Ticks, postOnly: true },
      { ...sell, kind: 'market', trigger: { kind: 'stop_loss', price: 8_500 as Ticks } },
    ],
  },
  'order.cancel_list': { account: one, listId: 1 as ListId, clientListId: 'pair' },
  'order.cancel_all': { account: one, wallet: 'spot' },
  'order.replace': {
    account: one,
    cancel: { orderId: 1 as OrderId },
    place: { ...limitOrder, price: 9_100 as Ticks, iceberg: 50 as Lots },
    mode: 'stop_on_failure',
  },
  'order.amend': { account: one, orderId: 1 as OrderId, lots: 15_000 as Lots },
  'order.cancel_after': { account: one, ms: 60_000 },
  'wars.exclude': { account: one, reason, actor: one },
  'wars.include': { account: 3 as AccountId, reason, actor: one },
  'wars.choose': { account: one, perk: 'free_calls' },
  'prediction.propose': { account: 3 as AccountId, text: 'a'.repeat(64), closesAt: (END + DAY) as Millis },
  'prediction.review': { marketId: markets.draft, approve: true, priorBps: 4_000 as Bps, reason, actor: one },
  'prediction.bet': { account: one, marketId: markets.open, side: 'no', stake: (2 * LCO) as Lco, minShares: 5 },
  'prediction.claim': {
    account: one,
    marketId: markets.closed,
    outcome: 'yes',
    effectiveAt: END,
    evidence: 'b'.repeat(64),
  },
  'prediction.challenge': { account: 2 as AccountId, marketId: markets.proposed, reason: 'c'.repeat(64) },
  'prediction.vote': { account: 3 as AccountId, marketId: markets.voting, outcome: 'void' },
  'prediction.comment': { account: one, marketId: markets.open, textHash: 'd'.repeat(64) },
  'prediction.resolver': { account: 2 as AccountId, on: true, reason, actor: one },
}

/** More shapes of an order. */
export const orders = [
  { ...limitOrder, price: 9_000 as Ticks, iceberg: 20 as Lots },
  { ...sell, kind: 'market', trigger: { kind: 'stop_loss', price: 9_000 as Ticks, trailBps: 100 as Bps } },
  { account: 2 as AccountId, kind: 'market', side: 'sell', lots: 200 as Lots },
  { account: 2 as AccountId, kind: 'market_quote', side: 'buy', quote: (5 * CR) as Credits },
  {
    ...{ ...limitOrder, account: 3 as AccountId, price: 9_000 as Ticks },
    margin: { borrow: false, repay: true, reduceOnly: false },
  },
] as const

/** A world in which each of the inputs is accepted. */
export function world(round: 'reviewed' | 'paid' = 'reviewed'): Driver {
  const market = new MarketWorld(3, new Driver({ paranoid: false }))
  const { driver } = market
  driver.do('treasury.fund', { amount: 1_000 as Credits, reason })
  const budget = { total: null, daily: null, monthly: null }
  driver.do('key.create', { account: one, hash: 'a'.repeat(64), expiresAt: null, budget })
  driver.do('card.publish', {
    channel: 2,
    model: 'm',
    list: flatRates({ calls: 5 }),
    cost: flatRates({}),
    eligible: true,
  })
  market.quote(10_000, 10, 20_000)
  market.limit(2, 'buy', [10_010, 100])
  driver.do('order.place_list', {
    account: one,
    kind: 'oco',
    clientListId: 'pair',
    orders: [
      { ...limitOrder, side: 'sell', price: 11_000 as Ticks },
      { ...sell, kind: 'market', trigger: { kind: 'stop_loss', price: 9_000 as Ticks } },
    ],
  })
  for (const account of [2, 3] as AccountId[]) {
    driver.do('margin.open', { account, terms: 'v1' })
    driver.do('margin.transfer', { account, direction: 'in', amount: CR as Credits })
  }
  driver.do('margin.transfer', { account: 3 as AccountId, direction: 'in', amount: (5 * CR) as Credits })
  // As if there had been marks for a day.
  driver.engine.state.market.mark.firstAt = (MONDAY - DAY) as Millis
  for (const asset of assets) driver.do('lending.supply', { account: one, asset, amount: 100 })
  lendOut(driver.engine, { account: 2 as AccountId, asset: 'LCO', amount: 100 })
  driver.do('lending.withdraw', { account: one, asset: 'LCO', amount: 50 })
  govern(driver)
  driver.do('stake.add', { account: one, amount: 100 as Lco })
  driver.do('stake.remove', { account: one, amount: 50 as Lco })
  openWindow(driver)
  predict(driver)
  for (const callId of ['open', 'open2'])
    driver.do('call.authorize', {
      bootId: 'b',
      callId,
      account: one,
      keyId: null,
      cardIds: [1 as CardId],
      bound: usage,
    })
  driver.engine.state.wars.settling = closedRound(round)
  // Whoever owes is watched from now on, though nobody checked the loan above.
  driver.restart()
  return driver
}

/** An offering whose window runs, in which the little stake of account 1 makes Lv3 at once. */
function openWindow(driver: Driver): void {
  const { launchpad, parameters } = driver.engine.state
  parameters['tier.lv3.stake'] = 10
  parameters['stake.upgradeDelay'] = 0
  const offering = { ...inputs['offering.announce'], model: 'scarce', afterwards: 'closed' as const }
  driver.do('offering.announce', offering)
  launchpad.turn(1 as OfferingId, 'subscribe')
}

/** As if a week had been played before. */
function closedRound(round: 'reviewed' | 'paid'): Settling {
  const [first, third] = [one, 3 as AccountId].map((account) => ({
    account,
    score: CR as Credits,
    margin: 5 as Credits,
  }))
  if (!first || !third) throw new Error('nobody played')
  const [until, excluded] = [(MONDAY + 2 * DAY) as Millis, { account: third.account, reason, by: one, at: MONDAY }]
  return {
    ...{ id: 1, start: (MONDAY - 7 * DAY) as Millis, closedAt: MONDAY, reviewMs: 2 * DAY, reviewEnds: until },
    ...{ promoCap: 100 as Credits, pool: 0 as Lco, profit: CR as Credits, players: 2, standings: [first, third] },
    ...{ excluded: [excluded], champion: round === 'paid' ? first : null, choiceEnds: round === 'paid' ? until : null },
  }
}

/** A market at each stage; the times at which they would come to it by themselves do not matter here. */
function predict(driver: Driver): void {
  const { state } = driver.engine
  Object.assign(state.parameters, {
    'stake.upgradeDelay': 0,
    'tier.lv4.stake': LCO,
    'prediction.perAccount': 10,
  } satisfies Partial<typeof state.parameters>)
  const three = 3 as AccountId
  driver.do('stake.add', { account: three, amount: (2 * LCO) as Lco })
  driver.do('prediction.resolver', { account: one, on: true, reason, actor: one })
  for (const marketId of Object.values(markets)) {
    driver.do('prediction.propose', { account: three, text: 'd'.repeat(64), closesAt: (END + DAY) as Millis })
    if (marketId === markets.draft) continue
    driver.do('prediction.review', { marketId, approve: true, priorBps: 5_000 as Bps, reason, actor: one })
    driver.do('prediction.bet', { account: 2 as AccountId, marketId, side: 'yes', stake: LCO as Lco })
    const market = state.prediction.get(marketId)
    if (marketId === markets.open || market === undefined) continue
    market.status = 'closed'
    if (marketId === markets.closed) continue
    driver.do('prediction.claim', {
      account: one,
      marketId,
      outcome: 'no',
      effectiveAt: null,
      evidence: 'e'.repeat(64),
    })
    if (marketId === markets.proposed) continue
    driver.do('prediction.challenge', { account: 2 as AccountId, marketId, reason: 'f'.repeat(64) })
    Object.assign(market, { status: 'voting', votesFrom: driver.now })
  }
}

/** Three proposals: one that is voted on, one to veto, one to decide; as if the proposer's LCO had been staked for long. */
function govern(driver: Driver): void {
  const { state } = driver.engine
  const account = 3 as AccountId
  for (const [key, value] of [
    ['tier.whale.stake', LCO],
    ['stake.upgradeDelay', 0],
    ['governance.bond', LCO],
    ['governance.perAccount', 20],
  ] as const)
    driver.do('parameter.set', { key, value, reason, actor: one })
  state.staking.set(account, LCO, { at: (MONDAY - 9 * DAY) as Millis, keepMs: 30 * DAY })
  driver.do('stake.add', { account, amount: (5 * LCO) as Lco })
  for (let i = 0; i < 3; i++) driver.do('governance.propose', { account, changes: [], textHash: 'c'.repeat(64) })
  const terms = { at: driver.now, whaleStake: LCO, delayMs: 0 }
  const snapshot = takeSnapshot([10, 10, 10] as Power[], terms)
  state.governance.move(1 as ProposalId, { status: 'active', snapshot })
  state.governance.move(3 as ProposalId, { status: 'deciding', snapshot })
}
