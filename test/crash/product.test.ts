/** The whole server killed with SIGKILL under load, again and again: what customers were told is still true, once, and the sums hold. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { prng } from '../../src/base/prng.ts'
import { decodePayload } from '../../src/journal/codec.ts'
import { openSqliteReader } from '../../src/journal/sqlite/reader.ts'
import { sha256 } from '../../src/sequencer/digest.ts'
import { recover } from '../../src/sequencer/replay.ts'
import { Caller } from '../product/caller.ts'
import { Refused, Witness } from '../product/witness.ts'
import { scaled } from '../scale.ts'
import { admin, ServerProcess, temporaryDir, Visitor } from '../server-process.ts'

const KILLS = scaled(1_000)
/** Two servers side by side keep two processors busy: a life is mostly starting. */
const TRACKS = 2
const CUSTOMERS = 3
/** Requests at a time of each customer; the lowest tier allows ten calls. */
const WORKERS = 3
const PATIENCE_MS = 120_000 + KILLS * 15_000

interface Track {
  readonly dir: ReturnType<typeof temporaryDir>
  readonly witnesses: readonly Witness[]
  readonly operator: Visitor
  readonly seed: number
  kills: number
}

const tracks: Track[] = []
let broken = false

beforeAll(async () => {
  const runs = Array.from({ length: TRACKS }, (_, seed) =>
    runTrack(seed + 1).catch((error: unknown) => {
      broken = true
      throw error
    }),
  )
  // No track is left running when another fails.
  for (const run of await Promise.allSettled(runs)) if (run.status === 'rejected') throw run.reason
}, PATIENCE_MS)

afterAll(() => {
  for (const { dir } of tracks) dir.remove()
})

async function runTrack(seed: number): Promise<void> {
  const dir = temporaryDir()
  const first = await ServerProcess.start({ dataDir: dir.path })
  const track: Track = { dir, ...(await settled(first, seed)), seed, kills: 0 }
  tracks.push(track)
  await first.kill()
  const random = prng(seed)
  while (!broken && track.kills < KILLS / TRACKS) {
    if (random.chance(15)) await ServerProcess.killedWhileStarting({ dataDir: dir.path }, random.below(1_500))
    else {
      const server = await ServerProcess.start({ dataDir: dir.path })
      await life(track, server).finally(() => server.kill())
    }
    track.kills += 1
  }
}

/** Customers with coins, credits and keys; and a model dear enough to mine some. */
async function settled(server: ServerProcess, seed: number): Promise<Pick<Track, 'witnesses' | 'operator'>> {
  const operator = await new Visitor(server.url).signIn(admin)
  const { items: channels } = await operator.call('admin.channels.list', {})
  await operator.call('admin.models.publish', {
    body: {
      channelId: channels[0]?.channelId ?? 0,
      model: 'sandbox-chat-large',
      cost: [{ from: 0, rates: { calls: '20' } }],
      list: [{ from: 0, rates: { calls: '30' } }],
    },
  })
  const witnesses = await Promise.all(
    Array.from({ length: CUSTOMERS }, async (_, i) => {
      const visitor = await new Visitor(server.url).signUp(`customer${i}`)
      await visitor.call('faucet.draw', { body: { amount: '90' } })
      const { secret } = await visitor.call('keys.create', {
        body: { name: 'load', scopes: ['relay', 'read', 'trade', 'earn', 'wallet'] },
      })
      const caller = new Caller(server.url, secret)
      const { status } = await caller.chat('Mine', { model: 'sandbox-chat-large', max_tokens: 5 })
      expect(status).toBe(200)
      return new Witness(`c${i}`, { visitor, caller, random: prng(seed * 100 + i) })
    }),
  )
  return { operator, witnesses }
}

