/** Compute Wars at their edges: ties, reviews, choices in time and too late, grants used up, ended under open calls. Long: weeks pass. */
import type { Credits } from '../../../src/base/money.ts'
import type { Prng } from '../../../src/base/prng.ts'
import type { InputOf } from '../../../src/engine/command.ts'
import type { AccountId } from '../../../src/engine/ledger/chart.ts'
import { flatRates } from '../../../src/engine/metering/rates.ts'
import type { Driver } from '../driver.ts'
import { facts } from '../random-session.ts'
import { HOUR, travel } from '../time.ts'
import { anybody, calm, type Edge, nextWeekday, setTo, topUp, travelTo } from './edge.ts'

const reason = 'a public reason'

function authorize(driver: Driver, account: AccountId, output: number): string {
  const callId = `war-${driver.journal.length}`
  const { cardId } = driver.do('card.publish', {
    channel: 11,
    model: 'war',
    list: flatRates({ output: 1_000_003 }),
    cost: flatRates({ output: 400_001 }),
    eligible: true,
  })
  const bound = [0, 0, 0, 0, 0, 0, output]
  const call: InputOf<'call.authorize'> = { bootId: 'war', callId, account, keyId: null, cardIds: [cardId], bound }
  driver.try('call.authorize', { ...call, job: { until: (driver.now + 20 * 24 * HOUR) as never } })
  return callId
}

function capture(driver: Driver, callId: string, output: number): void {
  const [cardId] = driver.engine.state.holds.get(callId)?.cardIds ?? []
  if (cardId === undefined) return
  const usage = [0, 0, 0, 0, 0, 0, output]
  driver.try('call.capture', { callId, cardId, usage, facts, unrecovered: [] })
}

function call(driver: Driver, account: AccountId, output: number): void {
  topUp(driver, account, output * 3)
  capture(driver, authorize(driver, account, output), output)
}

/** Several play, some to the same score. */
const play: Edge = (driver, random) => {
  calm(driver)
  for (const product of ['mining', 'relay'] as const)
    driver.try('switch.set', { product, on: true, reason, actor: 1 as AccountId })
  const same = 1 + random.below(400_000)
  for (let i = 0; i < 6; i++) call(driver, anybody(random), random.pick([same, same, 2 * same, 1]))
}

function review(driver: Driver, random: Prng): void {
  const rows = driver.engine.state.wars.settling?.standings ?? []
  for (let i = random.below(4); i > 0; i--) {
    const account = random.pick([anybody(random), ...rows.map((row) => row.account)])
    const type = random.pick(['wars.exclude', 'wars.exclude', 'wars.include'] as const)
    driver.try(type, { account, reason, actor: 1 as AccountId })
  }
}

function choose(driver: Driver, random: Prng): void {
  const champion = driver.engine.state.wars.settling?.champion?.account ?? anybody(random)
  const perk = random.pick(['free_calls', 'free_calls', 'unlimited'] as const)
  driver.try('wars.choose', { account: random.chance(90) ? champion : anybody(random), perk })
}

/** Calls of whoever has a grant: some end before it, some after it, one is a little more than it has. */
function spend(driver: Driver, random: Prng): void {
  const [perk] = driver.engine.state.wars.perks
  if (!perk) return
  const { account, left } = perk
  const most = Math.max(1, left)
  const open = authorize(driver, account, Math.floor(most / 3) + 1)
  const more = authorize(driver, account, most)
  if (random.chance(50)) driver.try('call.extend', { callId: open, bound: [0, 0, 0, 0, 0, 0, most] })
  if (random.chance(70)) capture(driver, open, random.pick([1, Math.floor(most / 4), most, 2 * most]))
  if (random.chance(50)) driver.try('call.release', { callId: more, facts, unrecovered: [] })
  if (random.chance(50)) capture(driver, more, Math.floor(most / 2))
}

/** A round from its last hour to the end of its champion's perk. */
const round: Edge = (driver, random) => {
  setTo(driver, 'wars.review', random.pick([HOUR, 48 * HOUR, 96 * HOUR]))
  setTo(driver, 'wars.promoCap', random.pick([0, 1_000, 1_000_000_000]))
  driver.try('treasury.fund', { amount: (1 + random.below(2_000_000)) as Credits, reason })
  play(driver, random)
  travelTo(driver, random, nextWeekday(driver, 1))
  play(driver, random)
  review(driver, random)
  travel(driver, random.pick([HOUR, 47 * HOUR, 48 * HOUR]))
  review(driver, random)
  travel(driver, random.pick([HOUR, 12 * HOUR, 50 * HOUR]))
  choose(driver, random)
  spend(driver, random)
  travel(driver, random.pick([HOUR, 47 * HOUR]))
  spend(driver, random)
  calm(driver)
}

export const warEdges: readonly Edge[] = [play, round, round]
