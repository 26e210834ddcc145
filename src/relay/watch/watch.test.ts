/** Claims about alerts, recent traffic and the quarantine. */
import { beforeEach, describe, expect, it } from 'vitest'
import type { Credits } from '../../base/money.ts'
import type { AccountId } from '../../engine/ledger/chart.ts'
import { migrate } from '../../sql/migrate.ts'
import { openLocal } from '../../sql/open.ts'
import { silentLog } from '../../telemetry/log.ts'
import { type RelayTables, relayMigrations } from '../channels/schema.ts'
import { type Alerts, openAlerts } from './alerts.ts'
import { createQuarantine } from './quarantine.ts'
import { findings, type Reading } from './rules.ts'
import { RecentTraffic } from './window.ts'

const quiet: Reading = {
  ...{ channels: [], tries: [], margins: [], unpriced: [], quarantined: 0, wars: [] },
  history: { lag: 0, failed: false },
  imbalance: { credits: 0, lco: 0 },
}
const MINUTE = 60_000
const ann = 1 as AccountId

describe('rules', () => {
  const rulesOf = (more: Partial<Reading>) =>
    findings({ ...quiet, ...more }).map(({ rule, subject }) => [rule, subject])

  it('find nothing wrong with a quiet instance', () => expect(findings(quiet)).toEqual([]))

  it('tell a channel that is down from one that lost some keys', () => {
    const of = (keys: number, paused: number) => rulesOf({ channels: [{ id: 3, name: 'up', keys, paused }] })
    expect([of(2, 0), of(2, 1), of(2, 2)]).toEqual([[], [['breaker_open', 'up']], [['channel_down', 'up']]])
  })

  it('want enough tries before they call an error rate high', () => {
    const of = (tries: number, failed: number) => rulesOf({ tries: [{ name: 'up', tries, failed }] })
    expect([of(19, 19), of(20, 3), of(20, 4)]).toEqual([[], [], [['error_rate_high', 'up']]])
  })

  it('tell a war pool that is worth more than the first ten earn, also when they earn nothing', () => {
    const of = (pool: number, margin: number) =>
      findings({ ...quiet, wars: [{ round: 3, pool: pool as Credits, margin: margin as Credits }] }).map(
        ({ rule, subject, value }) => [rule, subject, value],
      )
    expect([of(0, 0), of(500, 500), of(750, 500), of(1, 0)]).toEqual([
      [],
      [],
      [['war_pays_wash', '#3', '1.50']],
      [['war_pays_wash', '#3', '∞']],
    ])
  })

  it('tell models that lose money or have no price, a growing quarantine, history, an imbalance', () => {
    const margins = [
      { channel: 2, model: 'm', margin: -5 as Credits },
      { channel: 2, model: 'n', margin: 0 as Credits },
    ]
    expect(rulesOf({ margins, unpriced: ['x'], quarantined: 5 })).toEqual([
      ['margin_negative', '2/m'],
      ['model_unpriced', 'x'],
      ['quarantine_growing', ''],
    ])
    expect(rulesOf({ history: { lag: 20_001, failed: false } })).toEqual([['history_lagging', '']])
    expect(rulesOf({ history: { lag: 0, failed: true }, margins: null, quarantined: null })).toEqual([
      ['history_stopped', ''],
    ])
    expect(findings({ ...quiet, imbalance: { credits: 1, lco: 0 } })).toMatchObject([
      { rule: 'ledger_imbalance', severity: 'critical' },
    ])
  })
})

describe('recent traffic', () => {
  it('forgets tries after ten minutes and unpriced models after an hour, and leaves out what callers did wrong', () => {
    let now = 1_000 * MINUTE
    const recent = new RecentTraffic(() => now)
    recent.delivered('up')
    recent.failed('up', 'upstream_timeout')
    recent.failed('up', 'upstream_refused')
    recent.unpriced('m')
    expect(recent.tries()).toEqual([{ name: 'up', tries: 2, failed: 1 }])
    now += 5 * MINUTE
    recent.delivered('up')
    expect(recent.tries()).toEqual([{ name: 'up', tries: 3, failed: 1 }])
    now += 6 * MINUTE
    expect(recent.tries()).toEqual([{ name: 'up', tries: 1, failed: 0 }])
    now += 50 * MINUTE
    expect([recent.tries(), recent.unpricedModels()]).toEqual([[], []])
  })
})

describe('alerts', () => {
  let db: ReturnType<typeof openLocal<RelayTables>>
  let now = 0
  let reading = quiet
  let alerts: Alerts
  const open = () => openAlerts({ db, read: async () => reading, now: () => now, log: silentLog })
  beforeEach(async () => {
    db = openLocal<RelayTables>({ file: ':memory:' })
    await migrate<RelayTables>(db, relayMigrations)
    now = 1_000_000
    reading = { ...quiet, unpriced: ['m'] }
    alerts = await open()
    await alerts.evaluate()
  })

  it('are one episode while they last, over restarts too, and another after they ended', async () => {
    const [first] = alerts.firing()
    expect(first).toMatchObject({ rule: 'model_unpriced', subject: 'm', since: 1_000_000, acknowledged: null })
    now += 30_000
    reading = quiet
    await alerts.evaluate()
    reading = { ...quiet, unpriced: ['m'] }
    await alerts.evaluate()
    expect(alerts.firing()).toMatchObject([{ id: first?.id, lastAt: 1_030_000 }])
    alerts = await open()
    expect(alerts.firing()).toMatchObject([{ id: first?.id }])
    reading = quiet
    now += 60_000
    await alerts.evaluate()
    expect(alerts.firing()).toEqual([])
    expect(await alerts.ended()).toMatchObject([{ id: first?.id, endedAt: now }])
    reading = { ...quiet, unpriced: ['m'] }
    await alerts.evaluate()
    expect(alerts.firing()[0]?.id).not.toBe(first?.id)
  })

  it('stay acknowledged until they end', async () => {
    const [first] = alerts.firing()
    const told = await alerts.acknowledge(first?.id ?? 0, { by: ann, note: 'on it' })
    expect(told).toMatchObject({ acknowledged: { at: now, by: ann, note: 'on it' } })
    await alerts.evaluate()
    expect((await open()).firing()).toMatchObject([{ acknowledged: { by: ann } }])
    expect(await alerts.acknowledge(4_711, { by: ann, note: null })).toBeUndefined()
  })
})

describe('the quarantine', () => {
  it('keeps what was reported and who looked at it, whichever comes first', async () => {
    const db = openLocal<RelayTables>({ file: ':memory:' })
    await migrate<RelayTables>(db, relayMigrations)
    let now = 5_000
    const quarantine = createQuarantine({ db, now: () => now, log: silentLog })
    await quarantine.review('late', { by: ann, note: 'known' })
    quarantine.note('late', '{"input_tokens":-5}')
    quarantine.note('open', '{}')
    await new Promise((resolve) => setTimeout(resolve, 20))
    const kept = await quarantine.of(['late', 'open', 'other'])
    expect(kept.get('late')).toEqual({ reported: '{"input_tokens":-5}', review: { at: 5_000, by: ann, note: 'known' } })
    expect(kept.get('open')).toEqual({ reported: '{}', review: null })
    expect([kept.has('other'), await quarantine.reviewed()]).toEqual([false, 1])
    now += 401 * 86_400_000
    await quarantine.sweep()
    expect((await quarantine.of(['late'])).size).toBe(0)
  })
})
