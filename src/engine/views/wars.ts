/** Reads about Compute Wars: the running round, the one being settled, perks, and one account's place. */
import { mulDivFloor } from '../../base/math.ts'
import { BPS, type Credits, LCO, type Lco } from '../../base/money.ts'
import type { Engine } from '../engine.ts'
import { pairOf } from '../exchange/pair.ts'
import { type AccountId, P } from '../ledger/chart.ts'
import { warDeskOf } from '../state.ts'
import { PRIZE_SHARES, prizeOf } from '../wars/prizes.ts'
import { LISTED, winners } from '../wars/rounds.ts'
import type { Perk, Round, Settling, Standing } from '../wars/wars.ts'

export interface WarRank extends Standing {
  readonly rank: number
  /** LCO units at the pool as it is; 0 beyond rank 10. */
  readonly prize: Lco
}

/** What the pool is worth beside what it is fought with. */
export interface WarRatio {
  /** µCR at the mark; null while there is none. */
  readonly value: Credits | null
  /** What the platform earned with the first ten. */
  readonly margin: Credits
  /** value ÷ margin, floored; null while one of them is missing. Above 10,000 wash volume pays. */
  readonly bps: number | null
}

export interface WarView {
  readonly round: Round
  readonly endsAt: number
  readonly players: number
  readonly total: Credits
  readonly pool: Lco
  /** The first 100. */
  readonly ranks: readonly WarRank[]
  readonly ratio: WarRatio
  readonly settling: SettlingView | null
  readonly perks: readonly Perk[]
}

interface SettlingView extends Settling {
  /** As they would be paid now, or were. */
  readonly winners: readonly WarRank[]
  readonly ratio: WarRatio
}

export function warView({ state, now }: Engine): WarView {
  const { wars, ledger } = state
  const pool = ledger.lco(P.warPool)
  const ranks = ranked(wars.ranking.top(LISTED), pool)
  const settling = wars.settling && {
    ...wars.settling,
    excluded: [...wars.settling.excluded],
    winners: ranked(winners(wars.settling, warDeskOf(state, now).mayWin), wars.settling.pool),
  }
  return {
    round: wars.round,
    endsAt: wars.nextClose,
    players: wars.players,
    total: wars.total,
    pool,
    ranks,
    ratio: ratioOf(state, pool, ranks),
    settling: settling && { ...settling, ratio: ratioOf(state, settling.pool, settling.winners) },
    perks: wars.perks.map((perk) => ({ ...perk })),
  }
}

function ranked(rows: readonly Standing[], pool: Lco): WarRank[] {
  return rows.map(({ account, score, margin }, i) => ({
    rank: i + 1,
    account,
    score,
    margin,
    prize: prizeOf(pool, i + 1),
  }))
}

function ratioOf({ market, parameters }: Engine['state'], pool: Lco, ranks: readonly WarRank[]): WarRatio {
  const { price } = market.mark
  const first = ranks.slice(0, PRIZE_SHARES.length)
  const margin = first.reduce((sum, row) => sum + row.margin, 0) as Credits
  const pair = pairOf(parameters['market.pair'])
  const value = price === null ? null : (mulDivFloor(pool, price * pair.tickMicro, LCO) as Credits)
  return { value, margin, bps: value === null || margin <= 0 ? null : mulDivFloor(value, BPS, margin) }
}

interface WarPlace {
  readonly rank: number
  readonly score: Credits
  /** µCR more that would pass the account above; null for the first. */
  readonly gap: Credits | null
  readonly prize: Lco
}

/** Of an account in the running round; undefined before its first eligible call. */
export function warPlace({ state: { wars, ledger } }: Engine, account: AccountId): WarPlace | undefined {
  const row = wars.scoreOf(account)
  if (row === undefined) return undefined
  const rank = wars.ranking.rankOf(row)
  const above = wars.ranking.above(row)
  const gap = above === undefined ? null : ((above.score - row.score + 1) as Credits)
  return { rank, score: row.score, gap, prize: prizeOf(ledger.lco(P.warPool), rank) }
}
