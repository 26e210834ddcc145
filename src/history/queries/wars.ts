/** Closed rounds of Compute Wars with their places, reviews, prizes and perks. */
import type { HistorySchema } from '../schema.ts'
import { cutPage, type Database, type Page, type PageInput, pageCursor, pageLimit } from './page.ts'

type Row<T extends keyof HistorySchema> = HistorySchema[T]

export interface WarRoundSummary {
  readonly round: Row<'war_rounds'>
  /** undefined until it is paid. */
  readonly payout: Row<'war_payouts'> | undefined
  /** The first prize. */
  readonly first: Row<'war_prizes'> | undefined
}

export interface WarRoundDetail extends WarRoundSummary {
  readonly standings: readonly Row<'war_standings'>[]
  /** Oldest first. */
  readonly reviews: readonly Row<'war_reviews'>[]
  readonly prizes: readonly Row<'war_prizes'>[]
  readonly perk: Row<'war_perks'> | undefined
  readonly perkEnd: Row<'war_perk_ends'> | undefined
}

export function warQueries(db: Database) {
  return {
    /** Newest first. */
    async rounds(input: PageInput): Promise<Page<WarRoundSummary>> {
      const limit = pageLimit(input)
      const before = pageCursor(input) ?? Number.MAX_SAFE_INTEGER
      const query = db.selectFrom('war_rounds').selectAll().where('id', '<', before).orderBy('id', 'desc')
      const { items, nextCursor } = cutPage(await query.limit(limit + 1).execute(), limit, ({ id }) => id)
      return { items: await summaries(db, items), nextCursor }
    },

    async round(id: number): Promise<WarRoundDetail | undefined> {
      const rows = await db.selectFrom('war_rounds').selectAll().where('id', '=', id).execute()
      const [summary] = await summaries(db, rows)
      if (summary === undefined) return undefined
      const [standings, reviews, prizes, perk, end] = await Promise.all([
        db.selectFrom('war_standings').selectAll().where('round', '=', id).orderBy('place').execute(),
        db.selectFrom('war_reviews').selectAll().where('round', '=', id).orderBy('seq').execute(),
        db.selectFrom('war_prizes').selectAll().where('round', '=', id).orderBy('rank').execute(),
        db.selectFrom('war_perks').selectAll().where('round', '=', id).executeTakeFirst(),
        db.selectFrom('war_perk_ends').selectAll().where('round', '=', id).executeTakeFirst(),
      ])
      return { ...summary, standings, reviews, prizes, perk, perkEnd: end }
    },
  }
}

async function summaries(db: Database, rounds: readonly Row<'war_rounds'>[]): Promise<WarRoundSummary[]> {
  if (rounds.length === 0) return []
  const ids = rounds.map(({ id }) => id)
  const [payouts, firsts] = await Promise.all([
    db.selectFrom('war_payouts').selectAll().where('round', 'in', ids).execute(),
    db.selectFrom('war_prizes').selectAll().where('round', 'in', ids).where('rank', '=', 1).execute(),
  ])
  return rounds.map((round) => ({
    round,
    payout: payouts.find((one) => one.round === round.id),
    first: firsts.find((one) => one.round === round.id),
  }))
}
