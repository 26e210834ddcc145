/** Random offerings, locks, tiers and calls: every quota against a plain recount from what happened, everything audited and restored. */
import { expect, test } from 'vitest'
import type { Credits, Lco, Millis } from '../../src/base/money.ts'
import type { Prng } from '../../src/base/prng.ts'
import type { UnbondingId } from '../../src/engine/command.ts'
import { Engine } from '../../src/engine/engine.ts'
import type { Offering, OfferingId } from '../../src/engine/launchpad/offering.ts'
import { type AccountId, U } from '../../src/engine/ledger/chart.ts'
import { scaled } from '../scale.ts'
import { replay, seeded, sha256 } from './driver.ts'
import { COIN, CR, DAY, HOUR, LaunchpadWorld } from './launchpad-world.ts'
import { facts } from './random-session.ts'
import { slowApportion } from './twin/apportion.ts'

const STAKES = [0, 9_000, 10_000, 12_000, 55_000, 110_000]
const SEEDS = Array.from({ length: scaled(40) }, (_, i) => i + 1)

/** What is known of a lock by what happened: its coins from when on, and the lowest tier since the first. */
interface Diary {
  readonly changes: { readonly at: number; readonly locked: number }[]
  weight: number
}

class Session {
  readonly world = new LaunchpadWorld(STAKES)
  readonly #random: Prng
  readonly #diaries = new Map<string, Diary>()
  readonly #running: string[] = []
  #calls = 0

  constructor(seed: number) {
    this.#random = seeded(seed)
  }

  step(): void {
    const { driver } = this.world
    const random = this.#random
    const account = 1 + random.below(STAKES.length)
    const { live } = driver.engine.state.launchpad
    const offering = (live.length > 0 ? random.pick(live.map(({ id }) => id)) : 1) as OfferingId
    const pick = random.below(100)
    if (pick < 8) this.#announce()
    else if (pick < 40) this.#lock(account, offering)
    else if (pick < 48) this.#restake(account as AccountId)
    else if (pick < 70) this.#begin(account)
    else if (pick < 82) this.#end()
    else if (pick < 83) driver.try('offering.cancel', { offering, reason: 'a random one', actor: 1 as AccountId })
    else this.world.later(random.below(30 * HOUR))
    driver.engine.audit()
  }

  #announce(): void {
    const random = this.#random
    const terms = this.world.terms({
      model: random.pick(['scarce', 'scarce', 'other']),
      mode: random.pick(['time_weighted', 'snapshot']),
      total: (1 + random.below(2_000 * CR)) as Credits,
      subscribeFrom: (this.world.driver.now + DAY + random.below(DAY)) as Millis,
      subscribeMs: HOUR + random.below(60 * HOUR),
      useMs: DAY + random.below(DAY),
      capBps: random.pick([10_000, 2_000, 5_000]),
    })
    this.world.driver.try('offering.announce', terms)
  }

  #lock(account: number, offering: OfferingId): void {
    const coins = 1 + this.#random.below(3_000)
    const weight = this.#weightOf(account)
    if (!this.world.tryLock(account, offering, coins).ok) return
    const key = `${offering}/${account}`
    const diary = this.#diaries.get(key) ?? { changes: [], weight }
    const locked = (diary.changes.at(-1)?.locked ?? 0) + coins * COIN
    diary.changes.push({ at: this.world.driver.now, locked })
    diary.weight = Math.min(diary.weight, weight)
    this.#diaries.set(key, diary)
  }

  /** Unstakes some, or takes an unstaking back; then looks at every lock whose window runs. */
  #restake(account: AccountId): void {
    const { driver } = this.world
    const random = this.#random
    const own = driver.engine.state.staking.ofAccount(account).map(({ unbondingId }) => unbondingId)
    if (own.length > 0 && random.chance(50))
      driver.try('stake.cancel', { account, unbondingId: random.pick(own) as UnbondingId })
    else driver.try('stake.remove', { account, amount: ((1 + random.below(9_000)) * COIN) as Lco })
    for (const [key, diary] of this.#diaries) {
      const [offering, owner] = key.split('/').map(Number) as [OfferingId, number]
      if (driver.engine.state.launchpad.offering(offering)?.phase === 'subscribe')
        diary.weight = Math.min(diary.weight, this.#weightOf(owner))
    }
  }

  #weightOf(account: number): number {
    const { driver } = this.world
    const stake = driver.engine.state.staking.effective(account as AccountId, driver.now, DAY)
    return stake >= 50_000 * COIN ? 3 : stake >= 10_000 * COIN ? 1 : 0
  }

  #begin(account: number): void {
    const callId = `s-${++this.#calls}`
    if (this.world.authorize(account, callId, 1 + this.#random.below(40)).ok) this.#running.push(callId)
  }

  #end(): void {
    const [callId] = this.#running.splice(this.#random.below(this.#running.length + 1), 1)
    if (callId === undefined || this.world.driver.engine.state.holds.get(callId) === undefined) return
    if (this.#random.chance(30)) this.world.driver.do('call.release', { callId, facts, unrecovered: [] })
    else this.world.capture(callId, this.#random.below(60))
  }

  /** Compares every allocation so far; returns how many there were. */
  recount(): number {
    const { driver } = this.world
    const allocated = new Set(driver.seen('offering.allocated').map((event) => event.offering))
    for (const offering of allocated) {
      const record = driver.engine.state.launchpad.offering(offering) as Offering
      const given = driver.seen('offering.quota').filter((event) => event.offering === offering)
      const claims = given.map(({ account }) => ({ account, score: this.#scoreOf(record, `${offering}/${account}`) }))
      expect(given.map(({ score }) => score)).toEqual(claims.map(({ score }) => String(score)))
      const cap = Number((BigInt(record.total) * BigInt(record.capBps)) / 10_000n)
      expect(given.map(({ quota }) => quota)).toEqual(slowApportion(record.total, cap, claims))
    }
    return allocated.size
  }

  #scoreOf({ mode, subscribeUntil }: Offering, key: string): bigint {
    const { changes, weight } = this.#diaries.get(key) as Diary
    if (mode === 'snapshot') return BigInt(weight) * BigInt(changes.at(-1)?.locked ?? 0)
    const parts = changes.map(
      ({ at, locked }, i) => BigInt(locked) * BigInt((changes[i + 1]?.at ?? subscribeUntil) - at),
    )
    return BigInt(weight) * parts.reduce((sum, part) => sum + part, 0n)
  }
}

test('sessions of offerings, locks, tiers and calls are what a plain recount says', () => {
  let allocations = 0
  for (const seed of SEEDS) {
    const session = new Session(seed)
    const { world } = session
    for (let step = 0; step < 150; step++) session.step()
    allocations += session.recount()
    world.later(60 * DAY)
    world.driver.engine.audit()
    for (let account = 1; account <= STAKES.length; account++) expect(world.balance(account, U.imo)).toBe(0)
    expect(Engine.restore(world.driver.engine.save()).stateHash(sha256)).toBe(world.driver.hash())
    expect(replay(world.driver.journal).stateHash(sha256)).toBe(world.driver.hash())
  }
  expect(allocations).toBeGreaterThan(SEEDS.length)
})
