/** The account: balances, commissions, counted orders. */

import { readAccount } from '../../booking.ts'
import { balancesOf } from '../balances.ts'
import type { DialectEndpoint, OwnAsk } from '../endpoint.ts'
import { limitRows } from '../limits.ts'
import { rateText, SYMBOL } from '../text.ts'

export const accountEndpoints: readonly DialectEndpoint[] = [
  { rest: ['GET /api/v3/account'], socket: 'account.status', security: 'read', weight: 20, answer: account },
  {
    ...{ rest: ['GET /api/v3/account/commission'], socket: 'account.commission', security: 'read', weight: 20 },
    answer: commission,
  },
  {
    rest: ['GET /api/v3/rateLimit/order'],
    socket: 'account.rateLimits.orders',
    security: 'read',
    weight: 40,
    answer: counts,
  },
]

async function account({ deps, params, caller, now }: OwnAsk) {
  const { view, parameters } = await readAccount(deps.core, caller.account)
  const [maker, taker] = [parameters['market.makerFee'], parameters['market.takerFee']]
  const whole = !params.flag('omitZeroBalances')
  const balances = balancesOf(view).filter(({ free, locked }) => whole || Number(free) > 0 || Number(locked) > 0)
  return {
    ...{ makerCommission: maker, takerCommission: taker, buyerCommission: 0, sellerCommission: 0 },
    commissionRates: { maker: rateText(maker), taker: rateText(taker), buyer: rateText(0), seller: rateText(0) },
    canTrade: caller.mayTrade && !view.suspended && !view.operator,
    ...{ canWithdraw: false, canDeposit: false, brokered: false },
    ...{ requireSelfTradePrevention: true, preventSor: false, updateTime: now, accountType: 'SPOT' },
    balances,
    permissions: ['SPOT', 'MARGIN'],
    uid: caller.account,
  }
}

async function commission({ deps, params, caller }: OwnAsk) {
  params.symbol()
  const { parameters } = await readAccount(deps.core, caller.account)
  const rates = (maker: number, taker: number) => ({
    ...{ maker: rateText(maker), taker: rateText(taker), buyer: rateText(0), seller: rateText(0) },
  })
  return {
    symbol: SYMBOL,
    standardCommission: rates(parameters['market.makerFee'], parameters['market.takerFee']),
    specialCommission: rates(0, 0),
    taxCommission: rates(0, 0),
    discount: { enabledForAccount: false, enabledForSymbol: false, discountAsset: '', discount: rateText(0) },
  }
}

function counts({ deps, caller }: OwnAsk) {
  const { tenSeconds, day } = deps.orderCounts.now(caller.account, performance.now())
  const counted = [tenSeconds, day]
  const rows = limitRows(deps.orderCounts.limits).filter(({ rateLimitType }) => rateLimitType === 'ORDERS')
  return rows.map((row, i) => ({ ...row, count: counted[i] ?? 0 }))
}
