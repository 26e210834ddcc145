/** The twin of Compute Wars: every eligible call is kept and counted anew, rounds, reviews, prizes and perks by dates. docs/concepts/wars.md. */
import type { InputOf } from '../../../src/engine/command.ts'
import { user } from './balances.ts'
import { least } from './bigints.ts'
import { badReason, type Common } from './common.ts'
import type { Expected } from './expected.ts'

const HOUR = 3_600_000
const WEEK = 168 * HOUR
const SHARES = [30n, 18n, 12n, 9n, 8n, 7n, 5n, 4n, 4n, 3n]

interface Row {
  readonly account: number
  readonly score: bigint
  readonly margin: bigint
}

interface Settling {
  readonly id: number
  readonly rows: readonly Row[]
  readonly pool: bigint
  readonly profit: bigint
  readonly cap: number
  readonly reviewEnds: number
  out: number[]
  champion: Row | undefined
  choiceEnds: number | undefined
}

export interface Grant {
  readonly roundId: number
  readonly account: number
  readonly kind: 'free_calls' | 'unlimited'
  readonly endsAt: number
  readonly grant: bigint
  left: bigint
  spent: bigint
}

export class WarTwin {
  readonly #common: Common
  #calls: { account: number; paid: bigint; margin: bigint }[] = []
  #settling: Settling | undefined
  #round = 1
  #terms = { reviewMs: 0, cap: 0 }
  #close = Number.POSITIVE_INFINITY
  #perks: Grant[] = []
  /** Of the week that was closed last. */
  profit = 0n

  constructor(common: Common) {
    this.#common = common
  }

  begin(monday: number): void {
    this.#close = monday
    this.#terms = this.#asSet()
  }

  #asSet(): { reviewMs: number; cap: number } {
    return { reviewMs: this.#common.value('wars.review'), cap: this.#common.value('wars.promoCap') }
  }

  count(account: number, paid: bigint, margin: bigint): void {
    if (!this.#common.people.get(account)?.operator) this.#calls.push({ account, paid, margin })
  }

  leave(account: number): void {
    this.#calls = this.#calls.filter((call) => call.account !== account)
  }

  /** From the calls alone. Of equal scores the one first whose last call came first. */
  #ranking(): Row[] {
    const rows = [...new Set(this.#calls.map(({ account }) => account))].map((account) => {
      const own = this.#calls.filter((call) => call.account === account)
      const sum = (key: 'paid' | 'margin'): bigint => own.reduce((total, call) => total + call[key], 0n)
      const reached = this.#calls.lastIndexOf(own.at(-1) as (typeof own)[number])
      return { account, score: sum('paid'), margin: sum('margin'), reached }
    })
    return rows
      .sort((a, b) => (a.score === b.score ? a.reached - b.reached : a.score > b.score ? -1 : 1))
      .map(({ account, score, margin }) => ({ account, score, margin }))
  }

