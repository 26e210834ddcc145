/** An order in words, for commands that take several or change one: "sell 50 at 0.085 stop 0.09". Amounts stay as they were typed. */
import type { OrderRequest } from '../contract/orders.ts'
import { CliFailure } from './failure.ts'

export const orderWords =
  'buy|sell <LCO> | buy|sell for <CR>; then at <price>, stop <price>, profit <price>, trail <bps>, show <LCO>, id <text>, gtc, ioc, fok, post-only'

const sides = ['buy', 'sell'] as const
const lives = ['gtc', 'ioc', 'fok'] as const
type Life = (typeof lives)[number]
const named = ['at', 'for', 'stop', 'profit', 'trail', 'show', 'id'] as const
type Named = (typeof named)[number]

interface Said {
  readonly values: Partial<Record<Named, string>>
  readonly life: Life | undefined
  readonly postOnly: boolean
}

/** Throws a usage failure that says which word is not understood. */
export function orderInWords(text: string): OrderRequest {
  const [first, ...words] = text.trim().split(/\s+/)
  const side = sides.find((one) => one === first)
  if (side === undefined) throw misread(text, 'it begins with buy or sell')
  const quantity = words[0] !== undefined && /^\d/.test(words[0]) ? words.shift() : undefined
  const { values, life, postOnly } = saidIn(text, words)
  const { at, for: quote, show, id } = values
  if ((quantity === undefined) === (quote === undefined)) throw misread(text, 'say how much: 50, or for 25')
  const trigger = triggerIn(text, values)
  const common = { side, ...(id !== undefined && { clientOrderId: id }), ...(trigger && { trigger }) }
  if (at === undefined) {
    if (life !== undefined || postOnly || show !== undefined)
      throw misread(text, 'gtc, ioc, fok, post-only and show are for limit orders: add at <price>')
    return { type: 'market', ...(quantity === undefined ? { quote } : { quantity }), ...common }
  }
  if (quantity === undefined) throw misread(text, 'a limit order needs a quantity of LCO')
  const more = { ...(life && { timeInForce: life }), ...(postOnly && { postOnly }), ...(show && { iceberg: show }) }
  return { type: 'limit', price: at, quantity, ...more, ...common }
}

function saidIn(text: string, words: readonly string[]): Said {
  const values: Partial<Record<Named, string>> = {}
  let life: Life | undefined
  let postOnly = false
  for (let i = 0; i < words.length; i++) {
    const word = words[i]
    const name = named.find((one) => one === word)
    if (name !== undefined) {
      const value = words[++i]
      if (value === undefined || values[name] !== undefined) throw misread(text, `${name} needs one value`)
      values[name] = value
    } else if (word === 'post-only') postOnly = true
    else {
      life = lives.find((one) => one === word)
      if (life === undefined) throw misread(text, `${word} is not understood`)
    }
  }
  return { values, life, postOnly }
}

function triggerIn(text: string, { stop, profit, trail }: Said['values']): OrderRequest['trigger'] {
  if (stop !== undefined && profit !== undefined) throw misread(text, 'one order waits for one price: stop or profit')
  if (trail !== undefined && !/^\d{1,6}$/.test(trail)) throw misread(text, 'trail takes whole hundredths of a percent')
  const price = stop ?? profit
  if (price === undefined && trail === undefined) return undefined
  const kind = profit === undefined ? 'stop_loss' : 'take_profit'
  return { kind, ...(price !== undefined && { price }), ...(trail !== undefined && { trailBps: Number(trail) }) }
}

function misread(text: string, why: string): CliFailure {
  return new CliFailure('usage', `"${text}": ${why}.\nAn order in words: ${orderWords}`)
}
