/** Prediction markets that are not settled, their bets and who may say outcomes, as one component. The coins are in the ledger. */
import type { Bps, Lco, Millis } from '../../base/money.ts'
import { DueList } from '../due.ts'
import type { AccountId } from '../ledger/chart.ts'
import { jsonPart, type Part } from '../parts.ts'
import type {
  BetId,
  MarketId,
  PredictionClaim,
  PredictionOutcome,
  PredictionPosition,
  PredictionResult,
  PredictionStatus,
  PredictionTerms,
  Side,
} from '../prediction-types.ts'
import { RecordTable } from '../record-table.ts'

export interface PredictionMarket {
  readonly marketId: MarketId
  readonly proposer: AccountId
  readonly text: string
  readonly createdAt: Millis
  readonly closesAt: Millis
  readonly bond: Lco
  readonly terms: PredictionTerms
  status: Exclude<PredictionStatus, 'paid' | 'void'>
  openedAt: Millis | null
  priorBps: Bps
  cost: Lco
  yes: number
  no: number
  stakedYes: Lco
  stakedNo: Lco
  bets: number
  /** What was staked when the late window began; null before the first bet in it. */
  latePool: Lco | null
  dueAt: Millis
  claims: PredictionClaim[]
  votesFrom: Millis | null
  votes: [AccountId, PredictionOutcome][]
  /** Bettors that paid no fee at close; those of them that pay none at settlement either are spared. */
  sparedAtClose: AccountId[]
  result: PredictionResult | null
}

export interface Bet {
  readonly market: MarketId
  readonly account: AccountId
  readonly side: Side
  readonly stake: Lco
  readonly shares: number
  readonly at: Millis
  /** Probability of YES right after it. */
  readonly yesPpm: number
  /** Once the market is decided: what its owner gets, and the fee out of the profit. */
  payout: Lco | null
  fee: Lco
}

interface Position {
  yes: { stake: number; shares: number }
  no: { stake: number; shares: number }
  bets: number
  /** Staked in the late window. */
  late: number
}

