/** Reads about margin: one account with every input of its figures, the ladder of all that owe, what forced closes came to. */
import { BPS, type Credits, type Lco, type Millis, type Ticks } from '../../base/money.ts'
import type { Engine } from '../engine.ts'
import { type AccountId, type Asset, P } from '../ledger/chart.ts'
import { lentOf, ratesOf } from '../lending/pool.ts'
import type { Totals } from '../margin/accounts.ts'
import { depthCap } from '../margin/depth.ts'
import { freeOf, type MarginDesk, markOf, positionOf } from '../margin/desk.ts'
import { capsOf, cautious, circulatingNow, HISTORY_MS } from '../margin/exposure.ts'
import { equityAt, levelAt, type Position, priceAtLevel, worthOf } from '../margin/position.ts'
import type { Cautious } from '../margin/power.ts'
import { mostLoan, mostOut } from '../margin/room.ts'
import type { Stage } from '../margin/stage.ts'
import { marginDeskOf } from '../state.ts'

/** A leverage beyond ten thousand times is shown as that. */
const MOST_LEVERAGE = BPS * 10_000

/** Level and ratio in bps, null without a debt; prices in ticks, null where there is none. */
export interface MarginStanding {
  readonly account: AccountId
  readonly terms: string
  readonly acceptedAt: Millis
  readonly stage: Stage
  /** What orders hold included; the inputs of everything below. */
  readonly position: Position
  readonly freeCredits: Credits
  readonly freeLco: Lco
  readonly debt: { readonly asset: Asset; readonly amount: number; readonly principal: number } | null
  readonly mark: Ticks | null
  /** False: no new loans, reduce only. */
  readonly live: boolean
  readonly equity: Credits
  readonly levelBps: number | null
  /** Level − 1: equity ÷ debt. */
  readonly ratioBps: number | null
  /** What it has more or less of LCO than it owes, at the mark, ÷ equity; null when nothing is left. */
  readonly leverageBps: number | null
  readonly liquidation: Ticks | null
  readonly bankruptcy: Ticks | null
  /** Its part of a million that a year costs; of the asset that is owed. */
  readonly borrowPpm: number | null
  /** Prices that decide how much may be borrowed. */
  readonly cautious: Cautious | null
}

export interface MarginView extends MarginStanding {
  /** Units that would be lent now. */
  readonly borrowable: Readonly<Record<Asset, number>>
  /** Most units that the depth of the book lets it owe. */
  readonly depthCap: Readonly<Record<Asset, number>>
  /** µCR that could be taken out now. */
  readonly transferable: Credits
}

/** With how much it could borrow or take out, which is found by halving. */
export function marginView(engine: Engine, account: AccountId, now: Millis): MarginView | undefined {
  const standing = marginStanding(engine, account, now)
  if (!standing) return undefined
  const desk = marginDeskOf(engine.state, now)
  return {
    ...standing,
    borrowable: { CR: mostLoan(desk, account, 'CR'), LCO: mostLoan(desk, account, 'LCO') },
    depthCap: { CR: depthCap(desk, account, 'CR'), LCO: depthCap(desk, account, 'LCO') },
    transferable: mostOut(desk, account, standing.position),
  }
}

/** undefined: the account has not opened its margin account. */
export function marginStanding(engine: Engine, account: AccountId, now: Millis): MarginStanding | undefined {
  const record = engine.state.margin.get(account)
  if (!record) return undefined
  const desk = marginDeskOf(engine.state, now)
  const { mark } = desk.exchange.market
  const position = positionOf(desk, account)
  const { terms, acceptedAt, stage } = record
  const debt = debtView(desk, account, position)
  return {
    account,
    terms,
    acceptedAt,
    stage,
    position,
    freeCredits: freeOf(desk, account, 'CR') as Credits,
    freeLco: freeOf(desk, account, 'LCO') as Lco,
    debt,
    mark: mark.price,
    live: mark.live,
    ...figures(desk, position),
    borrowPpm: debt === null ? null : ratesOf(desk.lending, debt.asset).borrow,
    cautious: mark.price === null ? null : cautious(desk),
  }
}

