/** A small world of prediction markets: a proposer, bettors, resolvers, voters, an operator; shorthand for what they do. */
import type { Bps, Credits, Lco, Millis } from '../../../src/base/money.ts'
import type { InputOf } from '../../../src/engine/command.ts'
import { type AccountId, marketSlot, P, U } from '../../../src/engine/ledger/chart.ts'
import type { Outcome } from '../../../src/engine/outcome.ts'
import type { BetId, MarketId, PredictionOutcome, PredictionView, Side } from '../../../src/engine/prediction-types.ts'
import type { Driver } from '../driver.ts'
import { CR, MarketWorld } from '../market-world.ts'

export const LCO = 100_000_000
export const HOUR = 3_600_000
export const DAY = 24 * HOUR
export const hash = (digit: string): string => digit.repeat(64)

const id = (n: number) => n as AccountId
/** Accounts by what they do here; `dave` has Lv4, the voters too. */
export const who = {
  proposer: id(1),
  ann: id(2),
  bob: id(3),
  cat: id(4),
  first: id(5),
  second: id(6),
  challenger: id(7),
  voters: [id(8), id(9), id(10)],
  dave: id(11),
  operator: id(12),
} as const

export class PredictionWorld {
  readonly markets = new MarketWorld(11)
  readonly driver: Driver = this.markets.driver

  constructor() {
    const { driver } = this
    driver.do('account.open', { identity: 'operator', operator: true })
    this.stake(who.proposer, 1_000)
    for (const account of [...who.voters, who.dave]) {
      this.enrich(account)
      this.stake(account, 50_000)
    }
    for (const account of [who.first, who.second]) this.resolver(account)
    this.later(DAY)
  }

  /** 50,000 LCO more. */
  enrich(account: AccountId): void {
    const paymentId = `rich-${account}`
    this.driver.do('topup.credit', { account, amount: (5_000 * CR) as Credits, provider: 't', paymentId })
    for (let i = 0; i < 5; i++) this.markets.call(account, `${paymentId}-${i}`, 1_000)
  }

  stake(account: AccountId, lco: number): void {
    this.driver.do('stake.add', { account, amount: (lco * LCO) as Lco })
  }

  resolver(account: AccountId, on = true): void {
    this.driver.do('prediction.resolver', { account, on, reason: 'a test', actor: who.operator })
  }

  /** Lets time pass in one tick. */
  later(ms: number): void {
    this.driver.sleep(ms)
    this.driver.pass(0)
  }

  propose(days = 7, account: AccountId = who.proposer): MarketId {
    const closesAt = (this.driver.now + days * DAY) as Millis
    return this.driver.do('prediction.propose', { account, text: hash('a'), closesAt }).market.marketId
  }

  review(marketId: MarketId, approve = true, priorBps = 5_000): void {
    this.driver.do('prediction.review', {
      ...{ marketId, approve, priorBps: priorBps as Bps, reason: 'a test', actor: who.operator },
    })
  }

  /** Proposed and opened. */
  open(days = 7): MarketId {
    const market = this.propose(days)
    this.review(market)
    return market
  }

  tryBet(marketId: MarketId, account: AccountId, [side, lco]: readonly [Side, number]): Outcome<'prediction.bet'> {
    return this.driver.try('prediction.bet', { marketId, account, side, stake: Math.round(lco * LCO) as Lco })
  }

  bet(marketId: MarketId, account: AccountId, bet: readonly [Side, number]): BetId {
    const outcome = this.tryBet(marketId, account, bet)
    if (!outcome.ok) throw new Error(`refused: ${outcome.code} ${JSON.stringify(outcome.detail ?? {})}`)
    return outcome.result.betId
  }

  tryClaim(
    marketId: MarketId,
    account: AccountId,
    said: { readonly outcome: PredictionOutcome; readonly effectiveAt?: number },
  ): Outcome<'prediction.claim'> {
    const effectiveAt = (said.effectiveAt ?? null) as Millis | null
    return this.driver.try('prediction.claim', {
      ...{ marketId, account, outcome: said.outcome, effectiveAt, evidence: hash('e') },
    })
  }

  claim(marketId: MarketId, account: AccountId, said: Parameters<PredictionWorld['tryClaim']>[2]): void {
    const outcome = this.tryClaim(marketId, account, said)
    if (!outcome.ok) throw new Error(`refused: ${outcome.code} ${JSON.stringify(outcome.detail ?? {})}`)
  }

  challenge(marketId: MarketId, account: AccountId = who.challenger): void {
    this.driver.do('prediction.challenge', { marketId, account, reason: hash('c') })
  }

  vote(marketId: MarketId, account: AccountId, outcome: PredictionOutcome): void {
    this.driver.do('prediction.vote', { marketId, account, outcome })
  }

  try<T extends 'prediction.propose' | 'prediction.challenge' | 'prediction.vote' | 'prediction.review'>(
    type: T,
    input: InputOf<T>,
  ): Outcome<T> {
    return this.driver.try(type, input)
  }

  /** LCO units free, bound in bonds, in the market, burned. */
  coins(account: AccountId): number {
    return this.markets.balance(account, U.lco)
  }

  bond(account: AccountId): number {
    return this.markets.balance(account, U.bond)
  }

  escrow(market: MarketId): number {
    return this.driver.engine.state.ledger.balance(marketSlot(market))
  }

  burned(): { fees: number; bonds: number } {
    const { ledger } = this.driver.engine.state
    return { fees: ledger.balance(P.burnedPrediction), bonds: ledger.balance(P.burnedBond) }
  }

  /** As the newest event of the market shows it. */
  seen(market: MarketId): PredictionView | undefined {
    return this.driver.seen('prediction.changed').findLast((event) => event.market.marketId === market)?.market
  }
}
