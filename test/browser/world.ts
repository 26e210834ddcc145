/** A lived-in exchange for looking at pages: two users with calls, orders, fills and a stake, a closed week, a buyback and a burn. All through the API. */
import { admin, ServerProcess, temporaryDir, Visitor } from '../server-process.ts'

const DAY = 86_400_000
/** A Monday. */
const START = '2026-01-05T00:00:00Z'

export interface World {
  readonly server: ServerProcess
  readonly operator: Visitor
  readonly alice: Visitor
  readonly bob: Visitor
  /** What stands for `$name` in the address of a page, and the address of one that needs more than its path. */
  readonly places: Readonly<Record<string, string>>
  close(): Promise<void>
}

export async function openWorld(): Promise<World> {
  const dir = temporaryDir()
  const server = await ServerProcess.start({ dataDir: dir.path, clock: START })
  const close = async (): Promise<void> => {
    await server.stop()
    dir.remove()
  }
  try {
    return { server, close, ...(await live(server.url)) }
  } catch (error) {
    await close()
    throw error
  }
}

const limit = (who: Visitor, side: 'buy' | 'sell', [price, quantity]: readonly [string, string]) =>
  who.call('orders.place', { body: { type: 'limit', side, price, quantity } })

async function live(url: string): Promise<Pick<World, 'operator' | 'alice' | 'bob' | 'places'>> {
  const operator = await new Visitor(url).signIn(admin)
  const alice = await new Visitor(url).signUp('alice')
  const bob = await new Visitor(url).signUp('bob')
  const pass = (ms: number) => operator.call('admin.clock.advance', { body: { advanceMs: ms } })
  await publishLarge(operator)
  const keys = [await newKey(alice), await newKey(bob)]
  for (let day = 0; day < 3; day++) {
    for (const who of [alice, bob]) await who.call('faucet.draw', { body: { amount: '100' } })
    for (let call = 0; call < 3; call++) await Promise.all(keys.map((key) => chat(url, key, 'sandbox-chat-large')))
    await pass(DAY)
  }
  await alice.call('stake.add', { body: { amount: '1000' } })
  await limit(alice, 'sell', ['0.10000', '500'])
  await limit(bob, 'buy', ['0.10000', '200'])
  await pass(7.5 * DAY)
  for (const who of [alice, bob]) await who.call('faucet.draw', { body: { amount: '100' } })
  await limit(bob, 'buy', ['0.09900', '800'])
  for (const ask of ['0.10100', '0.10200', '0.10300']) await limit(alice, 'sell', [ask, '200'])
  await limit(bob, 'buy', ['0.10000', '50'])
  await pass(2 * DAY)
  await alice.call('stake.remove', { body: { amount: '100' } })
  await chat(url, keys[0] ?? '', 'sandbox-chat')
  const { items: calls } = await alice.call('calls.list', {})
  const { items: buybacks } = await alice.call('transparency.buybacks', {})
  const { account } = await bob.call('me.get', {})
  const link = await operator.call('admin.users.resetPassword', { params: { account }, body: {} })
  const places = {
    '/reset-password': link.url.slice(url.length),
    callId: calls[0]?.callId ?? '',
    model: 'sandbox-chat',
    buybackId: String(buybacks.find(({ bought }) => Number(bought) > 0)?.buybackId),
  }
  return { operator, alice, bob, places }
}

async function publishLarge(operator: Visitor): Promise<void> {
  const { items } = await operator.call('admin.channels.list', {})
  await operator.call('admin.models.publish', {
    body: {
      channelId: items[0]?.channelId ?? 0,
      model: 'sandbox-chat-large',
      cost: [{ from: 0, rates: { calls: '20' } }],
      list: [{ from: 0, rates: { calls: '30' } }],
    },
  })
}

async function newKey(who: Visitor): Promise<string> {
  const { secret } = await who.call('keys.create', { body: { name: 'agent', scopes: ['relay', 'read'] } })
  return secret
}

async function chat(url: string, key: string, model: string): Promise<void> {
  const response = await fetch(`${url}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model, max_tokens: 5, messages: [{ role: 'user', content: 'Hi' }] }),
  })
  if (!response.ok) throw new Error(`a call was refused: ${response.status} ${await response.text()}`)
  await response.text()
}
