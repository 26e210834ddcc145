/** The twin of paid calls: holds, bills, write-offs, budgets and mining recomputed from inputs with big integers. */
import type { CallAuthorize, CallCapture, InputOf, Unrecovered } from '../../../src/engine/command.ts'
import type { RejectionCode } from '../../../src/engine/rejections.ts'
import { user } from './balances.ts'
import { greatest, least, up } from './bigints.ts'
import { BootTwin } from './boots.ts'
import { CardTwin } from './cards.ts'
import type { Common } from './common.ts'
import { emission } from './emission.ts'
import type { Expected } from './expected.ts'
import type { Hold } from './hold.ts'
import type { KeyedTwin } from './keyed.ts'
import { KeyTwin } from './keys.ts'
import { chargeOf, isUsage, type Price, priced, priceOf, type Terms, worstOf } from './prices.ts'
import { RunTwin } from './runs.ts'
import type { StakeTwin } from './stakes.ts'
import type { Grant, WarTwin } from './wars.ts'

export class CallTwin {
  readonly #common: Common
  readonly #stakes: StakeTwin
  readonly #keyed: KeyedTwin
  readonly #wars: WarTwin
  readonly cards: CardTwin
  readonly keys: KeyTwin
  readonly runs: RunTwin
  readonly boots: BootTwin
  #holds: Hold[] = []
  #aborted: Hold[] = []
  /** Sub-µCR remainders by whose they are, pCR. */
  readonly #carried = new Map<string, bigint>()
  /** Sums of the running week. */
  readonly week = { revenue: 0n, cost: 0n, unrecovered: 0n, promoRevenue: 0n, promoCost: 0n }
  /** Cumulative eligible µCR. */
  x = 0n

  constructor(
    common: Common,
    parts: { readonly stakes: StakeTwin; readonly keyed: KeyedTwin; readonly wars: WarTwin },
  ) {
    this.#common = common
    this.#stakes = parts.stakes
    this.#keyed = parts.keyed
    this.#wars = parts.wars
    this.keys = new KeyTwin(common)
    this.runs = new RunTwin(common, this.keys, {
      heldBy: (keyId) => this.#heldBy(keyId),
      named: () => this.#holds.map(({ keyId }) => keyId),
    })
    this.boots = new BootTwin(common)
    this.cards = new CardTwin(common, (cardId) => this.#names(cardId))
  }

  #names(cardId: number): boolean {
    return [...this.#holds, ...this.#aborted].some(({ cardIds }) => cardIds.includes(cardId))
  }

  boot(at: number, { node, bootId }: InputOf<'relay.boot'>): Expected {
    const released = this.boots.replace(node, bootId).reduce((count, earlier) => count + this.abort(earlier), 0)
    this.boots.beat(at, bootId, node)
    return { result: { released } }
  }

  beat(at: number, { bootId }: InputOf<'relay.beat'>): Expected {
    this.boots.beat(at, bootId)
    return { result: {} }
  }

  /** Ends every hold of a boot without a bill. */
  abort(bootId: string): number {
    const ended = this.#holds.filter((hold) => hold.bootId === bootId && hold.until === undefined)
    for (const hold of ended) this.#abort(hold)
    return ended.length
  }

  nextJobEnd(): number {
    return Math.min(...this.#holds.map(({ until }) => until ?? Number.POSITIVE_INFINITY))
  }

  /** The oldest job of those whose time is up now ends without a bill. */
  endJob(): void {
    const due = this.nextJobEnd()
    const job = this.#holds.find(({ until }) => until === due)
    if (job) this.#abort(job)
  }

  #abort(hold: Hold): void {
    this.#giveBack(hold)
    this.#aborted.push(hold)
    this.#common.tell('call.aborted', ended_(hold))
    this.runs.endIfIdle(hold.keyId)
  }

  /** Using a hold is a sign of life of the boot that answers for it; for a job none does. */
  #heard(at: number, { bootId, until }: Hold): void {
    if (until === undefined) this.boots.beat(at, bootId)
  }

