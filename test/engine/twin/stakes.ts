/** The twin of stakes: every stake that ever was, the smallest of the window looked for anew each time, unbondings in a list. */
import type { InputOf } from '../../../src/engine/command.ts'
import { user } from './balances.ts'
import { badAmount, type Common } from './common.ts'
import type { Expected } from './expected.ts'

/** Highest first. */
const tiers = ['whale', 'lv4', 'lv3', 'lv2', 'lv1'] as const
type TierName = (typeof tiers)[number]

interface Unbonding {
  readonly id: number
  readonly account: number
  readonly amount: bigint
  readonly releaseAt: number
}

export class StakeTwin {
  readonly #common: Common
  /** From when on how much was staked, in order; nothing is ever dropped. */
  readonly #rows = new Map<number, (readonly [at: number, stake: bigint])[]>()
  #unbondings: Unbonding[] = []
  #started = 0
  /** The tier that each has last been told of, and when the next one is to be told; whoever was told last stands last. */
  readonly #told = new Map<number, { readonly tier: TierName; readonly riseAt: number }>()

  constructor(common: Common) {
    this.#common = common
  }

  add(at: number, { account, amount }: InputOf<'stake.add'>): Expected {
    const code = badAmount(amount) ?? this.#common.badPerson(account, 'player')
    if (code) return { code }
    if (this.#coins(account, 'available') < BigInt(amount)) return { code: 'insufficient_lco' }
    this.#move(account, BigInt(amount), ['available', 'staked'])
    this.#note(at, account)
    return { result: this.#view(at, account) }
  }

  remove(at: number, { account, amount }: InputOf<'stake.remove'>): Expected {
    const code = badAmount(amount) ?? (this.#common.people.has(account) ? undefined : 'account_not_found')
    if (code) return { code }
    if (this.#coins(account, 'staked') < BigInt(amount)) return { code: 'insufficient_stake' }
    const running = this.#unbondings.filter((other) => other.account === account).length
    if (running >= this.#common.value('stake.unbondings')) return { code: 'too_many_unbondings' }
    const unbondingId = ++this.#started
    const releaseAt = at + this.#common.value('stake.unbonding')
    this.#unbondings.push({ id: unbondingId, account, amount: BigInt(amount), releaseAt })
    this.#move(account, BigInt(amount), ['staked', 'unbonding'])
    this.#common.tell('unbonding.started', { account, unbondingId, amount, releaseAt })
    this.#note(at, account)
    return { result: { ...this.#view(at, account), unbondingId, releaseAt } }
  }

  cancel(at: number, { account, unbondingId }: InputOf<'stake.cancel'>): Expected {
    const code = this.#common.badPerson(account, 'player')
    if (code) return { code }
    const found = this.#unbondings.find(({ id }) => id === unbondingId)
    if (!found || found.account !== account) return { code: 'unbonding_not_found' }
    this.#end(found, 'unbonding.canceled', 'staked')
    this.#note(at, account)
    return { result: this.#view(at, account) }
  }

  nextRelease(): number {
    return Math.min(...this.#unbondings.map(({ releaseAt }) => releaseAt))
  }

  /** The unbonding that is due first comes free. */
  release(): void {
    const due = this.nextRelease()
    const first = this.#unbondings.find(({ releaseAt }) => releaseAt === due)
    if (first) this.#end(first, 'unbonding.done', 'available')
  }

  nextRise(): number {
    return Math.min(...[...this.#told.values()].map(({ riseAt }) => riseAt))
  }

  /** Whoever is to hear of a rise first hears of it. */
  rise(at: number): void {
    const due = this.nextRise()
    const first = [...this.#told].find(([, { riseAt }]) => riseAt === due)
    if (first) this.#tell(at, first[0])
  }

  #tell(at: number, account: number): void {
    const tier = this.tier(at, account)
    const before = this.#told.get(account)?.tier ?? 'lv1'
    if (tier !== before) this.#common.tell('tier.changed', { account, before, tier, at })
    this.#told.delete(account)
    this.#told.set(account, { tier, riseAt: this.#nextStep(at, account) })
  }

  /** When the tier is another if nothing changes: it can only be as long after a change of the stake as a rise waits. */
  #nextStep(now: number, account: number): number {
    const delay = this.#common.value('stake.upgradeDelay')
    const times = (this.#rows.get(account) ?? []).map(([at]) => at + delay).filter((at) => at > now)
    return times.find((at) => this.tier(at, account) !== this.tier(now, account)) ?? Number.POSITIVE_INFINITY
  }

  #end(unbonding: Unbonding, type: 'unbonding.canceled' | 'unbonding.done', to: string): void {
    const { id: unbondingId, account, amount, releaseAt } = unbonding
    this.#unbondings = this.#unbondings.filter((other) => other !== unbonding)
    this.#move(account, amount, ['unbonding', to])
    this.#common.tell(type, { account, unbondingId, amount, releaseAt })
  }

  #coins(account: number, purpose: string): bigint {
    return this.#common.balances.get(`${user(account, purpose)}:LCO`)
  }

  #move(account: number, amount: bigint, [from, to]: readonly [string, string]): void {
    this.#common.balances.move(`${user(account, from)}:LCO`, `${user(account, to)}:LCO`, amount)
  }

  #note(at: number, account: number): void {
    const staked = this.#coins(account, 'staked')
    this.#rows.set(account, [...(this.#rows.get(account) ?? []), [at, staked]])
    this.#common.tell('stake.changed', { account, staked, at })
    this.#tell(at, account)
  }

  /** The smallest stake in force at any instant of the window that ends now. */
  #effective(now: number, account: number): bigint {
    const from = now - this.#common.value('stake.upgradeDelay')
    let smallest: bigint | undefined
    let inForce = 0n
    for (const [at, stake] of [...(this.#rows.get(account) ?? []), [now + 1, 0n] as const]) {
      if (at > from && (smallest === undefined || inForce < smallest)) smallest = inForce
      inForce = stake
    }
    return smallest ?? 0n
  }

  #tierOf(stake: bigint): TierName {
    return tiers.find((tier) => tier === 'lv1' || stake >= BigInt(this.#common.value(`tier.${tier}.stake`))) ?? 'lv1'
  }

  tier(now: number, account: number): TierName {
    return this.#tierOf(this.#effective(now, account))
  }

  #view(now: number, account: number): Readonly<Record<string, unknown>> {
    const tier = this.tier(now, account)
    const [staked, unbonding] = [this.#coins(account, 'staked'), this.#coins(account, 'unbonding')]
    const target = this.#tierOf(staked)
    // The wait began when the stake last gave a lower tier than it does now.
    const rows = this.#rows.get(account) ?? []
    const lower = rows.findLastIndex(([, stake]) => tiers.indexOf(this.#tierOf(stake)) > tiers.indexOf(target))
    const since = rows[lower + 1]?.[0] ?? now
    const at = since + this.#common.value('stake.upgradeDelay')
    const rises = target !== 'lv1' && at > now
    return { staked, unbonding, tier, nextTier: rises ? target : tier, nextTierAt: rises ? at : null }
  }
}
