/** Compute Wars: scores of the running week, the round that is being reviewed or paid, perks of champions. Coins and credits are in the ledger. */
import { add, type Credits, type Lco, type Millis, sub } from '../../base/money.ts'
import type { AccountId } from '../ledger/chart.ts'
import { jsonPart, type Part } from '../parts.ts'
import { RecordTable } from '../record-table.ts'
import { Ranking, type Score } from './ranking.ts'

/** A round keeps the terms it began with. */
export interface Round {
  readonly id: number
  /** Monday 00:00. */
  readonly start: Millis
  readonly reviewMs: number
  readonly promoCap: Credits
}

export interface Standing {
  readonly account: AccountId
  readonly score: Credits
  readonly margin: Credits
}

export interface Exclusion {
  readonly account: AccountId
  /** Public. */
  readonly reason: string
  readonly by: AccountId
  readonly at: Millis
}

/** A closed round until its prizes are paid and its champion has chosen. */
export interface Settling extends Round {
  readonly closedAt: Millis
  /** The war pool at the close. */
  readonly pool: Lco
  /** Of the closed week. */
  readonly profit: Credits
  readonly players: number
  readonly reviewEnds: Millis
  /** The first of them, best first: more than can ever be paid or excluded. */
  readonly standings: readonly Standing[]
  readonly excluded: Exclusion[]
  /** Once the prizes are paid. */
  champion: Standing | null
  choiceEnds: Millis | null
}

export const perkKinds = ['free_calls', 'unlimited'] as const
export type PerkKind = (typeof perkKinds)[number]

export interface Perk {
  readonly roundId: number
  readonly account: AccountId
  readonly kind: PerkKind
  readonly startedAt: Millis
  readonly endsAt: Millis
  /** µCR set aside for free calls; 0 for the other kind. */
  readonly grant: Credits
  /** Of the grant: free for new calls, and spent. The rest is held by calls. */
  left: Credits
  spent: Credits
}

/** Standings of a closed round that are kept until it is settled. */
export const KEPT_STANDINGS = 1_000

export class Wars {
  readonly #scores = new RecordTable<Score>('war-scores')
  readonly #rows = new Map<AccountId, number>()
  readonly ranking = new Ranking()
  /** Σ of the running round's scores. */
  total = 0 as Credits
  round: Round = { id: 0, start: 0 as Millis, reviewMs: 0, promoCap: 0 as Credits }
  /** When the running round closes; 0 before the first command. */
  nextClose = 0 as Millis
  settling: Settling | null = null
  /** In the order in which they began; of three rounds at most. */
  perks: Perk[] = []
  /** LCO units that all rounds have paid. */
  paid = 0 as Lco

  scoreOf(account: AccountId): Score | undefined {
    const row = this.#rows.get(account)
    return row === undefined ? undefined : this.#scores.get(row)
  }

  /** Adds an eligible capture. One search and one short shift. */
  count(account: AccountId, call: { readonly paid: Credits; readonly margin: Credits; readonly seq: number }): void {
    const { paid, margin, seq } = call
    this.total = add(this.total, paid)
    const id = this.#rows.get(account)
    const row = id === undefined ? undefined : this.#scores.get(id)
    if (id === undefined || row === undefined) {
      const fresh = { account, score: paid, margin, reached: seq }
      this.#rows.set(account, this.#scores.push(fresh))
      this.ranking.add(fresh)
      return
    }
    this.ranking.raise(row, { score: add(row.score, paid), margin: add(row.margin, margin), reached: seq })
    this.#scores.touch(id)
  }

  /** Whoever becomes an operator does not take part. */
  leave(account: AccountId): void {
    const id = this.#rows.get(account)
    const row = id === undefined ? undefined : this.#scores.get(id)
    if (id === undefined || row === undefined) return
    this.ranking.remove(row)
    this.total = sub(this.total, row.score)
    this.#scores.remove(id)
    this.#rows.delete(account)
  }

  /** Empties the scores for the next round. */
  clear(): void {
    for (const id of this.#rows.values()) this.#scores.remove(id)
    this.#rows.clear()
    this.ranking.fill([])
    this.total = 0 as Credits
  }

  get players(): number {
    return this.ranking.size
  }

  /** The grant of a round while its perk runs. */
  grantOfRound(roundId: number): Perk | undefined {
    return this.perks.find((perk) => perk.roundId === roundId && perk.kind === 'free_calls')
  }

  /** The grant that a call of the account takes from first: the one that ends first of those with anything left. */
  grantOf(account: AccountId): Perk | undefined {
    if (this.perks.length === 0) return undefined
    return this.perks.find((perk) => perk.account === account && perk.left > 0)
  }

  /** While it is true the relay does not count the account's calls against its tier. */
  isUnlimited(account: AccountId, at: Millis): boolean {
    return this.perks.some((perk) => perk.kind === 'unlimited' && perk.account === account && at < perk.endsAt)
  }

  /** µCR in all open grants that no call holds: what `promo` must hold. */
  get free(): Credits {
    let sum = 0 as Credits
    for (const { left } of this.perks) sum = add(sum, left)
    return sum
  }

  rows(): Iterable<[number, Score]> {
    return this.#scores.entries()
  }

  parts(): readonly Part[] {
    return [
      this.#scores,
      jsonPart(
        'wars',
        () => ({
          round: this.round,
          nextClose: this.nextClose,
          settling: this.settling,
          perks: this.perks,
          paid: this.paid,
        }),
        (saved) => Object.assign(this, saved),
      ),
    ]
  }

  reindex(): void {
    this.#rows.clear()
    this.total = 0 as Credits
    const rows: Score[] = []
    for (const [id, row] of this.#scores.entries()) {
      this.#rows.set(row.account, id)
      this.total = add(this.total, row.score)
      rows.push(row)
    }
    this.ranking.fill(rows)
  }
}
