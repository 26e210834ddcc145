/** A ccxt client for a server of L-Exchange, and what both bots share: how they name themselves and how they stop. Trades nothing. */
import ccxt from 'ccxt'

export const SYMBOL = 'LCO/CREDIT'

/**
 * The exchange of the addresses and keys in the environment: URL, API_KEY, API_SECRET.
 */
export async function connect() {
  const { URL: url = 'http://127.0.0.1:3000', API_KEY: apiKey, API_SECRET: secret } = process.env
  if (!apiKey || !secret) throw new Error('Set API_KEY and API_SECRET: lx keys create bot --scopes trade,read --hmac')
  const sockets = url.replace(/^http/, 'ws')
  const exchange = new ccxt.pro.binance({ apiKey, secret, enableRateLimit: false })
  Object.assign(exchange.urls.api, {
    public: `${url}/api/v3`,
    private: `${url}/api/v3`,
    v1: `${url}/api/v3`,
    sapi: `${url}/sapi/v1`,
    fapiPublic: `${url}/fapi/v1`,
    dapiPublic: `${url}/dapi/v1`,
  })
  exchange.urls.api.ws.spot = `${sockets}/stream/ws`
  exchange.urls.api.ws['ws-api'] = { spot: `${sockets}/ws-api/v3` }
  await exchange.loadHttpProxyAgent()
  return exchange
}

let orders = 0

/** Every order of a bot says that it is one's, and which run of it: `BOT-maker-m1x2y3-7`. */
export function orderName(bot) {
  orders += 1
  return `BOT-${bot}-${started}-${orders}`
}

const started = Date.now().toString(36)

/**
 * Calls `step` again and again until the process is told to end or `seconds` are over; then `end` once.
 * What a step throws is printed and does not end the bot: a busy server or a lost line is no reason to stop.
 */
export async function run({ step, end, pauseMs, seconds }) {
  let running = true
  const stop = () => {
    running = false
  }
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, stop)
  const last = Date.now() + seconds * 1000
  while (running && Date.now() < last) {
    await step().catch((error) => console.error(`${error.constructor.name}: ${error.message}`))
    await new Promise((resolve) => setTimeout(resolve, pauseMs))
  }
  await end()
}

/** A number from the environment. */
export function setting(name, standard) {
  const value = Number(process.env[name] ?? standard)
  if (!Number.isFinite(value) || value <= 0) throw new Error(`${name} must be a positive number`)
  return value
}
