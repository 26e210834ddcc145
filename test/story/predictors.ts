/** A running server with people who have LCO to bet, resolve and vote with: what the story and the crash test of prediction markets begin with. */
import { admin, ServerProcess, Visitor } from '../server-process.ts'

export const DAY = 86_400_000
/** A Monday. */
export const START = '2026-01-05T00:00:00Z'
const names = ['prop', 'ann', 'bob', 'cat', 'first', 'second', 'doubter', 'sceptic', 'una', 'duo', 'tre'] as const
export type Predictor = (typeof names)[number]

export interface Predictors {
  readonly server: ServerProcess
  readonly operator: Visitor
  readonly people: Readonly<Record<Predictor, Visitor>>
}

/** Everybody has mined 10,000 LCO with a dear call; una, duo and tre 50,000, which they have staked; prop has staked 1,000; first and second may resolve. */
export async function openPredictors(dataDir: string): Promise<Predictors> {
  const server = await ServerProcess.start({ dataDir, clock: START })
  const operator = await new Visitor(server.url).signIn(admin)
  // Weeks of marks are not the point.
  for (const [key, value] of [
    ['faucet.dailyCap', '10000'],
    ['mark.interval', '60000'],
  ] as const)
    await operator.call('admin.parameters.set', { params: { key }, body: { value, reason: 'a test of weeks' } })
  const { items: channels } = await operator.call('admin.channels.list', {})
  await operator.call('admin.models.publish', {
    body: {
      ...{ channelId: channels[0]?.channelId ?? 0, model: 'sandbox-chat-large' },
      cost: [{ from: 0, rates: { calls: '600' } }],
      list: [{ from: 0, rates: { calls: '1000' } }],
    },
  })
  const people = {} as Record<Predictor, Visitor>
  const voters: readonly Predictor[] = ['una', 'duo', 'tre']
  await Promise.all(
    names.map(async (name) => {
      people[name] = await rich(server.url, name, voters.includes(name) ? 5 : 1)
    }),
  )
  for (const name of voters) await people[name].call('stake.add', { body: { amount: '50000' } })
  await people.prop.call('stake.add', { body: { amount: '1000' } })
  for (const name of ['first', 'second'] as const) {
    const { account } = await people[name].call('me.get', {})
    await operator.call('admin.predictions.resolver', { body: { account, on: true, reason: 'careful people' } })
  }
  await operator.call('admin.clock.advance', { body: { advanceMs: DAY } })
  return { server, operator, people }
}

async function rich(url: string, name: string, calls: number): Promise<Visitor> {
  const visitor = await new Visitor(url).signUp(name)
  await visitor.call('faucet.draw', { body: { amount: `${calls * 1_000 + 1}` } })
  const { secret } = await visitor.call('keys.create', { body: { name, scopes: ['relay'] } })
  const headers = { authorization: `Bearer ${secret}`, 'content-type': 'application/json' }
  const messages = [{ role: 'user', content: 'Hi' }]
  const ask = async (): Promise<void> => {
    const body = JSON.stringify({ model: 'sandbox-chat-large', max_tokens: 5, messages })
    const response = await fetch(`${url}/v1/chat/completions`, { method: 'POST', headers, body })
    if (!response.ok) throw new Error(await response.text())
    await response.text()
  }
  await Promise.all(Array.from({ length: calls }, ask))
  return visitor
}

/** Proposed by prop for a week from now and opened by the operator. */
export async function openMarket({ operator, people: { prop } }: Predictors): Promise<number> {
  const { asOf } = await prop.call('predictions.rules', {})
  const { marketId } = await prop.call('predictions.propose', {
    body: {
      question: 'Does the sandbox answer within a second all week?',
      source: 'https://status.example.test/',
      rules: 'The status page says so at the deadline.',
      voidRules: 'The status page is gone.',
      closesAt: asOf + 7 * DAY,
    },
  })
  const review = { approve: true, reason: 'clear, and anybody can check it' }
  await operator.call('admin.predictions.review', { params: { marketId }, body: review })
  return marketId
}

/** LCO units. */
export async function coinsOf(visitor: Visitor): Promise<number> {
  const { lco } = await visitor.call('me.balances', {})
  return Math.round(Number(lco.available) * 1e8)
}
