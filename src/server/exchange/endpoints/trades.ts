/** Public trades, single and aggregated, from history with everything that was acknowledged. */
import type { PublicTrade } from '../../../history/queries/trades.ts'
import { upToDate } from '../../past.ts'
import type { Ask, DialectEndpoint } from '../endpoint.ts'
import { priceText, quantityText } from '../text.ts'

const MOST = 1000
const STANDARD = 500

export const tradeEndpoints: readonly DialectEndpoint[] = [
  { rest: ['GET /api/v3/trades'], socket: 'trades.recent', security: 'none', weight: 25, answer: recent },
  { rest: ['GET /api/v3/historicalTrades'], socket: 'trades.historical', security: 'none', weight: 25, answer: older },
  { rest: ['GET /api/v3/aggTrades'], socket: 'trades.aggregate', security: 'none', weight: 4, answer: aggregates },
]

async function recent({ deps, params }: Ask) {
  params.symbol()
  const limit = params.limit(STANDARD, MOST)
  const { trades } = await upToDate(deps)
  return (await trades.list({ limit })).items.toReversed().map(tradeRow)
}

async function older(ask: Ask) {
  const { deps, params } = ask
  const first = params.id('fromId')
  if (first === undefined) return recent(ask)
  params.symbol()
  const limit = params.limit(STANDARD, MOST)
  const { trades } = await upToDate(deps)
  return (await trades.from(first, limit)).map(tradeRow)
}

async function aggregates({ deps, params }: Ask) {
  params.symbol()
  const limit = params.limit(STANDARD, MOST)
  const [from, end, first] = [params.time('startTime'), params.time('endTime'), params.id('fromId')]
  const { trades } = await upToDate(deps)
  const to = end === undefined ? undefined : end + 1
  const items = await trades.aggregates(first === undefined ? { from, to, limit } : { first, limit })
  return items.map((item) => ({
    a: item.aggregateId,
    p: priceText(item.price),
    q: quantityText(item.quantity),
    f: item.firstTradeId,
    l: item.lastTradeId,
    T: item.at,
    m: item.takerSide === 'sell',
    M: true,
  }))
}

function tradeRow({ tradeId, price, quantity, notional, at, takerSide }: PublicTrade) {
  return {
    id: tradeId,
    price: priceText(price),
    qty: quantityText(quantity),
    quoteQty: priceText(notional),
    time: at,
    isBuyerMaker: takerSide === 'sell',
    isBestMatch: true,
  }
}
