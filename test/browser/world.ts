/** A lived-in exchange for looking at pages: two users with calls, orders, fills, a stake, money lent and positions on margin, a closed week, a buyback and a burn, a live mark price, and models of every kind. All through the API. */
import { cpSync } from 'node:fs'
import { admin, person, ServerProcess, temporaryDir, Visitor } from '../server-process.ts'
import { livedPast } from './past.ts'
import { offerModels } from './world-models.ts'

const DAY = 86_400_000
const large = 'sandbox-chat-large'
/** A Monday: when the world begins. */
export const START = '2026-01-05T00:00:00Z'

export interface World {
  readonly server: ServerProcess
  readonly dataDir: string
  readonly operator: Visitor
  readonly alice: Visitor
  readonly bob: Visitor
  /** What stands for `$name` in the address of a page, and the address of one that needs more than its path. */
  readonly places: Readonly<Record<string, string>>
  close(): Promise<void>
}

/** Its past is copied where it has been lived already: world-template.ts does so once for all browser tests. */
export async function openWorld(template = livedPast()): Promise<World> {
  const dir = temporaryDir()
  if (template) cpSync(template, dir.path, { recursive: true })
  const server = await ServerProcess.start({ dataDir: dir.path, clock: START })
  const close = async (): Promise<void> => {
    await server.stop()
    dir.remove()
  }
  try {
    const people = await (template ? signIn(server.url) : pastOf(server.url))
    return { server, dataDir: dir.path, close, ...(await present(server.url, people)) }
  } catch (error) {
    await close()
    throw error
  }
}

const limit = (who: Visitor, side: 'buy' | 'sell', [price, quantity]: readonly [string, string]) =>
  who.call('orders.place', { body: { type: 'limit', side, price, quantity } })

type People = Pick<World, 'operator' | 'alice' | 'bob'>

async function signIn(url: string): Promise<People> {
  const [operator, alice, bob] = await Promise.all(
    [admin, person('alice'), person('bob')].map((who) => new Visitor(url).signIn(who)),
  )
  if (!(operator && alice && bob)) throw new Error('nobody signed in')
  return { operator, alice, bob }
}

const clockOf = (operator: Visitor) => (ms: number) => operator.call('admin.clock.advance', { body: { advanceMs: ms } })

/** Two weeks of the past. */
export async function pastOf(url: string): Promise<People> {
  const operator = await new Visitor(url).signIn(admin)
  const alice = await new Visitor(url).signUp('alice')
  const bob = await new Visitor(url).signUp('bob')
  const pass = clockOf(operator)
  await publishLarge(operator)
  await offerModels(operator)
  const keys = [await newKey(alice), await newKey(bob)]
  for (let day = 0; day < 3; day++) {
    for (const who of [alice, bob]) await who.call('faucet.draw', { body: { amount: '100' } })
    for (let call = 0; call < 3; call++) await Promise.all(keys.map((key) => chat(url, key, { model: large })))
    await pass(DAY)
  }
  await alice.call('stake.add', { body: { amount: '1000' } })
  await limit(alice, 'sell', ['0.10000', '500'])
  await limit(bob, 'buy', ['0.10000', '200'])
  for (const who of [alice, bob]) await who.call('faucet.draw', { body: { amount: '100' } })
  await market({ alice, bob, pass, hours: 7.5 * 24 })
  for (const who of [alice, bob]) await who.call('faucet.draw', { body: { amount: '100' } })
  await limit(bob, 'buy', ['0.09900', '800'])
  for (const ask of ['0.10100', '0.10200', '0.10300']) await limit(alice, 'sell', [ask, '200'])
  await limit(bob, 'buy', ['0.10000', '50'])
  await announce(operator)
  const governs = await propose(operator, alice)
  await predictions({ operator, alice, bob })
  await pass(2 * DAY)
  await governs()
  return { operator, alice, bob }
}

/** What goes on now. */
async function present(url: string, { operator, alice, bob }: People): Promise<People & Pick<World, 'places'>> {
  await liveMark({ alice, bob, pass: clockOf(operator) })
  await alice.call('stake.remove', { body: { amount: '100' } })
  await lend(alice, bob)
  await onMargin({ alice, bob })
  await callsOfToday(url, await newKey(alice, 'assistant'))
  await moreOf(operator, alice, url)
  const runId = await runsOf(alice, url)
  return { operator, alice, bob, places: { runId, ...(await placesOf({ operator, alice, bob, url })) } }
}

/** A proposal whose vote runs: alice's stake makes a Whale until its snapshot has been taken; then all is as before. */
async function propose(operator: Visitor, alice: Visitor): Promise<() => Promise<void>> {
  const set = (key: string, value: string) =>
    operator.call('admin.parameters.set', { params: { key }, body: { value, reason: 'for the pictures' } })
  await set('tier.whale.stake', '900')
  await set('governance.bond', '1')
  await alice.call('governance.propose', {
    body: {
      title: 'A lower fee for takers',
      body: 'Trades are few while the fee is what it is.\n\nHalf of it would bring more of them.',
      changes: [{ key: 'market.takerFee', value: '5' }],
    },
  })
  return async () => {
    await set('tier.whale.stake', '100000')
    await set('governance.bond', '1000')
  }
}

