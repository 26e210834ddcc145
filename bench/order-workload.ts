/** Seeded order commands for the durability benches: funding first, then orders and cancels by known ids. What is timed is not here. */
import type { Credits, Lots, Millis, Ticks } from '../src/base/money.ts'
import { type Prng, prng } from '../src/base/prng.ts'
import type { CardId, CommandType, InputOf, OrderId } from '../src/engine/command.ts'
import { Engine } from '../src/engine/engine.ts'
import type { AccountId } from '../src/engine/ledger/chart.ts'
import { flatRates } from '../src/engine/metering/rates.ts'
import type { Outcome } from '../src/engine/outcome.ts'

/** A command without its stamp. */
export type Step = { readonly [T in CommandType]: { readonly type: T; readonly input: InputOf<T> } }[CommandType]

const MID = 10_000
const facts = {
  latencyMs: 1,
  firstTokenMs: 1,
  dialect: 'openai',
  stream: true,
  status: 200,
  outcome: 'stop',
  estimated: false,
  quarantined: false,
}

/** Accounts 1 … n with credits, and coins mined by one call each. */
export function funding(accounts: number): Step[] {
  const rates = { list: flatRates({ output: 6_000_000 }), cost: flatRates({ output: 4_000_000 }) }
  const steps: Step[] = [{ type: 'card.publish', input: { channel: 1, model: 'm', eligible: false, ...rates } }]
  for (let i = 1; i <= accounts; i++) {
    const account = i as AccountId
    const cardId = 1 as CardId
    const usage = [0, 0, 0, 0, 0, 0, 10_000_000]
    const call = { bootId: 'b', callId: `seed-${i}`, account, keyId: null, cardIds: [cardId], bound: usage }
    const amount = 100_000_000_000 as Credits
    steps.push(
      { type: 'account.open', input: { identity: `user-${i}`, operator: false } },
      { type: 'topup.credit', input: { account, amount, provider: 'bench', paymentId: String(i) } },
      { type: 'call.authorize', input: call },
      { type: 'call.capture', input: { callId: call.callId, cardId, usage, facts, unrecovered: [] } },
    )
  }
  return steps
}

/**
 * 70 % limit orders near the mid, about every fifth crossing it, and 30 % cancels. Order ids are counters, so the ids
 * found here hold wherever the same steps are applied in the same order.
 */
export function orders(accounts: number, count: number, seed = 7): Step[] {
  const random = prng(seed)
  const engine = new Engine({ simulation: true })
  const at = Date.UTC(2026, 0, 5) as Millis
  const apply = ({ type, input }: Step): Outcome => engine.apply({ type, at, input })
  for (const step of funding(accounts)) apply(step)
  const open: { readonly orderId: OrderId; readonly account: AccountId }[] = []
  const steps: Step[] = []
  while (steps.length < count) {
    const cancel = random.chance(30) && open.length > 0
    const step = cancel ? { type: 'order.cancel' as const, input: takeAny(open, random) } : limitOrder(accounts, random)
    const outcome = apply(step)
    steps.push(step)
    if (!outcome.ok || !('order' in outcome.result) || outcome.result.order.status !== 'open') continue
    open.push({ orderId: outcome.result.order.orderId, account: outcome.result.order.account })
  }
  return steps
}

function limitOrder(accounts: number, random: Prng): Step {
  const account = (1 + random.below(accounts)) as AccountId
  const side = random.pick(['buy', 'sell'] as const)
  const price = (MID + (side === 'buy' ? -1 : 1) * (random.below(60) - 12)) as Ticks
  const lots = (100 + random.below(100)) as Lots
  return { type: 'order.place', input: { account, kind: 'limit', side, price, lots, tif: 'gtc', postOnly: false } }
}

/** Swaps the last one into the place of the one taken. */
function takeAny<T>(items: T[], random: Prng): T {
  const index = random.below(items.length)
  const taken = items[index] as T
  const last = items.pop() as T
  if (index < items.length) items[index] = last
  return taken
}
