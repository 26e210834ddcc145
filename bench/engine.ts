/** The whole engine in memory on one core: ledger, holds, matching and events over a mix of commands. No journal, no network. */
import type { Credits, Lots, Millis, Ticks } from '../src/base/money.ts'
import { type Prng, prng } from '../src/base/prng.ts'
import type { CardId, Command, CommandType, InputOf, OrderId } from '../src/engine/command.ts'
import { Engine } from '../src/engine/engine.ts'
import type { AccountId } from '../src/engine/ledger/chart.ts'
import { flatRates } from '../src/engine/metering/rates.ts'
import type { Outcome } from '../src/engine/outcome.ts'
import { type BenchRow, median, printRows } from './result.ts'

const ACCOUNTS = 1_000
const COMMANDS = 1_000_000
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

/** A thousand funded accounts with coins, one priced channel. */
export function funded(): { engine: Engine; at: Millis } {
  const engine = new Engine({ simulation: true })
  let at = Date.UTC(2026, 0, 5) as Millis
  const run = <T extends CommandType>(type: T, input: InputOf<T>): void => {
    if (engine.nextDue() <= at) engine.apply({ type: 'clock.tick', at, input: { to: at } })
    const outcome = engine.apply({ type, at, input })
    if (!outcome.ok) throw new Error(`${type}: ${outcome.code}`)
  }
  run('treasury.fund', { amount: 1_000_000_000 as Credits, reason: 'bench' })
  run('card.publish', {
    channel: 1,
    model: 'm',
    list: flatRates({ input: 1_500_000, output: 6_000_000 }),
    cost: flatRates({ input: 1_000_000, output: 4_000_000 }),
    eligible: false,
  })
  for (let i = 1; i <= ACCOUNTS; i++) {
    run('account.open', { identity: `user-${i}`, operator: false })
    run('topup.credit', {
      account: i as AccountId,
      amount: 100_000_000_000 as Credits,
      provider: 'bench',
      paymentId: `${i}`,
    })
    const usage = [0, 0, 0, 0, 0, 0, 10_000_000]
    run('call.authorize', {
      bootId: 'b',
      callId: `seed-${i}`,
      account: i as AccountId,
      keyId: null,
      cardIds: [1 as CardId],
      bound: usage,
    })
    run('call.capture', { callId: `seed-${i}`, cardId: 1 as CardId, usage, facts, unrecovered: [] })
    at = (at + 1) as Millis
  }
  return { engine, at }
}

/** 50 % limit orders near the mid, 20 % cancels, 15 % calls authorised and 15 % captured; made on an engine of its own. */
export function mixedCommands(count: number): Command[] {
  const { engine, at: start } = funded()
  const random = prng(7)
  const commands: Command[] = []
  const calls: string[] = []
  const orders: { orderId: OrderId; account: AccountId }[] = []
  const push = (command: Command): Outcome => {
    commands.push(command)
    return step(engine, command)
  }
  let at = start
  while (commands.length < count) {
    if (commands.length % 1000 === 0) at = (at + 1) as Millis
    const account = (1 + random.below(ACCOUNTS)) as AccountId
    const pick = random.below(100)
    const callId = calls[0]
    if (pick < 50) placed(orders, push(cmd('order.place', at, limitOrder(random, account))), account)
    else if (pick < 70 && orders.length > 0) push(cmd('order.cancel', at, takeAny(orders, random)))
    else if (pick < 85 || callId === undefined) {
      calls.push(`call-${commands.length}`)
      push(
        cmd('call.authorize', at, {
          bootId: 'b',
          callId: `call-${commands.length}`,
          account,
          keyId: null,
          cardIds: [1 as CardId],
          bound: [1000, 0, 0, 0, 0, 0, 500],
        }),
      )
    } else {
      calls.shift()
      push(
        cmd('call.capture', at, {
          callId,
          cardId: 1 as CardId,
          usage: [900, 0, 0, 0, 0, 0, 300],
          facts,
          unrecovered: [],
        }),
      )
    }
  }
  return commands
}

/** Swaps the last one into the place of the one taken. */
function takeAny<T>(items: T[], random: Prng): T {
  const index = random.below(items.length)
  const taken = items[index] as T
  const last = items.pop() as T
  if (index < items.length) items[index] = last
  return taken
}

function limitOrder(random: Prng, account: AccountId): InputOf<'order.place'> {
  const side = random.pick(['buy', 'sell'] as const)
  const price = (10_000 + (side === 'buy' ? -1 : 1) * (random.below(60) - 12)) as Ticks
  return { account, kind: 'limit', side, price, lots: (100 + random.below(100)) as Lots, tif: 'gtc', postOnly: false }
}

function placed(orders: { orderId: OrderId; account: AccountId }[], outcome: Outcome, account: AccountId): void {
  if (outcome.ok && 'order' in outcome.result && outcome.result.order.status === 'open')
    orders.push({ orderId: outcome.result.order.orderId, account })
}

function step(engine: Engine, command: Command): Outcome {
  if (engine.nextDue() <= command.at) engine.apply({ type: 'clock.tick', at: command.at, input: { to: command.at } })
  return engine.apply(command)
}

function cmd<T extends CommandType>(type: T, at: Millis, input: InputOf<T>): Command {
  return { type, at, input }
}

export async function run(): Promise<BenchRow[]> {
  const commands = mixedCommands(COMMANDS)
  const rates: number[] = []
  let accepted = 0
  let events = 0
  for (let round = 0; round < 5; round++) {
    const { engine } = funded()
    accepted = 0
    events = 0
    const begun = performance.now()
    for (const command of commands) {
      const outcome = step(engine, command)
      if (!outcome.ok) continue
      accepted += 1
      events += outcome.events.length
    }
    rates.push(COMMANDS / ((performance.now() - begun) / 1000))
    engine.audit()
  }
  const note = `median of 5; ${Math.round((accepted / COMMANDS) * 100)} % accepted, ${(events / accepted).toFixed(1)} events each`
  return [{ name: 'engine: mixed commands', value: Math.round(median(rates)), unit: 'commands/s', note }]
}

if (import.meta.main) printRows(await run())