  authorize(at: number, input: CallAuthorize): Expected {
    const code = this.#unfit(at, input)
    if (code) return { code }
    const { account, keyId, cardIds, callId, bootId } = input
    const tier = this.#stakes.tier(at, account)
    const bps = tier === 'lv1' ? 10_000 : tier === 'whale' ? 0 : this.#common.value(`tier.${tier}.rate`)
    const terms = { tier, bps: BigInt(bps), surcharge: BigInt(this.#common.value('price.surcharge')) }
    const maxCost = input.maxCost === undefined ? undefined : BigInt(input.maxCost)
    const retryKey = input.retryKey === undefined ? undefined : `call ${input.retryKey}`
    const until = input.job?.until
    const { services = ['standard'] } = input
    const called = { callId, bootId, until, account, keyId, cardIds, services }
    const hold: Hold = { ...called, maxCost, retryKey, amount: 0n, ...terms }
    const most = this.#most(hold, input.bound)
    if (most === undefined) return { code: 'usage_out_of_range' }
    if (maxCost !== undefined && most > maxCost) return { code: 'max_cost_exceeded' }
    const short = this.#short(at, hold, most)
    if (short) return { code: short }
    this.#holds.push(hold)
    this.#hold(hold, most)
    this.boots.beat(at, bootId)
    if (retryKey !== undefined)
      this.#keyed.keep({ account, key: retryKey, hash: input.retryHash ?? '', result: callId, at })
    return { result: { hold: most, tier, tierBps: bps, available: this.#funds(input) } }
  }

  #unfit(at: number, input: CallAuthorize): RejectionCode | undefined {
    const { account, keyId, cardIds, bound, callId, job } = input
    if (job && !(Number.isSafeInteger(job.until) && job.until > at && job.until - at <= 30 * 86_400_000))
      return 'malformed_command'
    const code = this.#common.badPerson(account)
    if (code) return code
    if (this.#common.switchedOff.has('relay')) return 'relay_stopped'
    if (!isUsage(bound)) return 'usage_out_of_range'
    if (cardIds.length === 0) return 'no_candidates'
    if ([...this.#holds, ...this.#aborted].some((hold) => hold.callId === callId)) return 'call_exists'
    const bad = cardIds.map((id) => this.cards.unusable(id)).find((one) => one !== undefined)
    return bad ?? this.keys.unusable(at, account, keyId) ?? this.#retried(at, input)
  }

  #retried(at: number, { account, retryKey, retryHash }: CallAuthorize): RejectionCode | undefined {
    const kept = retryKey === undefined ? undefined : this.#keyed.find(at, account, `call ${retryKey}`)
    if (!kept) return undefined
    if (kept.hash !== retryHash) return 'idempotency_key_reused'
    return this.#holds.some(({ callId }) => callId === kept.result) ? 'call_in_progress' : 'call_already_done'
  }

  /** Neither the balance nor a budget may fall short of what is to be held besides. */
  #short(at: number, { account, keyId }: Hold, more: bigint): RejectionCode | undefined {
    if (this.#funds({ account, keyId }) < more) return 'insufficient_credits'
    const left =
      keyId === null ? undefined : this.keys.left(at, keyId, this.#heldBy(keyId) + this.runs.reservedBy(keyId))
    return left !== undefined && left < more ? 'key_budget_exceeded' : undefined
  }

  extend(at: number, { callId, bound }: InputOf<'call.extend'>): Expected {
    const hold = this.#find(callId)
    if (!hold) return { code: 'hold_not_found' }
    const { account, keyId } = hold
    const most = isUsage(bound) ? this.#most(hold, bound) : undefined
    if (most === undefined) return { code: 'usage_out_of_range' }
    const more = most - hold.amount
    if (more <= 0n) return { result: { hold: hold.amount, available: this.#funds(hold) }, repeats: true }
    if (this.#funds(hold) < more) return { code: 'insufficient_credits' }
    if (hold.maxCost !== undefined && most > hold.maxCost) return { code: 'max_cost_exceeded' }
    const code =
      this.#common.badPerson(account) ?? this.keys.unusable(at, account, keyId) ?? this.#short(at, hold, more)
    if (code) return { code }
    this.#hold(hold, more)
    this.#heard(at, hold)
    return { result: { hold: most, available: this.#funds(hold) } }
  }

  capture(at: number, input: CallCapture): Expected {
    const hold = this.#find(input.callId)
    if (!hold) return { code: 'hold_not_found' }
    if (!hold.cardIds.includes(input.cardId)) return { code: 'card_not_candidate' }
    const card = this.cards.terms(input.cardId)
    const { service = 'standard' } = input
    const price = isUsage(input.usage) ? priceOf(card, input.usage, service) : undefined
    if (!price || this.#unpriced(input.unrecovered)) return { code: 'usage_out_of_range' }
    this.#heard(at, hold)
    const bill = this.#bill(at, hold, price)
    const promo = least(hold.promo?.amount ?? 0n, bill.captured)
    this.#release(hold, promo)
    this.#pay(at, hold, { captured: bill.captured, promo })
    const { list, cost } = priced(price)
    const micro = this.#upstream(card.channel, cost)
    const promoCost = promo === 0n ? 0n : up(micro * promo, bill.captured)
    const paid = bill.captured - promo
    this.week.revenue += paid
    this.week.cost += micro - promoCost
    this.week.promoRevenue += promo
    this.week.promoCost += promoCost
    const mined = this.#mine(hold.account, paid, cost > 0n || card.eligible)
    if (mined.terms['eligible']) this.#wars.count(hold.account, paid, paid - micro + promoCost)
    this.#unrecovered(hold.callId, input.unrecovered)
    const { callId, account, keyId, tier, bps: tierBps, surcharge: surchargeBps, amount } = hold
    const served = { service, serviceBps: price.service, list, cost }
    const both = { callId, cardId: input.cardId, tier, tierBps, ...served, ...bill, mined: mined.units, era: mined.era }
    this.#common.tell('call.captured', { ...both, account, keyId, surchargeBps, promo, hold: amount, ...mined.terms })
    const released = amount - least(bill.captured, amount)
    const left = this.#funds(hold)
    this.runs.endIfIdle(keyId)
    return { result: { ...without(both), released, available: left } }
  }

  /** What is due is the charge and what the account carries; what the call may not take is written off. */
  #bill(
    at: number,
    hold: Hold,
    price: Price,
  ): Readonly<Record<'charge' | 'captured' | 'writtenOff' | 'carriedIn' | 'carriedOut', bigint>> {
    const charge = chargeOf(hold, price)
    const carrier = `account ${hold.account}`
    const carriedIn = this.#carried.get(carrier) ?? 0n
    const due = this.#carry(carrier, charge)
    const captured = least(due, this.#cover(at, hold))
    return { charge, captured, writtenOff: due - captured, carriedIn, carriedOut: this.#carried.get(carrier) ?? 0n }
  }

  /** The hold, and beyond it what balance and budget leave; never above the caller's own limit. */
  #cover(at: number, { account, keyId, amount, maxCost }: Hold): bigint {
    const free = this.runs.of(keyId)?.free ?? this.#available(account)
    const left =
      keyId === null ? undefined : this.keys.left(at, keyId, this.#heldBy(keyId) + this.runs.reservedBy(keyId))
    const cover = amount + least(free, left ?? free)
    return least(cover, maxCost ?? cover)
  }

  release(at: number, { callId, unrecovered }: InputOf<'call.release'>): Expected {
    const hold = this.#find(callId)
    const known = hold ?? this.#aborted.find((call) => call.callId === callId)
    if (!known) return { code: 'hold_not_found' }
    if (this.#unpriced(unrecovered)) return { code: 'usage_out_of_range' }
    if (hold) {
      this.#heard(at, hold)
      this.#giveBack(hold)
      this.#common.tell('call.released', ended_(hold))
    }
    this.#unrecovered(callId, unrecovered)
    this.#aborted = this.#aborted.filter((call) => call !== known)
    const left = hold ? this.#funds(hold) : this.#available(known.account)
    if (hold) this.runs.endIfIdle(hold.keyId)
    return { result: { available: left } }
  }

  #find(id: string): Hold | undefined {
    return this.#holds.find(({ callId }) => callId === id)
  }

  /** µCR in all open holds of a key. */
  #heldBy(keyId: number): bigint {
    return this.#holds.filter((hold) => hold.keyId === keyId).reduce((sum, { amount }) => sum + amount, 0n)
  }

  #available(account: number): bigint {
    return this.#common.balances.get(`${user(account, 'available')}:CR`)
  }

  /** What a call may take: of its account and a champion's grant, or of the run whose key it uses. */
  #funds(call: Pick<Hold, 'account' | 'keyId' | 'promo'>): bigint {
    return this.runs.of(call.keyId)?.free ?? this.#available(call.account) + (this.#grant(call)?.left ?? 0n)
  }

  #grant({ account, keyId, promo }: Pick<Hold, 'account' | 'keyId' | 'promo'>): Grant | undefined {
    return this.runs.of(keyId) ? undefined : this.#wars.grant(account, promo?.roundId)
  }

  /** Counts against the key, and against the one that opened its run. */
  #pay(at: number, { account, keyId }: Hold, { captured, promo }: { captured: bigint; promo: bigint }): void {
    const run = this.runs.of(keyId)
    if (run) run.free -= captured
    const from = run ? 'hold' : 'available'
    this.#common.balances.move(`${user(account, from)}:CR`, 'platform:api-revenue:CR', captured - promo)
    this.#common.balances.move(`${user(account, 'hold')}:CR`, 'platform:api-revenue:CR', promo)
    for (const key of [keyId, run?.parent ?? null]) if (key !== null) this.keys.spend(at, key, captured)
  }

  #hold(hold: Hold, more: bigint): void {
    const { account, keyId } = hold
    const run = this.runs.of(keyId)
    hold.amount += more
    if (run) {
      run.free -= more
      return
    }
    const grant = this.#grant(hold)
    const taken = grant ? least(grant.left, more) : 0n
    if (grant && taken > 0n) {
      grant.left -= taken
      hold.promo = { roundId: grant.roundId, amount: (hold.promo?.amount ?? 0n) + taken }
    }
    this.#common.balances.move('platform:promo:CR', `${user(account, 'hold')}:CR`, taken)
    this.#common.balances.move(`${user(account, 'available')}:CR`, `${user(account, 'hold')}:CR`, more - taken)
  }

  /** Everything held is available again, but for what of a grant is spent; a bill is taken from there. */
  #release({ callId, account, keyId, amount, promo }: Hold, spent = 0n): void {
    const run = this.runs.of(keyId)
    const granted = promo?.amount ?? 0n
    const [held, grant] = [`${user(account, 'hold')}:CR`, promo && this.#wars.grant(account, promo.roundId)]
    if (run) run.free += amount
    else this.#common.balances.move(held, `${user(account, 'available')}:CR`, amount - granted)
    this.#common.balances.move(held, grant ? 'platform:promo:CR' : 'platform:treasury:CR', granted - spent)
    if (grant) {
      grant.left += granted - spent
      grant.spent += spent
    }
    this.#holds = this.#holds.filter((hold) => hold.callId !== callId)
  }

  #giveBack(hold: Hold): void {
    this.#release(hold)
    if (hold.retryKey !== undefined) this.#keyed.forget(hold.account, hold.retryKey, hold.callId)
  }

  #mine(
    account: number,
    captured: bigint,
    worth: boolean,
  ): { units: bigint; era: number; terms: Record<string, unknown> } {
    const [from, before] = [this.x, emission(this.x)]
    const eligible = captured > 0n && worth && !this.#common.switchedOff.has('mining')
    if (eligible) this.x += captured
    const units = emission(this.x).minted - before.minted
    this.#common.balances.move('platform:unissued:LCO', `${user(account, 'available')}:LCO`, units)
    return { units, era: before.era, terms: { eligible, minedFrom: from } }
  }

  /** What the platform asks upstreams for itself. */
  cost({ ref, ...row }: InputOf<'upstream.cost'>): Expected {
    const rows = [row]
    if (this.#unpriced(rows)) return { code: 'usage_out_of_range' }
    this.#unrecovered(ref, rows)
    return { result: {} }
  }

  /** True when a row has no price. */
  #unpriced(rows: readonly Unrecovered[]): boolean {
    return rows.some(({ cardId, usage, service = 'standard' }) => {
      const card = this.cards.find(cardId)
      return !card || !isUsage(usage) || !priceOf(card, usage, service)
    })
  }

  #unrecovered(callId: string, rows: readonly Unrecovered[]): void {
    for (const { cardId, usage, service = 'standard' } of rows) {
      const card = this.cards.terms(cardId)
      const { channel } = card
      const price = priceOf(card, usage, service)
      const amount = this.#upstream(channel, price ? priced(price).cost : 0n)
      this.week.unrecovered += amount
      this.#common.tell('call.unrecovered', { callId, cardId, channel, amount })
    }
  }

  #upstream(channel: number, cost: bigint): bigint {
    const micro = this.#carry(`channel ${channel}`, cost)
    this.#common.balances.move('platform:api-revenue:CR', 'platform:upstream-payable:CR', micro)
    return micro
  }

  /** Whole µCR of what was carried and what comes; the rest is carried on. */
  #carry(carrier: string, pico: bigint): bigint {
    const sum = (this.#carried.get(carrier) ?? 0n) + pico
    this.#carried.set(carrier, sum % 1_000_000n)
    return sum / 1_000_000n
  }

  /** Whole µCR that cover the dearest candidate at this bound. */
  #most(terms: Pick<Hold, 'cardIds' | 'services' | keyof Terms>, bound: readonly number[]): bigint | undefined {
    const prices = terms.cardIds.map((id) => worstOf(this.cards.terms(id), bound, terms.services))
    if (prices.includes(undefined)) return undefined
    return up(greatest(prices.map((price) => chargeOf(terms, price as Price))), 1_000_000n)
  }
}

function ended_({ callId, account, keyId, amount }: Hold): Readonly<Record<string, unknown>> {
  return { callId, account, keyId, hold: amount }
}

function without<T extends { carriedIn: unknown; carriedOut: unknown }>({
  carriedIn: _in,
  carriedOut: _out,
  ...rest
}: T): Omit<T, 'carriedIn' | 'carriedOut'> {
  return rest
}