/** What was open is asked for again, some of what was acknowledged is compared; then load until the kill. */
async function life({ witnesses, operator, seed, kills }: Track, server: ServerProcess): Promise<void> {
  const random = prng(seed * 1_000_003 + kills)
  const holds = await operator.at(server.url).call('admin.holds', {})
  expect(holds.items, 'holds of the dead boot').toEqual([])
  for (const witness of witnesses) {
    witness.moveTo(server.url)
    await witness.settle()
    expect(witness.unanswered).toBe(0)
    const repeated = await witness.repeat()
    expect(repeated?.again).toEqual(repeated?.first)
  }
  let steps = 5 + random.below(60)
  let dead = false
  const work = async (witness: Witness): Promise<void> => {
    while (!dead) {
      try {
        await witness.step()
      } catch (error) {
        if (!dead || error instanceof Refused) throw error
        return
      }
      steps -= 1
      if (steps > 0 || dead) continue
      dead = true
      await server.kill()
    }
  }
  const workers = witnesses.flatMap((witness) => Array.from({ length: WORKERS }, () => work(witness)))
  await Promise.all(workers)
}

interface Journalled {
  readonly keys: Map<string, number>
  readonly captures: Map<string, number>
}

/** How often each retry id and each captured call is in the journal. */
async function journalled(dir: string): Promise<Journalled> {
  const found: Journalled = { keys: new Map(), captures: new Map() }
  const count = (counts: Map<string, number>, id: string): unknown => counts.set(id, (counts.get(id) ?? 0) + 1)
  const journal = openSqliteReader(dir)
  for await (const group of journal.read(0)) {
    for (const { type, input, idem } of decodePayload(group.payload, group.format)) {
      if (idem) count(found.keys, idem.key)
      if (type === 'call.capture' && 'callId' in input) count(found.captures, input.callId)
    }
  }
  await journal.close()
  return found
}

const micro = (amount: string): number => Math.round(Number(amount) * 1e6)
const units = (amount: string): number => Math.round(Number(amount) * 1e8)

/** Every page of a list. */
async function all<T>(
  page: (cursor: string | undefined) => Promise<{ readonly items: readonly T[]; readonly nextCursor: string | null }>,
): Promise<T[]> {
  const items: T[] = []
  let cursor: string | undefined
  do {
    const answer = await page(cursor)
    items.push(...answer.items)
    cursor = answer.nextCursor ?? undefined
  } while (cursor !== undefined)
  return items
}

