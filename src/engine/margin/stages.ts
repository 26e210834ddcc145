/** Which stage an account is in, what is said when that changes, and the small change it gets back. What closes it is force.ts. */
import { BPS } from '../../base/money.ts'
import { type AccountId, type Asset, U, userSlot } from '../ledger/chart.ts'
import { debtOf, repay } from '../lending/loans.ts'
import { indexOf, tellPool } from '../lending/pool.ts'
import type { LoanEvent } from '../lending-events.ts'
import type { MarginAccount } from './accounts.ts'
import { debtAsset, freeOf, type MarginDesk, markOf, positionOf } from './desk.ts'
import { levelAt, type Position, priceAtLevel } from './position.ts'
import { type Levels, type Stage, stageAt } from './stage.ts'

/** After anything about an account has changed: small change, stage, and when to look at it again. */
export function settleAccount(desk: MarginDesk, account: AccountId): void {
  if (desk.margin.get(account) === undefined) return
  returnDust(desk, account)
  assess(desk, account)
}

/** The stage that its level at the last mark gives, exactly. */
function assess(desk: MarginDesk, account: AccountId): void {
  const { margin, exchange, lending } = desk
  const record = margin.get(account)
  if (record === undefined) return
  const asset = debtAsset(desk, account)
  const position = positionOf(desk, account)
  const level = levelAt(position, markOf(desk), exchange.pair)
  const levels = levelsOf(desk)
  enter(desk, record, { position, level, stage: stageAt(level, levels) })
  if (asset === undefined) margin.watch.remove(account)
  else {
    const index = indexOf(lending, asset)
    margin.watch.set(account, position, { stage: record.stage, index, pair: exchange.pair, levels })
    // The others are watched with other levels: the next mark works all of them out anew, whatever the levels are then.
    if (margin.watchedWith !== watchKey(desk)) margin.watchedWith = MIXED
  }
}

function levelsOf({ exchange: { parameters: p } }: MarginDesk): Levels {
  return { call: Math.max(p['margin.callLevel'], p['margin.closeLevel']), close: p['margin.closeLevel'] }
}

interface Found {
  readonly position: Position
  readonly level: number | null
  readonly stage: Stage
}

/** A call is said once until the level is sound again; the way into and out of a forced close always. */
function enter(desk: MarginDesk, record: MarginAccount, { position, level, stage }: Found): void {
  const { account, stage: before } = record
  if (stage === before) return
  const { margin, exchange } = desk
  const { out, at, pair } = exchange
  margin.become(record, stage)
  if (before === 'closing') out.emit({ type: 'margin.recovered', account, at, level })
  else if (stage !== 'calm' && level !== null)
    out.emit({
      type: stage === 'closing' ? 'margin.closing' : 'margin.called',
      account,
      at,
      level,
      mark: markOf(desk),
      liquidation: priceAtLevel(position, desk.exchange.parameters['margin.closeLevel'], pair),
      bankruptcy: priceAtLevel(position, BPS, pair),
    })
}

/** Pays a debt back with what is free of its asset; returns the units. */
export function payBack(desk: MarginDesk, account: AccountId, cause: LoanEvent['cause']): number {
  const asset = debtAsset(desk, account)
  if (asset === undefined) return 0
  const amount = Math.min(debtOf(desk.lending, account, asset), freeOf(desk, account, asset))
  if (amount > 0) repay(desk.lending, { account, asset, amount, cause })
  if (amount > 0) desk.margin.pools.add(asset)
  return amount
}

/** Without debt and open orders LCO of less than a lot can be no position: they become available. */
function returnDust(desk: MarginDesk, account: AccountId): void {
  const { ledger, out, pair } = desk.exchange
  const slot = userSlot(account, U.lcoMargin)
  const coins = ledger.balance(slot)
  if (coins === 0 || coins >= pair.lotUnits || debtAsset(desk, account) !== undefined) return
  const held = ledger.balance(userSlot(account, U.marginOrder)) + ledger.balance(userSlot(account, U.lcoMarginOrder))
  if (held > 0) return
  out.entry('margin.dust', String(account))
  out.move(slot, userSlot(account, U.lco), coins)
}

/** Says what the command in hand has made of the pools. */
export function tellPools({ margin, lending }: MarginDesk): void {
  for (const asset of margin.pools) tellPool(lending, asset)
  margin.pools.clear()
}

/** Works every watched account out anew: after a load, or when pair or levels are others. */
export function rewatch(desk: MarginDesk): void {
  const { margin, lending, exchange } = desk
  margin.watch.clear()
  margin.watchedWith = watchKey(desk)
  const levels = levelsOf(desk)
  for (const [, { account, asset }] of lending.lending.loans.entries()) {
    const stage = margin.get(account)?.stage ?? 'calm'
    const index = indexOf(lending, asset)
    margin.watch.set(account, positionOf(desk, account), { stage, index, pair: exchange.pair, levels })
  }
}

/** Accounts are watched with more than one set of levels. */
const MIXED = ''

/** What the prices of `watch` depend on besides the accounts. */
function watchKey(desk: MarginDesk): string {
  const { call, close } = levelsOf(desk)
  return `${desk.exchange.pair.lotUnits} ${call} ${close}`
}

/** After a mark: everybody whom it, or interest, has brought to another stage. */
export function assessAll(desk: MarginDesk, assets: readonly Asset[]): void {
  const { margin, lending } = desk
  if (margin.watchedWith !== watchKey(desk)) {
    rewatch(desk)
    for (const account of [...margin.watch.accounts].sort((a, b) => a - b)) assess(desk, account)
  }
  // They have no price at which to be looked at again: whatever the mark, it is asked.
  for (const account of [...margin.closing].sort((a, b) => a - b)) assess(desk, account)
  for (const asset of assets)
    for (const account of margin.watch.stale(asset, indexOf(lending, asset))) assess(desk, account)
  for (const account of margin.watch.reachedBy(markOf(desk))) assess(desk, account)
}
