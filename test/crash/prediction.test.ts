/** The whole server killed while it pays a decided market: every bet is paid exactly once. */
import { cpSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { prng } from '../../src/base/prng.ts'
import { scaled } from '../scale.ts'
import { ServerProcess, temporaryDir, type Visitor } from '../server-process.ts'
import { coinsOf, DAY, openMarket, openPredictors, type Predictors, START } from '../story/predictors.ts'

/** More than one piece of payment. */
const BETS = 1_200
const KILLS = scaled(40, 2)
/** Before the outcome is final. */
const LEFT_MS = 1_000

const random = prng(20_261_130)
const dir = temporaryDir()
const dirs: ReturnType<typeof temporaryDir>[] = [dir]
let world: Predictors
let marketId: number

beforeAll(async () => {
  world = await openPredictors(dir.path)
  const { operator, people, server } = world
  await operator.call('admin.parameters.set', {
    params: { key: 'prediction.bets' },
    body: { value: '10000', reason: 'many bets' },
  })
  marketId = await openMarket(world)
  const bettors = [people.ann, people.bob, people.cat]
  for (let i = 0; i < BETS; i += 30) {
    const some = Array.from({ length: 30 }, (_, j) => i + j)
    await Promise.all(some.map((n) => bet(bettors[n % 3] as Visitor, n % 7 < 3 ? 'yes' : 'no', n)))
  }
  await operator.call('admin.clock.advance', { body: { advanceMs: 7 * DAY + 60_000 } })
  const claim = { outcome: 'no', evidence: 'It said no.' } as const
  await people.first.call('predictions.claim', { params: { marketId }, body: claim })
  await operator.call('admin.clock.advance', { body: { advanceMs: DAY - LEFT_MS } })
  await server.stop()
})
afterAll(async () => {
  await world?.server.stop()
  for (const one of dirs) one.remove()
})

const bet = (who: Visitor, side: 'yes' | 'no', n: number) =>
  who.call('predictions.bet', { params: { marketId }, body: { side, stake: `${1 + (n % 5)}.${n % 10}` } })

async function copy(): Promise<{ readonly dataDir: string; readonly server: ServerProcess }> {
  const made = temporaryDir()
  dirs.push(made)
  cpSync(dir.path, made.path, { recursive: true })
  return { dataDir: made.path, server: await ServerProcess.start({ dataDir: made.path, clock: START }) }
}

const settle = (server: ServerProcess) =>
  world.operator.at(server.url).call('admin.clock.advance', { body: { advanceMs: LEFT_MS + 60_000 } })

/** What the market has come to, by core and history. */
async function told(server: ServerProcess) {
  const { ann, bob, cat, prop, first } = world.people
  const everybody = [ann, bob, cat, prop, first].map((one) => one.at(server.url))
  const { status, result } = await ann.at(server.url).call('predictions.get', { params: { marketId } })
  const supply = await ann.at(server.url).call('transparency.supply', {})
  const bets: string[] = []
  let cursor: string | undefined
  do {
    const query = { limit: 200, ...(cursor === undefined ? {} : { cursor }) }
    const page = await ann.at(server.url).call('predictions.bets', { params: { marketId }, query })
    bets.push(...page.items.map(({ betId, payout, fee }) => `${betId} ${payout} ${fee}`))
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined)
  const coins = await Promise.all(everybody.map(coinsOf))
  return { status, outcome: result?.outcome, coins, bets, burned: supply.burned, markets: supply.held.markets }
}

test('killed at any moment of the settlement, it ends as it would have ended, to the unit', async () => {
  const whole = await copy()
  await settle(whole.server)
  const expected = await told(whole.server)
  await whole.server.stop()
  expect(expected).toMatchObject({ status: 'paid', outcome: 'no', markets: '0.00000000' })
  expect(expected.bets).toHaveLength(BETS)
  for (let kill = 0; kill < KILLS; kill++) {
    const { dataDir, server } = await copy()
    const settling = settle(server).catch(() => undefined)
    await new Promise((resolve) => setTimeout(resolve, random.below(150)))
    await server.kill()
    await settling
    const again = await ServerProcess.start({ dataDir, clock: START })
    await settle(again)
    expect(await told(again), `kill ${kill}`).toEqual(expected)
    await again.stop()
  }
})