/** A scarce model of which locks are taken now, and another of which they will be. */
async function announce(operator: Visitor): Promise<void> {
  const { now } = await operator.call('status.get', {})
  for (const [model, total, days] of [
    ['sandbox-scarce-chat', '5000', 1],
    ['sandbox-scarce-video', '800', 5],
  ] as const)
    await operator.call('admin.offerings.announce', { body: { model, total, subscribeFrom: now + days * DAY } })
}

const questions = ['Does the sandbox answer within a second all week?', 'Is LCO above 0.1 CR on Wednesday?'] as const

/** A market that takes bets, one whose outcome is due, and a draft. */
async function predictions({ operator, alice, bob }: People): Promise<void> {
  const reason = 'clear, and anybody can check it'
  await operator.call('admin.parameters.set', { params: { key: 'prediction.bond' }, body: { value: '0', reason } })
  const { account } = await bob.call('me.get', {})
  await operator.call('admin.predictions.resolver', { body: { account, on: true, reason } })
  const { now } = await operator.call('status.get', {})
  const rest = { source: 'https://status.example.test/', voidRules: 'The page is gone.' }
  for (const [i, question] of questions.entries()) {
    const closesAt = now + (i === 0 ? 20 : 1) * DAY
    const rules = 'The status page says so at the deadline.'
    const { marketId } = await alice.call('predictions.propose', { body: { question, rules, closesAt, ...rest } })
    const params = { marketId }
    await operator.call('admin.predictions.review', { params, body: { approve: true, reason } })
    for (const [side, stake] of [
      ['yes', '2'],
      ['no', '1'],
    ] as const)
      await bob.call('predictions.bet', { params, body: { side, stake } })
    await bob.call('predictions.comment', { params, body: { text: 'It was slow on Monday.' } })
  }
  const draft = { question: 'Are there more than 50 models on Sunday?', rules: 'As /models says.', ...rest }
  await alice.call('predictions.propose', { body: { ...draft, closesAt: now + 9 * DAY } })
}

/** Every six hours one of the two sells a little to the other, at a price that wanders. */
async function market({ alice, bob, pass, hours }: Market): Promise<void> {
  const prices = [98, 99, 101, 100, 102, 104, 103, 101, 99, 97, 98, 100, 103, 102, 100]
  for (let step = 0; step < hours / 6; step++) {
    const price = `0.${String(prices[step % prices.length]).padStart(3, '0')}00`
    const quantity = String(12 + ((step * 7) % 30))
    const [seller, buyer] = step % 2 === 0 ? [alice, bob] : [bob, alice]
    await limit(seller, 'sell', [price, quantity])
    await limit(buyer, 'buy', [price, quantity])
    await pass(6 * 3_600_000)
  }
}

/** Both pools have lenders, of whom one has taken some out again; most of the CR is lent to bob's margin account. */
async function lend(alice: Visitor, bob: Visitor): Promise<void> {
  await alice.call('lending.lend', { body: { asset: 'CR', amount: '40' } })
  await bob.call('lending.lend', { body: { asset: 'CR', amount: '15' } })
  await alice.call('lending.lend', { body: { asset: 'LCO', amount: '120' } })
  await alice.call('lending.withdraw', { body: { asset: 'LCO', amount: '20' } })
  // Away from the best prices, so that a forced close of either's debt would find what it needs.
  await limit(alice, 'buy', ['0.09300', '500'])
  await limit(bob, 'sell', ['0.10900', '100'])
  const { terms } = await bob.call('margin.limits', {})
  await bob.call('margin.open', { body: { terms } })
  await bob.call('margin.transfer', { body: { direction: 'in', amount: '20' } })
  await bob.call('margin.borrow', { body: { asset: 'CR', amount: '36' } })
}

/** A long that owes credits and a short that owes LCO. */
async function onMargin({ alice, bob }: Pick<Market, 'alice' | 'bob'>): Promise<void> {
  const { terms } = await alice.call('margin.limits', {})
  for (const [who, amount] of [
    [alice, '8'],
    [bob, '12'],
  ] as const) {
    await who.call('margin.open', { body: { terms } })
    await who.call('margin.transfer', { body: { direction: 'in', amount } })
  }
  const margin = { borrow: true, repay: true }
  const order = { type: 'limit', timeInForce: 'ioc', margin } as const
  await limit(alice, 'sell', ['0.10050', '250'])
  // Without paying back: what is free would end the loan at once.
  const keeps = { margin: { ...margin, repay: false } }
  await bob.call('orders.place', { body: { ...order, ...keeps, side: 'buy', price: '0.10050', quantity: '250' } })
  await limit(bob, 'buy', ['0.10050', '60'])
  await alice.call('orders.place', { body: { ...order, side: 'sell', price: '0.10050', quantity: '60' } })
}

