/** Random offerings, locks, tiers and calls: every quota against a plain recomputation from the commands, everything audited and restored. */
import { expect, test } from 'vitest'
import type { Credits, Lco, Millis } from '../../src/base/money.ts'
import type { Prng } from '../../src/base/prng.ts'
import type { UnbondingId } from '../../src/engine/command.ts'
import { Engine } from '../../src/engine/engine.ts'
import type { OfferingId } from '../../src/engine/launchpad/offering.ts'
import { type AccountId, U } from '../../src/engine/ledger/chart.ts'
import { scaled } from '../scale.ts'
import { replay, seeded, sha256 } from './driver.ts'
import { COIN, CR, DAY, HOUR, LaunchpadWorld } from './launchpad-world.ts'
import { facts } from './random-session.ts'
import { slowApportion } from './twin/apportion.ts'

const STAKES = [0, 9_000, 10_000, 12_000, 55_000, 110_000]

/** What is known of a lock by its own account of what happened: changes of coins and of the tier, in order. */
interface Diary {
  readonly changes: { readonly at: number; readonly locked: number }[]
  weight: number
}

test.each(Array.from({ length: scaled(40) }, (_, i) => i + 1))(
  'a session of offerings is what a plain recount says, seed %i',
  (seed) => {
    const random = seeded(seed)
    const world = new LaunchpadWorld(STAKES)
    const { driver } = world
    const diaries = new Map<string, Diary>()
    const running: string[] = []
    let calls = 0
    const weightOf = (account: number): number => {
      const stake = driver.engine.state.staking.effective(account as AccountId, driver.now, DAY)
      return stake >= 50_000 * COIN ? 3 : stake >= 10_000 * COIN ? 1 : 0
    }
    /** After anything that may have lowered a tier while a window runs. */
    const weigh = (): void => {
      for (const [key, diary] of diaries) {
        const [offering, account] = key.split('/').map(Number)
        if (driver.engine.state.launchpad.offering(offering as OfferingId)?.phase === 'subscribe')
          diary.weight = Math.min(diary.weight, weightOf(account as number))
      }
    }
    for (let step = 0; step < 120; step++) {
      const account = 1 + random.below(STAKES.length)
      const live = driver.engine.state.launchpad.live
      const offering = (live.length > 0 ? random.pick(live.map(({ id }) => id)) : 1) as OfferingId
      const pick = random.below(100)
      if (pick < 6) announce(world, random)
      else if (pick < 40) {
        const coins = 1 + random.below(3_000)
        const weight = weightOf(account)
        if (world.tryLock(account, offering, coins).ok) {
          const key = `${offering}/${account}`
          const diary = diaries.get(key) ?? { changes: [], weight }
          const before = diary.changes.at(-1)?.locked ?? 0
          diary.changes.push({ at: driver.now, locked: before + coins * COIN })
          diary.weight = Math.min(diary.weight, weight)
          diaries.set(key, diary)
        }
      } else if (pick < 48) {
        restake(world, random, account as AccountId)
        weigh()
      } else if (pick < 70) {
        const callId = `s-${++calls}`
        if (world.authorize(account, callId, 1 + random.below(40)).ok) running.push(callId)
      } else if (pick < 82 && running.length > 0) {
        const callId = running.splice(random.below(running.length), 1)[0] as string
        if (driver.engine.state.holds.get(callId) === undefined) continue
        if (random.chance(30)) driver.do('call.release', { callId, facts, unrecovered: [] })
        else world.capture(callId, random.below(60))
      } else if (pick < 83) {
        driver.try('offering.cancel', { offering, reason: 'a random one', actor: 1 as AccountId })
      } else world.later(random.below(30 * HOUR))
      driver.engine.audit()
    }
    const allocated = new Set(driver.seen('offering.allocated').map((event) => event.offering))
    for (const offering of allocated) {
      const record = driver.engine.state.launchpad.offering(offering)
      if (!record) throw new Error('an offering is gone')
      const { subscribeUntil, total, capBps, mode } = record
      const given = driver.seen('offering.quota').filter((event) => event.offering === offering)
      const claims = given.map(({ account }) => {
        const { changes, weight } = diaries.get(`${offering}/${account}`) as Diary
        const integral = changes.reduce((sum, { at, locked }, i) => {
          const until = changes[i + 1]?.at ?? subscribeUntil
          return sum + BigInt(locked) * BigInt(until - at)
        }, 0n)
        const score = mode === 'snapshot' ? BigInt(changes.at(-1)?.locked ?? 0) : integral
        return { account, score: BigInt(weight) * score }
      })
      expect(given.map(({ score }) => score)).toEqual(claims.map(({ score }) => String(score)))
      const cap = Number((BigInt(total) * BigInt(capBps)) / 10_000n)
      expect(given.map(({ quota }) => quota)).toEqual(slowApportion(total, cap, claims))
    }
    world.later(60 * DAY)
    driver.engine.audit()
    for (let account = 1; account <= STAKES.length; account++) expect(world.balance(account, U.imo)).toBe(0)
    expect(Engine.restore(driver.engine.save()).stateHash(sha256)).toBe(driver.hash())
    expect(replay(driver.journal).stateHash(sha256)).toBe(driver.hash())
  },
)

function announce(world: LaunchpadWorld, random: Prng): void {
  const terms = world.terms({
    model: random.pick(['scarce', 'scarce', 'other']),
    mode: random.pick(['time_weighted', 'snapshot']),
    total: (1 + random.below(2_000 * CR)) as Credits,
    subscribeFrom: (world.driver.now + DAY + random.below(DAY)) as Millis,
    subscribeMs: HOUR + random.below(60 * HOUR),
    useMs: DAY + random.below(DAY),
    capBps: random.pick([10_000, 2_000, 5_000]),
  })
  world.driver.try('offering.announce', terms)
}

/** Unstakes some, or takes an unstaking back. */
function restake({ driver }: LaunchpadWorld, random: Prng, account: AccountId): void {
  const own = driver.engine.state.staking.ofAccount(account).map(({ unbondingId }) => unbondingId)
  if (own.length > 0 && random.chance(50))
    driver.try('stake.cancel', { account, unbondingId: random.pick(own) as UnbondingId })
  else driver.try('stake.remove', { account, amount: ((1 + random.below(9_000)) * COIN) as Lco })
}
