/** The margin account: its balances and debts, collateral in and out, borrowing and paying back. What was is margin-records.ts. */
import { formatDecimal } from '../../../base/decimal.ts'
import type { Credits } from '../../../base/money.ts'
import { pairOf } from '../../../engine/exchange/pair.ts'
import type { Asset } from '../../../engine/ledger/chart.ts'
import { worthOfDebt } from '../../../engine/margin/position.ts'
import { type MarginStanding, marginStanding, marginTotals, marginView, poolView } from '../../../engine/views.ts'
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

/** Totals are in CREDIT, whatever their names say. */
async function account({ deps: { core }, caller, now }: OwnAsk): Promise<object> {
  const { standing, parameters, suspended } = await core.read((engine) => ({
    standing: marginStanding(engine, caller.account, now),
    parameters: { ...engine.state.parameters },
    suspended: engine.state.accounts.get(caller.account)?.suspended ?? false,
  }))
  if (!standing) throw refusals.noMargin()
  const { position, equity, levelBps, mark } = standing
  const debt = mark === null ? 0 : worthOfDebt(position.debtCoins, mark, pairOf(parameters['market.pair']))
  const liability = position.debtCredits + debt
  const sound = standing.stage !== 'closing' && !suspended
  const transferOutEnabled = levelBps === null || (standing.live && levelBps > parameters['margin.outLevel'])
  return {
    ...{ created: true, borrowEnabled: sound && standing.live, tradeEnabled: sound && caller.mayTrade },
    ...{ transferInEnabled: true, transferOutEnabled, accountType: 'MARGIN_1' },
    ...{ marginLevel: levelText(levelBps), collateralMarginLevel: levelText(levelBps) },
    totalAssetOfBtc: priceText(equity + liability),
    totalLiabilityOfBtc: priceText(liability),
    totalNetAssetOfBtc: priceText(equity),
    totalCollateralValueInUSDT: priceText(equity + liability),
    userAssets: assets.map((asset) => assetRow(standing, asset)),
  }
}

/** 999 for a level that nothing weighs on. */
function levelText(levelBps: number | null): string {
  return `${formatDecimal(Math.min(levelBps ?? 9_990_000, 9_990_000), 4)}0000`
}

function assetRow({ position, debt, freeCredits, freeLco }: MarginStanding, asset: Asset): object {
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

/** How much would be lent now is searched for: `borrowLimit` is what the pool, the cap on LCO or the depth of the book would leave at most. */
async function maxBorrowable({ deps: { core }, params, caller, now }: OwnAsk): Promise<object> {
  checkCross(params)
  const asset = neededAsset(params)
  const found = await core.read((engine) => {
    const view = marginView(engine, caller.account, now)
    const { claims, lent } = poolView(engine, 'CR', now)
    const cap = marginTotals(engine, now).lco.account
    const limit = asset === 'CR' ? Math.max(0, claims - lent) + (view?.position.debtCredits ?? 0) : cap
    return view && { view, limit: Math.min(limit, view.depthCap[asset]) }
  })
  if (!found) throw refusals.noMargin()
  return { amount: amountText(asset, found.view.borrowable[asset]), borrowLimit: amountText(asset, found.limit) }
}

async function maxTransferable({ deps: { core }, params, caller, now }: OwnAsk): Promise<object> {
  checkCross(params)
  const asset = neededAsset(params)
  const view = await core.read((engine) => marginView(engine, caller.account, now))
  if (!view) throw refusals.noMargin()
  return { amount: asset === 'CR' ? priceText(view.transferable) : ZERO }
}
