/** The margin account: its balances and debts, collateral in and out, borrowing and paying back. What was is margin-records.ts. */
import { formatDecimal } from '../../../base/decimal.ts'
import type { Credits } from '../../../base/money.ts'
import { pairOf } from '../../../engine/exchange/pair.ts'
import type { Asset } from '../../../engine/ledger/chart.ts'
import { worthOfDebt } from '../../../engine/margin/position.ts'
import { type MarginView, marginTotals, marginView, poolView } from '../../../engine/views.ts'
import type { DialectEndpoint, OwnAsk } from '../endpoint.ts'
import { amountIn, amountText, assetName, checkCross, neededAsset } from '../orders/read-margin.ts'
import { refusals, refuse, translated } from '../refusal.ts'
import { priceText, ZERO } from '../text.ts'

export const marginAccountEndpoints: readonly DialectEndpoint[] = [
  { rest: ['GET /sapi/v1/margin/account'], security: 'read', weight: 10, answer: account },
  { rest: ['POST /sapi/v1/asset/transfer'], security: 'trade', weight: 6, answer: universalTransfer },
  { rest: ['POST /sapi/v1/margin/transfer'], security: 'trade', weight: 6, answer: olderTransfer },
  { rest: ['POST /sapi/v1/margin/borrow-repay'], security: 'trade', weight: 6, answer: borrowOrRepay },
  { rest: ['POST /sapi/v1/margin/loan'], security: 'trade', weight: 6, answer: borrow },
  { rest: ['POST /sapi/v1/margin/repay'], security: 'trade', weight: 6, answer: repay },
  { rest: ['GET /sapi/v1/margin/maxBorrowable'], security: 'read', weight: 20, answer: maxBorrowable },
  { rest: ['GET /sapi/v1/margin/maxTransferable'], security: 'read', weight: 20, answer: maxTransferable },
]

const assets: readonly Asset[] = ['CR', 'LCO']

interface Reading {
  readonly view: MarginView
  readonly pair: number
  readonly suspended: boolean
  /** Units that the account may owe at most, whatever stands behind it. */
  readonly limits: Readonly<Record<Asset, number>>
}

/** As of now, durably. */
async function readMargin({ deps: { core }, caller, now }: OwnAsk): Promise<Reading> {
  const found = await core.read((engine) => {
    const view = marginView(engine, caller.account, now)
    const { claims, lent } = poolView(engine, 'CR', now)
    return (
      view && {
        view,
        pair: engine.state.parameters['market.pair'],
        suspended: engine.state.accounts.get(caller.account)?.suspended ?? false,
        limits: {
          CR: Math.max(0, claims - lent) + view.position.debtCredits,
          LCO: marginTotals(engine, now).lco.account,
        },
      }
    )
  })
  if (!found) throw refusals.noMargin()
  return found
}

/** Totals are in CREDIT, whatever their names say. */
async function account(ask: OwnAsk): Promise<object> {
  const { view, pair, suspended } = await readMargin(ask)
  const { position, equity, levelBps, mark } = view
  const debt = mark === null ? 0 : worthOfDebt(position.debtCoins, mark, pairOf(pair))
  const liability = position.debtCredits + debt
  const sound = view.stage !== 'closing' && !suspended
  return {
    ...{ created: true, borrowEnabled: sound && view.live, tradeEnabled: sound && ask.caller.mayTrade },
    ...{ transferInEnabled: true, transferOutEnabled: view.transferable > 0, accountType: 'MARGIN_1' },
    ...{ marginLevel: levelText(levelBps), collateralMarginLevel: levelText(levelBps) },
    totalAssetOfBtc: priceText(equity + liability),
    totalLiabilityOfBtc: priceText(liability),
    totalNetAssetOfBtc: priceText(equity),
    totalCollateralValueInUSDT: priceText(equity + liability),
    userAssets: assets.map((asset) => assetRow(view, asset)),
  }
}

