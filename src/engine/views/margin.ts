/** Reads about margin: one account with every input of its figures, the ladder of all that owe, what forced closes came to. */
import { BPS, type Credits, type Lco, type Millis, type Ticks } from '../../base/money.ts'
import type { Engine } from '../engine.ts'
import { type AccountId, type Asset, P } from '../ledger/chart.ts'
import { lentOf } from '../lending/pool.ts'
import type { Stage, Totals } from '../margin/accounts.ts'
import { freeOf, type MarginDesk, markOf, positionOf } from '../margin/desk.ts'
import { capsOf, cautious } from '../margin/exposure.ts'
import { equityAt, levelAt, type Position, priceAtLevel } from '../margin/position.ts'
import type { Cautious } from '../margin/power.ts'
import { mostLoan, mostOut } from '../margin/room.ts'
import { marginDeskOf } from '../state.ts'

/** Level and ratio in bps, null without a debt; prices in ticks, null where there is none. */
export interface MarginView {
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
  readonly liquidation: Ticks | null
  readonly bankruptcy: Ticks | null
  /** Prices that decide how much may be borrowed. */
  readonly cautious: Cautious | null
  /** Units that would be lent now. */
  readonly borrowable: Readonly<Record<Asset, number>>
  /** µCR that could be taken out now. */
  readonly transferable: Credits
}

/** undefined: the account has not opened its margin account. */
export function marginView(engine: Engine, account: AccountId, now: Millis): MarginView | undefined {
  const record = engine.state.margin.get(account)
  if (!record) return undefined
  const desk = marginDeskOf(engine.state, now)
  const { mark } = desk.exchange.market
  const position = positionOf(desk, account)
  const { terms, acceptedAt, stage } = record
  return {
    account,
    terms,
    acceptedAt,
    stage,
    position,
    freeCredits: freeOf(desk, account, 'CR') as Credits,
    freeLco: freeOf(desk, account, 'LCO') as Lco,
    debt: debtView(desk, account, position),
    mark: mark.price,
    live: mark.live,
    ...figures(desk, position, markOf(desk)),
    cautious: mark.price === null ? null : cautious(desk),
    borrowable: { CR: mostLoan(desk, account, 'CR'), LCO: mostLoan(desk, account, 'LCO') },
    transferable: mostOut(desk, account, position),
  }
}

function debtView({ lending }: MarginDesk, account: AccountId, position: Position): MarginView['debt'] {
  const loan = lending.lending.loanOf(account)
  if (!loan) return null
  const { asset, principal } = loan
  return { asset, amount: asset === 'CR' ? position.debtCredits : position.debtCoins, principal }
}

type Figures = Pick<MarginView, 'equity' | 'levelBps' | 'ratioBps' | 'liquidation' | 'bankruptcy'>

function figures({ exchange: { pair, parameters } }: MarginDesk, position: Position, mark: Ticks): Figures {
  const levelBps = levelAt(position, mark, pair)
  return {
    equity: equityAt(position, mark, pair),
    levelBps,
    ratioBps: levelBps === null ? null : levelBps - BPS,
    liquidation: priceAtLevel(position, parameters['margin.closeLevel'], pair),
    bankruptcy: priceAtLevel(position, BPS, pair),
  }
}

export interface LadderRow extends Figures {
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
  readonly lco: { readonly total: Lco; readonly account: Lco; readonly lent: Lco }
}

export function marginTotals(engine: Engine, now: Millis): MarginTotals {
  const { margin, ledger } = engine.state
  const desk = marginDeskOf(engine.state, now)
  return {
    totals: margin.totals,
    reserve: { credits: ledger.credits(P.riskReserve), lco: ledger.lco(P.riskReserveLco) },
    owing: margin.watch.size,
    closing: margin.closing.size,
    lco: { ...capsOf(desk), lent: lentOf(desk.lending, 'LCO') as Lco },
  }
}
