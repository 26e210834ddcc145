/** Runs at the edges of envelope, parent's budget and time, with calls that go on beyond their close. */
import type { Credits, Millis } from '../../../src/base/money.ts'
import type { CardId, InputOf, KeyId } from '../../../src/engine/command.ts'
import { flatRates } from '../../../src/engine/metering/rates.ts'
import { facts } from '../random-session.ts'
import { around, type Edge, newcomer, topUp, travelTo } from './edge.ts'

const MINUTE = 60_000

/** One account, one dear card, a run of so much, calls around what is left in it. */
const envelope: Edge = (driver, random) => {
  const account = newcomer(driver)
  const rates = flatRates({ output: 1_000_000 })
  const terms = { channel: 11, model: 'run', list: rates, cost: rates, eligible: random.chance(50) }
  const { cardId } = driver.do('card.publish', terms)
  topUp(driver, account, 5_000)
  const hash = (n: number): string => (driver.journal.length * 10 + n).toString(16).padStart(64, 'd')
  const budget = { total: 4_000 as Credits, daily: random.chance(50) ? (3_000 as Credits) : null, monthly: null }
  const owner = random.chance(70) ? driver.do('key.create', { account, hash: hash(0), expiresAt: null, budget }) : null
  const parent = owner?.keyId ?? null
  const expiresAt = (driver.now + random.pick([1, MINUTE, MINUTE])) as Millis
  const size = random.pick([1_000, 3_000, 3_001, 4_000, 5_000, 5_001])
  const opened = driver.try('run.open', { account, parent, hash: hash(1), budget: size as Credits, expiresAt })
  const key = (opened.ok ? opened.result.keyId : parent) as KeyId | null
  driver.try('run.open', { account, parent: key, hash: hash(2), budget: 1 as Credits, expiresAt })
  const calls = Array.from({ length: 5 }, (_, i): InputOf<'call.authorize'> => {
    const bound = [0, 0, 0, 0, 0, 0, random.pick([400, 900, size, Math.max(1, size + around(random))])]
    const callId = `run-${driver.journal.length}-${i}`
    const job = random.chance(30) ? { job: { until: (driver.now + 2 * MINUTE) as Millis } } : {}
    return { bootId: 'edge', callId, account, keyId: key, cardIds: [cardId], bound, ...job }
  })
  for (const call of calls) driver.try('call.authorize', call)
  if (random.chance(40) && key !== null) driver.try('key.revoke', { account, keyId: key })
  if (random.chance(20) && parent !== null) driver.try('key.revoke', { account, keyId: parent })
  if (random.chance(60)) travelTo(driver, random, expiresAt)
  if (random.chance(30)) driver.restart()
  for (const { callId, bound } of calls) {
    const percent = random.pick([0, 50, 100, 101, 300])
    const usage = bound.map((count) => Math.floor((count * percent) / 100))
    if (random.chance(20)) driver.try('call.extend', { callId, bound: bound.map((count) => count + 50) })
    if (random.chance(70))
      driver.try('call.capture', { callId, cardId: cardId as CardId, usage, facts, unrecovered: [] })
    else if (random.chance(50)) driver.try('call.release', { callId, facts, unrecovered: [] })
  }
  if (random.chance(50)) travelTo(driver, random, driver.now + 3 * MINUTE)
}

export const runEdges: readonly Edge[] = [envelope]