/** Deep enough on both sides for so long that the mark price lives, and a trade in its last minute. */
async function liveMark({ alice, bob, pass }: Omit<Market, 'hours'>): Promise<void> {
  await limit(alice, 'sell', ['0.10400', '500'])
  for (let step = 0; step < 7; step++) {
    if (step === 6) await limit(bob, 'buy', ['0.10200', '10'])
    await pass(50_000)
  }
}

interface Market {
  readonly alice: Visitor
  readonly bob: Visitor
  readonly pass: (ms: number) => Promise<unknown>
  readonly hours: number
}

/** Streamed and plain, well ended and failed. */
async function callsOfToday(url: string, key: string): Promise<void> {
  const model = 'sandbox-chat'
  for (const prompt of ['!reasoning Why?', '!cached Again', '!long 60 Tell me more', 'Hello'])
    await chat(url, key, { model, prompt, stream: true, max_tokens: 200 })
  await chat(url, key, { model, prompt: '!error 500' })
  await chat(url, key, { model })
}

/** More people, and keys in other states than usable. */
async function moreOf(operator: Visitor, alice: Visitor, url: string): Promise<void> {
  const reason = 'for the pictures'
  const [carol, dora] = [await new Visitor(url).signUp('carol'), await new Visitor(url).signUp('dora')]
  const [auditor, gone] = [await carol.call('me.get', {}), await dora.call('me.get', {})]
  const params = { account: auditor.account }
  await operator.call('admin.users.roles', { params, body: { roles: ['user', 'auditor'], reason } })
  await operator.call('admin.users.suspend', { params: { account: gone.account }, body: { suspended: true, reason } })
  await alice.call('keys.create', { body: { name: 'Nightly batch', budget: { total: '25', daily: '5' } } })
  const { keyId } = await alice.call('keys.create', { body: { name: 'old laptop' } })
  await alice.call('keys.revoke', { params: { keyId } })
}

/** Runs in each state that lasts; the id of one that is open and has spent some. */
async function runsOf(alice: Visitor, url: string): Promise<string> {
  const done = await alice.call('runs.open', { body: { budget: '1', name: 'Summaries' } })
  await chat(url, done.secret, { model: 'sandbox-chat', prompt: 'Sum it up', max_tokens: 50 })
  await alice.call('runs.close', { params: { runId: done.runId } })
  await alice.call('runs.open', { body: { budget: '3', name: 'Weekly report', expiresInSeconds: 604_800 } })
  const { runId, secret } = await alice.call('runs.open', {
    body: { budget: '0.05', name: 'Nightly triage', models: ['sandbox-chat', 'sandbox-embed'] },
  })
  for (let call = 0; call < 4; call++)
    await chat(url, secret, { model: 'sandbox-chat', prompt: '!long 60 Go on', max_tokens: 200 })
  await chat(url, secret, { model: 'sandbox-chat', prompt: '!error 500' })
  return String(runId)
}

async function placesOf({
  operator,
  alice,
  bob,
  url,
}: Omit<World, 'server' | 'dataDir' | 'places' | 'close'> & { url: string }) {
  const { items: calls } = await alice.call('calls.list', {})
  const { items: buybacks } = await alice.call('transparency.buybacks', {})
  const { account } = await bob.call('me.get', {})
  const link = await operator.call('admin.users.resetPassword', { params: { account }, body: {} })
  return {
    '/reset-password': link.url.slice(url.length),
    callId: calls.find(({ state }) => state === 'captured')?.callId ?? '',
    model: 'claude-sonnet-4-5',
    offeringId: '1',
    proposalId: '1',
    marketId: '1',
    buybackId: String(buybacks.find(({ bought }) => Number(bought) > 0)?.buybackId),
  }
}

async function publishLarge(operator: Visitor): Promise<void> {
  const { items } = await operator.call('admin.channels.list', {})
  await operator.call('admin.models.publish', {
    body: {
      channelId: items[0]?.channelId ?? 0,
      model: large,
      cost: [{ from: 0, rates: { calls: '20' } }],
      list: [{ from: 0, rates: { calls: '30' } }],
    },
  })
}

async function newKey(who: Visitor, name = 'agent'): Promise<string> {
  const { secret } = await who.call('keys.create', { body: { name, scopes: ['relay', 'read'] } })
  return secret
}

interface Ask {
  readonly model: string
  readonly prompt?: string
  readonly stream?: boolean
  readonly max_tokens?: number
}

async function chat(url: string, key: string, { prompt = 'Hi', ...more }: Ask): Promise<void> {
  const response = await fetch(`${url}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ max_tokens: 5, messages: [{ role: 'user', content: prompt }], ...more }),
  })
  const text = await response.text()
  if (!response.ok && !prompt.includes('!error')) throw new Error(`a call was refused: ${response.status} ${text}`)
}
