/** BOT: now and then takes a little from one side of LCO/CREDIT, the side it holds less of more often. An example, not a way to make money. */
import { connect, orderName, run, SYMBOL, setting } from './connect.mjs'

/** CREDIT an order, at most. */
const spend = setting('SPEND', 3)
const seconds = setting('SECONDS', 3600)
/** What the taker pays on top; fees are in CREDIT, so a buy is sized by free ÷ (price × 1.001). */
const FEE = 1.001

const exchange = await connect()
await exchange.loadMarkets()
console.log(`BOT taker: up to ${spend} CREDIT an order`)

async function take() {
  const [book, balance] = await Promise.all([exchange.fetchOrderBook(SYMBOL, 5), exchange.fetchBalance()])
  const [ask, bid] = [book.asks[0]?.[0], book.bids[0]?.[0]]
  if (!ask || !bid) return console.log('nobody quotes both sides')
  const coins = (balance.total.LCO ?? 0) * bid
  const share = coins / (coins + (balance.total.CREDIT ?? 0) || 1)
  const side = Math.random() > share ? 'buy' : 'sell'
  const price = side === 'buy' ? ask : bid
  const most = side === 'buy' ? (balance.free.CREDIT ?? 0) / (price * FEE) : (balance.free.LCO ?? 0)
  const amount = Number(exchange.amountToPrecision(SYMBOL, Math.min(most, spend / price)))
  if (amount * price < 1) return console.log(`too little left to ${side}`)
  // At the price that was seen or not at all: an order without a limit takes what it gets.
  const params = { timeInForce: 'IOC', clientOrderId: orderName('taker') }
  const order = await exchange.createOrder(SYMBOL, 'limit', side, amount, price, params)
  console.log(`${side} ${order.filled} of ${amount} at ${price}, ${order.status}`)
}

await run({
  step: take,
  pauseMs: setting('PAUSE_MS', 2000),
  seconds,
  end: async () => {
    await exchange.close()
    console.log('done')
  },
})