/** The last life: everything is answered, everything is compared. */
describe(`after ${KILLS} kills`, () => {
  const servers: ServerProcess[] = []

  beforeAll(async () => {
    for (const track of tracks) {
      const server = await ServerProcess.start({ dataDir: track.dir.path })
      servers.push(server)
      for (const witness of track.witnesses) {
        witness.moveTo(server.url)
        await witness.settle()
      }
    }
  })
  afterAll(async () => {
    for (const server of servers) await server.kill()
  })

  const everyone = (): Witness[] => tracks.flatMap(({ witnesses }) => witnesses)

  it('gives every acknowledged request its first result again, and books nothing for it', async () => {
    const before = await Promise.all(everyone().map(({ visitor }) => visitor.call('me.balances', {})))
    let compared = 0
    for (const witness of everyone()) {
      for (const noted of witness.acknowledged.filter(() => compared++ % 4 === 0)) {
        const repeated = await witness.repeat(noted)
        expect(repeated?.again, noted.id).toEqual(repeated?.first)
      }
    }
    const after = await Promise.all(everyone().map(({ visitor }) => visitor.call('me.balances', {})))
    expect(after.map(({ credits, lco }) => [credits, lco])).toEqual(before.map(({ credits, lco }) => [credits, lco]))
    expect(compared).toBeGreaterThan(KILLS * 8)
  })

  it('has every acknowledged call with the cost that was told, and released what no process finished', async () => {
    let aborted = 0
    for (const witness of everyone()) {
      const calls = await all((cursor) =>
        witness.visitor.call('calls.list', { query: { limit: 200, ...(cursor ? { cursor } : {}) } }),
      )
      const byId = new Map(calls.map((call) => [call.callId, call]))
      expect(byId.size).toBe(calls.length)
      const told = new Map(witness.costs)
      for (const { kind, result } of witness.acknowledged) {
        if (kind !== 'call' && kind !== 'stream') continue
        const { callId, cost } = result as { callId: string; cost: string }
        expect(told.get(callId) ?? cost).toBe(cost)
        told.set(callId, cost)
      }
      for (const [callId, cost] of told) expect(byId.get(callId)).toMatchObject({ state: 'captured', charged: cost })
      for (const { state, charged } of calls) if (state !== 'captured') expect(charged).toBe('0.000000')
      aborted += calls.filter(({ state }) => state === 'aborted').length
    }
    expect(aborted, 'calls cut by the kills').toBeGreaterThan(KILLS / 10)
  })

  it('has every acknowledged order once, canceled when that was acknowledged', async () => {
    for (const witness of everyone()) {
      const orders = await all((cursor) =>
        witness.visitor.call('orders.list', { query: { limit: 200, ...(cursor ? { cursor } : {}) } }),
      )
      const ids = orders.map(({ clientOrderId }) => clientOrderId)
      expect(new Set(ids).size).toBe(ids.length)
      const byId = new Map(orders.map((order) => [order.clientOrderId, order]))
      for (const { kind, id } of witness.acknowledged) if (kind === 'order') expect(byId.has(id), id).toBe(true)
      for (const id of witness.canceled) expect(byId.get(id)?.status, id).toBe('canceled')
    }
  })

  it('has every key that was shown, and each still opens the door', async () => {
    for (const witness of everyone()) {
      const keys = await all((cursor) =>
        witness.visitor.call('keys.list', { query: { limit: 200, ...(cursor ? { cursor } : {}) } }),
      )
      const ids = keys.map(({ keyId }) => keyId)
      expect(new Set(ids).size).toBe(ids.length)
      for (const keyId of witness.keys.keys()) expect(ids).toContain(keyId)
    }
    for (const [index, { witnesses }] of tracks.entries()) {
      for (const [keyId, secret] of witnesses.flatMap(({ keys }) => [...keys])) {
        const { json } = await new Caller(servers[index]?.url ?? '', secret).send('/api/v1/me')
        expect(json).toMatchObject({ keyId })
      }
    }
  })

  it('shows ledgers that sum to the balances, faucet draws that sum to what was acknowledged, and no imbalance', async () => {
    for (const witness of everyone()) {
      const entries = await all((cursor) =>
        witness.visitor.call('ledger.list', { query: { limit: 200, ...(cursor ? { cursor } : {}) } }),
      )
      const sums = new Map<string, number>()
      for (const { purpose, asset, amount } of entries.flatMap(({ postings }) => postings)) {
        const name = `${purpose}:${asset}`
        sums.set(name, (sums.get(name) ?? 0) + (asset === 'CR' ? micro(amount) : units(amount)))
      }
      const { credits, lco } = await witness.visitor.call('me.balances', {})
      expect(credits.hold).toBe('0.000000')
      for (const purpose of ['available', 'order', 'hold'] as const)
        expect(sums.get(`${purpose}:CR`) ?? 0, purpose).toBe(micro(credits[purpose]))
      for (const purpose of ['available', 'order', 'staked', 'unbonding'] as const)
        expect(sums.get(`${purpose}:LCO`) ?? 0, purpose).toBe(units(lco[purpose]))
      const draws = entries.filter(({ kind }) => kind === 'faucet').length
      const acknowledged = witness.acknowledged.filter(({ kind }) => kind === 'faucet').length
      expect(draws - 1).toBe(acknowledged)
    }
    for (const [index, { operator }] of tracks.entries()) {
      const overview = await operator.at(servers[index]?.url ?? '').call('admin.overview', {})
      expect(overview.imbalance).toEqual({ credits: '0.000000', lco: '0.00000000' })
      expect(overview.holds).toEqual({ open: 0, total: '0.000000' })
    }
  })

  it('journalled everything once, and replays from the beginning to the state it recorded', async () => {
    for (const server of servers) await server.kill()
    for (const { dir, witnesses } of tracks) {
      const { keys, captures } = await journalled(dir.path)
      expect([...keys].filter(([, times]) => times !== 1)).toEqual([])
      expect([...captures].filter(([, times]) => times !== 1)).toEqual([])
      for (const { acknowledged, costs } of witnesses) {
        for (const callId of costs.keys()) expect(captures.has(callId), callId).toBe(true)
        for (const { kind, id } of acknowledged) {
          if (kind !== 'call' && kind !== 'stream') expect(keys.has(id), id).toBe(true)
        }
      }
      const journal = openSqliteReader(dir.path)
      const options = { simulation: true }
      const engine = await recover({ journal, options, fromGenesis: true })
      engine.audit()
      expect((await recover({ journal, options })).stateHash(sha256)).toBe(engine.stateHash(sha256))
      await journal.close()
    }
  })
})
