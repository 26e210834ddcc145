/** A round's end: the close on Monday, the review, the payout from the war pool. docs/concepts/wars.md. */
import { assert } from '../../base/assert.ts'
import { HOUR_MS, WEEK_MS, weekStart } from '../../base/calendar.ts'
import { add, type Credits, type Lco, type Millis, type Ticks } from '../../base/money.ts'
import { type AccountId, P, U, userSlot } from '../ledger/chart.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { Out } from '../out.ts'
import type { ParameterValues } from '../parameters.ts'
import { PRIZE_SHARES, prizeOf } from './prizes.ts'
import { KEPT_STANDINGS, type Round, type Settling, type Standing, type Wars } from './wars.ts'

/** How long the champion may choose. */
const CHOICE_MS = 48 * HOUR_MS
/** Standings that the close publishes. */
export const LISTED = 100

export interface WarDesk {
  readonly wars: Wars
  readonly ledger: Ledger
  readonly out: Out
  readonly parameters: ParameterValues
  readonly at: Millis
  /** Operators neither score nor win. */
  readonly mayWin: (account: AccountId) => boolean
  /** Profit of the week that was closed last. */
  readonly profit: Credits
  /** For the record of what the pool was worth. */
  readonly mark: Ticks | null
}

/** Begins the first round, in the week of the first command. */
export function beginRounds(wars: Wars, at: Millis, parameters: ParameterValues): void {
  wars.round = roundOf(1, weekStart(at), parameters)
  wars.nextClose = (weekStart(at) + WEEK_MS) as Millis
}

function roundOf(id: number, start: Millis, parameters: ParameterValues): Round {
  return {
    id,
    start,
    reviewMs: parameters['wars.review'],
    promoCap: parameters['wars.promoCap'] as Credits,
  }
}

/** When a round closes or a review ends next. O(1). */
export function nextRoundWork({ nextClose, settling }: Wars): number {
  return settling !== null && settling.choiceEnds === null ? Math.min(nextClose, settling.reviewEnds) : nextClose
}

export function runRounds(desk: WarDesk): void {
  const { settling } = desk.wars
  if (settling !== null && settling.choiceEnds === null && settling.reviewEnds <= desk.at) pay(desk, settling)
  else close(desk)
}

/** Freezes the round after the books of its week are closed; the next one begins with nothing. */
function close({ wars, ledger, out, parameters, at, profit, mark }: WarDesk): void {
  const { round, players, total } = wars
  assert(wars.settling === null, 'a round closes before the one before it is settled')
  const pool = ledger.lco(P.warPool)
  const reviewEnds = (at + round.reviewMs) as Millis
  const standings = wars.ranking
    .top(KEPT_STANDINGS)
    .map(({ account, score, margin }): Standing => ({ account, score, margin }))
  out.emit({
    type: 'wars.closed',
    roundId: round.id,
    start: round.start,
    at,
    pool,
    profit,
    mark,
    players,
    total,
    reviewEnds: players === 0 ? null : reviewEnds,
    standings: standings.slice(0, LISTED),
  })
  if (players > 0)
    wars.settling = {
      ...round,
      closedAt: at,
      pool,
      profit,
      players,
      reviewEnds,
      standings,
      excluded: [],
      champion: null,
      choiceEnds: null,
    }
  wars.clear()
  wars.round = roundOf(round.id + 1, at, parameters)
  wars.nextClose = (at + WEEK_MS) as Millis
}

/** Who is paid, best first: the excluded and operators are passed over, those below move up. */
export function winners({ standings, excluded }: Settling, mayWin: WarDesk['mayWin']): readonly Standing[] {
  const out = new Set(excluded.map(({ account }) => account))
  const first: Standing[] = []
  for (const standing of standings) {
    if (first.length === PRIZE_SHARES.length) break
    if (!out.has(standing.account) && mayWin(standing.account)) first.push(standing)
  }
  return first
}

/** In one command, and so exactly once. What floors and unfilled ranks leave stays in the pool. */
function pay({ wars, out, at, mayWin }: WarDesk, settling: Settling): void {
  const { id: roundId, pool } = settling
  const paidRanks = winners(settling, mayWin)
  const prizes = paidRanks.map(({ account, score }, i) => ({
    rank: i + 1,
    account,
    score,
    prize: prizeOf(pool, i + 1),
  }))
  out.entry('war.prize', String(roundId))
  let paid = 0 as Lco
  for (const { account, prize } of prizes) {
    out.move(P.warPool, userSlot(account, U.lco), prize)
    paid = add(paid, prize)
  }
  wars.paid = add(wars.paid, paid)
  const [first] = paidRanks
  settling.champion = first ?? null
  settling.choiceEnds = first === undefined ? null : ((at + CHOICE_MS) as Millis)
  out.emit({ type: 'wars.paid', roundId, at, pool, paid, prizes, choiceEnds: settling.choiceEnds })
  if (first === undefined) wars.settling = null
}
