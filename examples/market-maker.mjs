/** BOT: quotes both sides of LCO/CREDIT around a middle that leans against what it holds. An example, not a way to make money. */
import { connect, orderName, run, SYMBOL, setting } from './connect.mjs'

const levels = setting('LEVELS', 5)
/** Distance between levels, and half the spread, as a share of the middle. */
const step = setting('STEP', 0.002)
/** LCO a level. */
const size = setting('SIZE', 20)
/** LCO and CREDIT the bot wants to hold, by worth: it quotes lower when it holds more LCO, higher when less. */
const target = setting('TARGET', 0.5)
/** Where to begin when nobody has traded and nobody quotes. */
const firstPrice = setting('PRICE', 0.1)
const seconds = setting('SECONDS', 3600)

const exchange = await connect()
await exchange.loadMarkets()
console.log(`BOT market maker: ${levels} levels of ${size} LCO`)
await exchange.cancelAllOrders(SYMBOL).catch(() => undefined)

/** Own quotes are no opinion about the price: the last trade is. */
async function middle() {
  const { last } = await exchange.fetchTicker(SYMBOL)
  return last || firstPrice
}

/** The share of the whole worth that is LCO, from 0 to 1. */
function held({ total }, price) {
  const coins = (total.LCO ?? 0) * price
  const worth = coins + (total.CREDIT ?? 0)
  return worth === 0 ? target : coins / worth
}

async function quote() {
  const [price, balance] = await Promise.all([middle(), exchange.fetchBalance()])
  const lean = (target - held(balance, price)) * step * levels
  const centre = price * (1 + lean)
  await exchange.cancelAllOrders(SYMBOL).catch((error) => {
    if (error.constructor.name !== 'OrderNotFound') throw error
  })
  let placed = 0
  for (let level = 1; level <= levels; level++) {
    for (const side of ['buy', 'sell']) {
      const away = side === 'buy' ? 1 - step * level : 1 + step * level
      const params = { postOnly: true, clientOrderId: orderName('maker') }
      const sent = exchange.createOrder(SYMBOL, 'limit', side, size, centre * away, params)
      const refused = await sent.then(
        () => undefined,
        (error) => error,
      )
      if (!refused) placed += 1
      else if (!['InsufficientFunds', 'OrderImmediatelyFillable', 'InvalidOrder'].includes(refused.constructor.name))
        throw refused
    }
  }
  console.log(`middle ${centre.toFixed(5)}, ${placed} quotes, LCO ${balance.total.LCO}, CREDIT ${balance.total.CREDIT}`)
}

await run({
  step: quote,
  pauseMs: setting('PAUSE_MS', 3000),
  seconds,
  end: async () => {
    await exchange.cancelAllOrders(SYMBOL).catch(() => undefined)
    await exchange.close()
    console.log('all quotes taken back')
  },
})