export class Prediction {
  readonly markets = new RecordTable<PredictionMarket>('predictions')
  readonly bets = new RecordTable<Bet>('prediction_bets')
  #resolvers = new Set<AccountId>()
  /** Comments of each account in the hour of the newest one. */
  #comments = { hour: 0, counts: new Map<AccountId, number>() }
  readonly #betsOf = new Map<MarketId, BetId[]>()
  readonly #positions = new Map<MarketId, Map<AccountId, Position>>()
  readonly #proposals = new Map<AccountId, number>()
  readonly #due = new DueList<PredictionMarket>(
    ({ dueAt }) => dueAt,
    ({ marketId }) => marketId,
  )

  get(id: MarketId): PredictionMarket | undefined {
    return this.markets.get(id)
  }

  /** Markets that are not settled, drafts included. */
  get size(): number {
    return this.#due.all().length
  }

  /** Markets of a proposer that are not settled. */
  proposalsOf(account: AccountId): number {
    return this.#proposals.get(account) ?? 0
  }

  isResolver(account: AccountId): boolean {
    return this.#resolvers.has(account)
  }

  resolvers(): readonly AccountId[] {
    return [...this.#resolvers].sort((a, b) => a - b)
  }

  setResolver(account: AccountId, on: boolean): void {
    if (on) this.#resolvers.add(account)
    else this.#resolvers.delete(account)
  }

  /** Comments of an account so far in an hour, counted from 1970. */
  commentsIn(hour: number, account: AccountId): number {
    return this.#comments.hour === hour ? (this.#comments.counts.get(account) ?? 0) : 0
  }

  countComment(hour: number, account: AccountId): void {
    if (this.#comments.hour !== hour) this.#comments = { hour, counts: new Map() }
    this.#comments.counts.set(account, this.commentsIn(hour, account) + 1)
  }

  add(market: Omit<PredictionMarket, 'marketId'>): PredictionMarket {
    const record: PredictionMarket = { marketId: this.markets.nextId as MarketId, ...market }
    this.markets.push(record)
    this.#insert(record)
    return record
  }

  /** A change of the market that keeps when it is due. */
  touch({ marketId }: PredictionMarket): void {
    this.markets.touch(marketId)
  }

  /** It goes on by itself at another time from now on. */
  reschedule(market: PredictionMarket, dueAt: Millis): void {
    this.#due.remove(market)
    market.dueAt = dueAt
    this.#due.add(market)
    this.markets.touch(market.marketId)
  }

  /** It is settled: nothing of it stays here. */
  drop(market: PredictionMarket): void {
    const { marketId, proposer } = market
    this.#due.remove(market)
    this.markets.remove(marketId)
    this.#betsOf.delete(marketId)
    this.#positions.delete(marketId)
    const left = this.proposalsOf(proposer) - 1
    if (left > 0) this.#proposals.set(proposer, left)
    else this.#proposals.delete(proposer)
  }

  /** Infinity while no market is waiting for a time. O(1). */
  get nextDue(): number {
    return this.#due.next
  }

  get firstDue(): PredictionMarket | undefined {
    return this.#due.first
  }

  addBet(bet: Bet, late: boolean): BetId {
    const id = this.bets.push(bet) as BetId
    this.#index(id, bet, late)
    return id
  }

  /** In the order in which they came. */
  betsOf(market: MarketId): readonly BetId[] {
    return this.#betsOf.get(market) ?? []
  }

  /** The first bets of a market are paid and gone. */
  dropBets(market: MarketId, count: number): void {
    const ids = this.betsOf(market)
    for (const id of ids.slice(0, count)) this.bets.remove(id)
    this.#betsOf.set(market, ids.slice(count))
  }

  positionOf(market: MarketId, account: AccountId): PredictionPosition & { readonly late: Lco } {
    const { yes, no, bets, late } = this.#positions.get(market)?.get(account) ?? emptyPosition()
    const held = ({ stake, shares }: Position['yes']) => ({ stake: stake as Lco, shares })
    return { yes: held(yes), no: held(no), bets, late: late as Lco }
  }

  holds(market: MarketId, account: AccountId): boolean {
    return this.#positions.get(market)?.has(account) ?? false
  }

  /** Who has bet in a market, in the order of their first bets. */
  holdersOf(market: MarketId): Iterable<AccountId> {
    return this.#positions.get(market)?.keys() ?? []
  }

  #insert(market: PredictionMarket): void {
    this.#proposals.set(market.proposer, this.proposalsOf(market.proposer) + 1)
    this.#due.add(market)
  }

  #index(id: BetId, { market, account, side, stake, shares }: Bet, late: boolean): void {
    const ids = this.#betsOf.get(market)
    if (ids) ids.push(id)
    else this.#betsOf.set(market, [id])
    let positions = this.#positions.get(market)
    if (!positions) {
      positions = new Map()
      this.#positions.set(market, positions)
    }
    const position = positions.get(account) ?? emptyPosition()
    positions.set(account, position)
    position[side].stake += stake
    position[side].shares += shares
    position.bets += 1
    if (late) position.late += stake
  }

  parts(): readonly Part[] {
    return [
      this.markets,
      this.bets,
      jsonPart(
        'prediction_people',
        () => ({ resolvers: this.resolvers(), hour: this.#comments.hour, counts: [...this.#comments.counts] }),
        ({ resolvers, hour, counts }) => {
          this.#resolvers = new Set(resolvers)
          this.#comments = { hour, counts: new Map(counts) }
        },
      ),
    ]
  }

  reindex(): void {
    this.#betsOf.clear()
    this.#positions.clear()
    this.#proposals.clear()
    this.#due.clear()
    for (const [, market] of this.markets.entries()) this.#insert(market)
    for (const [id, bet] of this.bets.entries()) {
      const market = this.get(bet.market)
      if (market) this.#index(id as BetId, bet, isLate(market, bet.at))
    }
  }
}

/** Whether a bet at that time falls into the window in which accounts are limited. */
export function isLate({ closesAt, terms }: PredictionMarket, at: number): boolean {
  return at >= closesAt - terms.lateMs
}

function emptyPosition(): Position {
  return { yes: { stake: 0, shares: 0 }, no: { stake: 0, shares: 0 }, bets: 0, late: 0 }
}
