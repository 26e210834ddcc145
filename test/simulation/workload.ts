/** Random commands with retry ids for simulated clients: money in, orders, calls, stakes; some invalid, some hostile. */
import type { Credits, Lco, Lots, Ticks } from '../../src/base/money.ts'
import type { Prng } from '../../src/base/prng.ts'
import type { CardId, CommandType, Idempotency, InputOf, OrderId } from '../../src/engine/command.ts'
import type { AccountId } from '../../src/engine/ledger/chart.ts'
import { flatRates } from '../../src/engine/metering/rates.ts'
import { facts } from '../engine/random-session.ts'

/** A command as a client keeps it for a retry. */
export type Request = {
  readonly [T in CommandType]: { readonly type: T; readonly input: InputOf<T>; readonly idem: Idempotency }
}[CommandType]

const ACCOUNTS = 6
const strange = [0, -1, 0.5, Number.NaN, 2 ** 53]

/** Accounts, credits, one card, coins by one call each. */
export function opening(): Request[] {
  const rates = { list: flatRates({ output: 6_000_000 }), cost: flatRates({ output: 4_000_000 }) }
  const requests: Request[] = []
  const add = (request: Omit<Request, 'idem'>): void => {
    requests.push({ ...request, idem: keyed(1 as AccountId, `open-${requests.length}`) } as Request)
  }
  for (let i = 1; i <= ACCOUNTS; i++) add({ type: 'account.open', input: { identity: `u${i}`, operator: false } })
  add({ type: 'card.publish', input: { channel: 1, model: 'm', eligible: false, ...rates } })
  const usage = [0, 0, 0, 0, 0, 0, 10_000_000]
  for (let i = 1; i <= ACCOUNTS; i++) {
    const account = i as AccountId
    const callId = `open-${i}`
    add({
      type: 'topup.credit',
      input: { account, amount: 1_000_000_000 as Credits, provider: 't', paymentId: callId },
    })
    add({
      type: 'call.authorize',
      input: { bootId: 'b', callId, account, keyId: null, cardIds: [1 as CardId], bound: usage },
    })
    add({ type: 'call.capture', input: { callId, cardId: 1 as CardId, usage, facts, unrecovered: [] } })
  }
  return requests
}

export function randomRequest(random: Prng, id: string): Request {
  const account = (1 + random.below(ACCOUNTS + 1)) as AccountId
  const idem = keyed(account, id)
  const amount = (random.chance(5) ? random.pick(strange) : 1 + random.below(5_000_000)) as Credits
  const pick = random.below(100)
  if (pick < 15) return { type: 'topup.credit', idem, input: { account, amount, provider: 't', paymentId: id } }
  if (pick < 25) return { type: 'faucet.draw', idem, input: { account, amount } }
  if (pick < 65) {
    const side = random.pick(['buy', 'sell'] as const)
    const terms = { price: (9_980 + random.below(40)) as Ticks, lots: (100 + random.below(200)) as Lots }
    const tif = random.pick(['gtc', 'gtc', 'ioc', 'fok'] as const)
    return {
      type: 'order.place',
      idem,
      input: { account, side, kind: 'limit', tif, postOnly: random.chance(10), ...terms },
    }
  }
  if (pick < 75) return { type: 'order.cancel', idem, input: { account, orderId: (1 + random.below(200)) as OrderId } }
  if (pick < 85) return { type: 'stake.add', idem, input: { account, amount: (1 + random.below(1e9)) as Lco } }
  const callId = `call-${random.below(40)}`
  const usage = [0, 0, 0, 0, 0, 0, 1 + random.below(10_000)]
  const bound = [0, 0, 0, 0, 0, 0, 10_000]
  if (pick < 93) {
    return {
      type: 'call.authorize',
      idem,
      input: { bootId: 'b', callId, account, keyId: null, cardIds: [1 as CardId], bound },
    }
  }
  return { type: 'call.capture', idem, input: { callId, cardId: 1 as CardId, usage, facts, unrecovered: [] } }
}

function keyed(account: AccountId, key: string): Idempotency {
  return { account, key, hash: 'h' }
}