/** 999 for a level that nothing weighs on. */
function levelText(levelBps: number | null): string {
  return `${formatDecimal(Math.min(levelBps ?? 9_990_000, 9_990_000), 4)}0000`
}

function assetRow({ position, debt, freeCredits, freeLco }: MarginView, asset: Asset): object {
  const [all, free] = asset === 'CR' ? [position.cash, freeCredits] : [position.coins, freeLco]
  const owed = debt?.asset === asset ? debt : { amount: 0, principal: 0 }
  const text = (units: number): string => amountText(asset, units)
  return {
    asset: assetName(asset),
    borrowed: text(owed.principal),
    interest: text(owed.amount - owed.principal),
    ...{ free: text(free), locked: text(all - free), netAsset: text(all - owed.amount) },
  }
}

function universalTransfer(ask: OwnAsk): Promise<object> {
  const types = ['MAIN_MARGIN', 'MARGIN_MAIN'] as const
  const type = ask.params.choice('type', types, () => refuse(-3026, 'Your input param is invalid.'))
  if (type === undefined) throw refusals.missing('type')
  return transfer(ask, type === 'MAIN_MARGIN' ? 'in' : 'out')
}

/** 1: into the margin account, 2: out of it. */
function olderTransfer(ask: OwnAsk): Promise<object> {
  const type = ask.params.integer('type', 1, 2)
  if (type === undefined) throw refusals.missing('type')
  return transfer(ask, type === 1 ? 'in' : 'out')
}

/** CREDIT alone is collateral. */
async function transfer({ deps, params, caller }: OwnAsk, direction: 'in' | 'out'): Promise<object> {
  const asset = neededAsset(params)
  if (asset !== 'CR') throw refuse(-3009, 'This asset are not allowed to transfer into margin account currently.')
  const amount = amountIn(params, asset) as Credits
  const outcome = await deps.core.submit('margin.transfer', { account: caller.account, direction, amount })
  if (!outcome.ok) throw translatedTransfer(outcome.code)
  return { tranId: outcome.seq }
}

function borrowOrRepay(ask: OwnAsk): Promise<object> {
  const type = ask.params.choice('type', ['BORROW', 'REPAY'], () => refuse(-3026, 'Your input param is invalid.'))
  if (type === undefined) throw refusals.missing('type')
  return type === 'BORROW' ? borrow(ask) : repay(ask)
}

async function borrow({ deps, params, caller: { account } }: OwnAsk): Promise<object> {
  checkCross(params)
  const asset = neededAsset(params)
  const outcome = await deps.core.submit('margin.borrow', { account, asset, amount: amountIn(params, asset) })
  if (!outcome.ok) throw translatedTransfer(outcome.code)
  return { tranId: outcome.seq, clientTag: '' }
}

/** Never more than is owed. */
async function repay({ deps, params, caller: { account } }: OwnAsk): Promise<object> {
  checkCross(params)
  const asset = neededAsset(params)
  const outcome = await deps.core.submit('margin.repay', { account, asset, amount: amountIn(params, asset) })
  if (!outcome.ok) throw translatedTransfer(outcome.code)
  return { tranId: outcome.seq, clientTag: '' }
}

/** Where orders are refused for want of a balance, movements are with a code of their own. */
function translatedTransfer(code: Parameters<typeof translated>[0]): Error {
  if (code === 'insufficient_credits' || code === 'insufficient_lco') return refuse(-3041, 'Balance is not enough')
  return translated(code)
}

async function maxBorrowable(ask: OwnAsk): Promise<object> {
  checkCross(ask.params)
  const asset = neededAsset(ask.params)
  const { view, limits } = await readMargin(ask)
  return { amount: amountText(asset, view.borrowable[asset]), borrowLimit: amountText(asset, limits[asset]) }
}

async function maxTransferable(ask: OwnAsk): Promise<object> {
  checkCross(ask.params)
  const asset = neededAsset(ask.params)
  const { view } = await readMargin(ask)
  return { amount: asset === 'CR' ? priceText(view.transferable) : ZERO }
}
