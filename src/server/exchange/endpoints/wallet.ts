/** /sapi/v1 as far as clients ask for it: state of the system, coins, fees, tokens of the user stream. Margin is in files of its own. */

import { readAccount } from '../../booking.ts'
import { balancesOf } from '../balances.ts'
import type { DialectEndpoint, OwnAsk } from '../endpoint.ts'
import { checkCross } from '../orders/read-margin.ts'
import { BASE, QUOTE, rateText, SYMBOL } from '../text.ts'

export const walletEndpoints: readonly DialectEndpoint[] = [
  { rest: ['GET /sapi/v1/system/status'], security: 'none', weight: 1, answer: () => ({ status: 0, msg: 'normal' }) },
  { rest: ['GET /sapi/v1/capital/config/getall'], security: 'read', weight: 10, answer: coins },
  { rest: ['GET /sapi/v1/asset/tradeFee'], security: 'read', weight: 1, answer: fees },
  { rest: ['POST /sapi/v1/userListenToken'], security: 'key', weight: 1, answer: token },
]

/** Names the stream of the margin account. */
function token({ deps, params, caller, now }: OwnAsk) {
  checkCross(params)
  return deps.users.issueToken(caller, now)
}

async function coins({ deps, caller }: OwnAsk) {
  const { view } = await readAccount(deps.core, caller.account)
  const names: Readonly<Record<string, string>> = { [BASE]: 'L-Coin', [QUOTE]: 'Credits' }
  return balancesOf(view).map(({ asset, free, locked }) => ({
    ...{ coin: asset, name: names[asset], free, locked, trading: true, isLegalMoney: false },
    ...{ depositAllEnable: false, withdrawAllEnable: false, freeze: '0', ipoable: '0', ipoing: '0', storage: '0' },
    ...{ withdrawing: '0', networkList: [] },
  }))
}

async function fees({ deps, params, caller }: OwnAsk) {
  params.symbols()
  const { parameters } = await readAccount(deps.core, caller.account)
  const [maker, taker] = [rateText(parameters['market.makerFee']), rateText(parameters['market.takerFee'])]
  return [{ symbol: SYMBOL, makerCommission: maker, takerCommission: taker }]
}