function debtView({ lending }: MarginDesk, account: AccountId, position: Position): MarginView['debt'] {
  const loan = lending.lending.loanOf(account)
  if (!loan) return null
  const { asset, principal } = loan
  return { asset, amount: asset === 'CR' ? position.debtCredits : position.debtCoins, principal }
}

export type MarginFigures = Pick<
  MarginStanding,
  'equity' | 'levelBps' | 'ratioBps' | 'leverageBps' | 'liquidation' | 'bankruptcy'
>

/** At the last mark, or as if it were elsewhere. */
export function figures(desk: MarginDesk, position: Position, mark = markOf(desk)): MarginFigures {
  const { pair, parameters } = desk.exchange
  const levelBps = levelAt(position, mark, pair)
  const equity = equityAt(position, mark, pair)
  const notional = worthOf(Math.abs(position.coins - position.debtCoins) as Lco, mark, pair)
  return {
    equity,
    levelBps,
    ratioBps: levelBps === null ? null : levelBps - BPS,
    leverageBps: equity <= 0 ? null : leverage(notional, equity),
    liquidation: priceAtLevel(position, parameters['margin.closeLevel'], pair),
    bankruptcy: priceAtLevel(position, BPS, pair),
  }
}

function leverage(notional: Credits, equity: Credits): number {
  const wide = (BigInt(notional) * BigInt(BPS)) / BigInt(equity)
  return wide > MOST_LEVERAGE ? MOST_LEVERAGE : Number(wide)
}

export interface LadderRow extends MarginFigures {
  readonly account: AccountId
  readonly asset: Asset
  readonly position: Position
  readonly stage: Stage
}

/** Accounts that owe, lowest level first; `price` shows them as if the mark were there. O(accounts that owe). */
export function marginLadder(
  engine: Engine,
  now: Millis,
  { limit, price }: { readonly limit: number; readonly price?: Ticks },
): readonly LadderRow[] {
  const desk = marginDeskOf(engine.state, now)
  const mark = price ?? markOf(desk)
  const rows: LadderRow[] = []
  for (const [, { account, asset }] of engine.state.lending.loans.entries()) {
    const position = positionOf(desk, account)
    const stage = engine.state.margin.get(account)?.stage ?? 'calm'
    rows.push({ account, asset, position, stage, ...figures(desk, position, mark) })
  }
  rows.sort((a, b) => (a.levelBps ?? 0) - (b.levelBps ?? 0) || a.account - b.account)
  return rows.slice(0, limit)
}

export interface MarginTotals {
  readonly totals: Totals
  readonly reserve: { readonly credits: Credits; readonly lco: Lco }
  /** Accounts that owe, and those of them that are being closed. */
  readonly owing: number
  readonly closing: number
  /** LCO that may be borrowed by all together and by one account, and what is. */
  readonly lco: { readonly circulating: Lco; readonly total: Lco; readonly account: Lco; readonly lent: Lco }
  /** From when on marks are old enough to lend by; null before the first. */
  readonly lendsFrom: Millis | null
}

export function marginTotals(engine: Engine, now: Millis): MarginTotals {
  const { margin, ledger, market } = engine.state
  const { firstAt } = market.mark
  const desk = marginDeskOf(engine.state, now)
  return {
    totals: margin.totals,
    reserve: { credits: ledger.credits(P.riskReserve), lco: ledger.lco(P.riskReserveLco) },
    owing: margin.watch.size,
    closing: margin.closing.size,
    lco: { circulating: circulatingNow(ledger), ...capsOf(desk), lent: lentOf(desk.lending, 'LCO') as Lco },
    lendsFrom: firstAt === null ? null : ((firstAt + HISTORY_MS) as Millis),
  }
}