  nextRound(): number {
    const { choiceEnds, reviewEnds = Number.POSITIVE_INFINITY } = this.#settling ?? {}
    return Math.min(this.#close, choiceEnds === undefined ? reviewEnds : Number.POSITIVE_INFINITY)
  }

  runRound(at: number): void {
    if (at === this.#close) this.#closeRound(at)
    else this.#pay(at)
  }

  #closeRound(at: number): void {
    const rows = this.#ranking()
    const pool = this.#common.balances.get('platform:war-pool:LCO')
    const total = rows.reduce((sum, { score }) => sum + score, 0n)
    const reviewEnds = rows.length === 0 ? null : at + this.#terms.reviewMs
    const closed = {
      roundId: this.#round,
      at,
      start: at - WEEK,
      pool,
      profit: this.profit,
      players: rows.length,
      total,
    }
    this.#common.tell('wars.closed', { ...closed, reviewEnds, standings: rows.slice(0, 100) })
    const { id, profit, cap } = { id: this.#round, profit: this.profit, cap: this.#terms.cap }
    const open = { champion: undefined, choiceEnds: undefined }
    if (reviewEnds !== null)
      this.#settling = { id, rows: rows.slice(0, 1_000), pool, profit, cap, reviewEnds, out: [], ...open }
    this.#calls = []
    this.#round += 1
    this.#terms = this.#asSet()
    this.#close = at + WEEK
  }

  review(at: number, { account, reason, actor }: InputOf<'wars.exclude'>, exclude: boolean): Expected {
    const settling = this.#settling
    if (!settling || settling.choiceEnds !== undefined) return { code: 'war_not_in_review' }
    const code = badReason(reason) ?? (this.#common.people.has(actor) ? undefined : 'account_not_found')
    if (code) return { code }
    if (!settling.rows.some((row) => row.account === account)) return { code: 'war_not_ranked' }
    if (settling.out.includes(account) === exclude)
      return { code: exclude ? 'war_already_excluded' : 'war_not_excluded' }
    settling.out = exclude ? [...settling.out, account] : settling.out.filter((other) => other !== account)
    const fields = { roundId: settling.id, account, reason, by: actor, at }
    this.#common.tell(exclude ? 'wars.excluded' : 'wars.included', fields)
    return { result: { roundId: settling.id, excluded: settling.out.length } }
  }

  #pay(at: number): void {
    const settling = this.#settling as Settling
    const left = settling.rows.filter(
      ({ account }) => !settling.out.includes(account) && !this.#common.people.get(account)?.operator,
    )
    const prizes = left.slice(0, 10).map(({ account, score }, i) => {
      const prize = (settling.pool * (SHARES[i] as bigint)) / 100n
      this.#common.balances.move('platform:war-pool:LCO', `${user(account, 'available')}:LCO`, prize)
      return { rank: i + 1, account, score, prize }
    })
    const paid = prizes.reduce((sum, { prize }) => sum + prize, 0n)
    const choiceEnds = left.length === 0 ? null : at + 48 * HOUR
    this.#common.tell('wars.paid', { roundId: settling.id, at, pool: settling.pool, paid, prizes, choiceEnds })
    this.#settling = choiceEnds === null ? undefined : { ...settling, champion: left[0], choiceEnds }
  }

  choose(at: number, { account, perk }: InputOf<'wars.choose'>): Expected {
    const code = this.#common.badPerson(account, 'player')
    if (code) return { code }
    const { champion, choiceEnds } = this.#settling ?? {}
    if (choiceEnds === undefined || champion?.account !== account) return { code: 'war_no_choice' }
    const { roundId, grant, endsAt } = this.#begin(at, perk, true)
    return { result: { roundId, grant, endsAt } }
  }

  #begin(at: number, kind: Grant['kind'], chosen: boolean): Grant {
    const { id: roundId, champion, profit, cap } = this.#settling as Settling
    const { account, score } = champion as Row
    const { balances } = this.#common
    const bounds = [score / 4n, profit / 10n, BigInt(cap), balances.get('platform:treasury:CR')]
    const most = bounds.reduce((a, b) => least(a, b))
    const grant = kind === 'unlimited' || most < 0n ? 0n : most
    const perk: Grant = { roundId, account, kind, endsAt: at + WEEK, grant, left: grant, spent: 0n }
    balances.move('platform:treasury:CR', 'platform:promo:CR', grant)
    this.#perks.push(perk)
    this.#settling = undefined
    this.#common.tell('wars.perk_started', { roundId, account, kind, grant, at, endsAt: perk.endsAt, chosen })
    return perk
  }

  nextPerk(): number {
    return Math.min(this.#settling?.choiceEnds ?? Number.POSITIVE_INFINITY, ...this.#perks.map(({ endsAt }) => endsAt))
  }

  runPerk(at: number): void {
    const perk = this.#perks.find(({ endsAt }) => endsAt === at)
    if (!perk) {
      this.#begin(at, 'free_calls', false)
      return
    }
    const { roundId, account, kind, grant, spent, left } = perk
    this.#common.balances.move('platform:promo:CR', 'platform:treasury:CR', left)
    this.#perks = this.#perks.filter((other) => other !== perk)
    this.#common.tell('wars.perk_ended', { roundId, account, kind, grant, spent, returned: left, at })
  }

  /** The grant that a call takes from: of the round it began with, or the account's first that has anything left. */
  grant(account: number, roundId: number | undefined): Grant | undefined {
    if (roundId !== undefined) return this.#perks.find((perk) => perk.roundId === roundId)
    return this.#perks.find((perk) => perk.account === account && perk.left > 0n)
  }
}
