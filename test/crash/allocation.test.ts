/** The whole server killed while an offering is allocated, and while it ends: quotas and coins are those of a run without, once. */
import { cpSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { prng } from '../../src/base/prng.ts'
import { DAY, HOUR, Launch, START } from '../launch.ts'
import { scaled } from '../scale.ts'
import { ServerProcess, temporaryDir, type Visitor } from '../server-process.ts'

const KILLS = scaled(40)
const random = prng(20_261_202)
const dirs = [temporaryDir()]
let holders: readonly Visitor[]
let operator: Visitor
let offeringId: number
let end: number

beforeAll(async () => {
  const launch = await Launch.open((dirs[0] as (typeof dirs)[number]).path)
  operator = launch.operator
  holders = [(await launch.holder('ann')).visitor, (await launch.holder('ben')).visitor]
  offeringId = await launch.announce('1000')
  await launch.pass(DAY)
  for (const [i, one] of holders.entries())
    await one.call('offerings.lock', { params: { offeringId }, body: { amount: String(1_000 * (i + 1)) } })
  await launch.pass(72 * HOUR - 1_000)
  end = (await launch.now()) + 1_000
  await launch.server.stop()
})
afterAll(() => {
  for (const dir of dirs) dir.remove()
})

async function copy(): Promise<{ readonly dataDir: string; readonly server: ServerProcess }> {
  const dir = temporaryDir()
  dirs.push(dir)
  cpSync((dirs[0] as (typeof dirs)[number]).path, dir.path, { recursive: true })
  return { dataDir: dir.path, server: await ServerProcess.start({ dataDir: dir.path, clock: START }) }
}

/** Moves the clock to a time, however far a killed attempt has brought it. */
async function reach(url: string, at: number): Promise<void> {
  const { now } = await operator.at(url).call('status.get', {})
  if (now < at) await operator.at(url).call('admin.clock.advance', { body: { advanceMs: at - now } })
}

async function told({ url }: ServerProcess) {
  const { acts, phase, unallocated } = await operator.at(url).call('offerings.get', { params: { offeringId } })
  const shares = await operator.at(url).call('offerings.allocation', { params: { offeringId }, query: {} })
  const coins = await Promise.all(holders.map(async (one) => (await one.at(url).call('me.balances', {})).lco))
  return { acts, phase, unallocated, shares, coins }
}

test(`after ${KILLS} kills at the allocation and as many at the end everything has happened once`, async () => {
  const whole = await copy()
  await reach(whole.server.url, end)
  const allocated = await told(whole.server)
  await reach(whole.server.url, end + 30 * DAY)
  const ended = await told(whole.server)
  await whole.server.stop()
  expect([allocated.phase, allocated.unallocated]).toEqual(['active', '600.000000'])
  expect(ended.coins.map(({ imo }) => imo)).toEqual(['0.00000000', '0.00000000'])

  let { dataDir, server } = await copy()
  for (const [at, expected] of [
    [end, allocated],
    [end + 30 * DAY, ended],
  ] as const) {
    for (let kill = 0; kill < Math.ceil(KILLS / 2); kill++) {
      const moved = reach(server.url, at).catch(() => undefined)
      await new Promise((resolve) => setTimeout(resolve, random.below(15)))
      await server.kill()
      await moved
      server = await ServerProcess.start({ dataDir, clock: START })
    }
    await reach(server.url, at)
    expect(await told(server)).toEqual(expected)
  }
  expect(await server.stop()).toBe(0)
})
