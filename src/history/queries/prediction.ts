/** Prediction markets as they stand, what happened to them, bets and what those came to, how well people foretell. */
import { sql } from 'kysely'
import type { AccountId } from '../../engine/ledger/chart.ts'
import type { MarketId, PredictionStatus, PredictionView } from '../../engine/prediction-types.ts'
import type { HistorySchema } from '../schema.ts'
import { cutPage, type Database, type Page, type PageInput, pageCursor, pageLimit, whole } from './page.ts'

export type PredictionAct = HistorySchema['prediction_acts']
export type PredictionPoint = Omit<HistorySchema['prediction_points'], 'market'>
export type PredictionVote = HistorySchema['prediction_votes']
export type PredictionBond = HistorySchema['prediction_bonds']
export type PredictionComment = HistorySchema['prediction_comments']

/** A bet, and what it came to once its market is decided. */
export interface PredictionBet extends Omit<HistorySchema['prediction_bets'], 'seq'> {
  readonly outcome: HistorySchema['prediction_payouts']['outcome'] | null
  readonly payout: HistorySchema['prediction_payouts']['payout'] | null
  readonly fee: HistorySchema['prediction_payouts']['fee'] | null
  readonly counted: HistorySchema['prediction_payouts']['counted'] | null
}

/** Mean of the squared distance between what somebody foretold and what came, parts per million: 0 knew it all, 250,000 is a coin. */
export interface Calibration {
  readonly account: AccountId
  readonly brierPpm: number
  readonly markets: number
}

export interface MarketsPage extends PageInput {
  readonly statuses: readonly PredictionStatus[]
}

const MOST_ACTS = 500
const MOST_VOTES = 1_000
/** Minutes of a chart that are read, newest first, and points that are shown of them. */
const MOST_MINUTES = 50_000
const MOST_POINTS = 500
const MOST_RANKED = 100

export function predictionQueries(db: Database) {
  return {
    ...marketQueries(db),
    ...happenings(db),
    ...betQueries(db),
    ...commentQueries(db),
    ...calibrationQueries(db),
  }
}

function marketQueries(db: Database) {
  return {
    /** Newest first. */
    async markets({ statuses, ...page }: MarketsPage): Promise<Page<PredictionView>> {
      const limit = pageLimit(page)
      const before = pageCursor(page) ?? Number.MAX_SAFE_INTEGER
      const rows = await markets(db)
        .where('prediction_markets.status', 'in', [...statuses])
        .where('prediction_markets.market', '<', before as MarketId)
        .orderBy('prediction_markets.market', 'desc')
        .limit(limit + 1)
        .execute()
      return cutPage(rows.map(viewOf), limit, ({ marketId }) => marketId)
    },

    /** Those of these ids that there are; at most 1,000. */
    async byIds(ids: readonly MarketId[]): Promise<ReadonlyMap<MarketId, PredictionView>> {
      if (ids.length === 0) return new Map()
      const rows = await markets(db)
        .where('prediction_markets.market', 'in', [...ids])
        .execute()
      return new Map(rows.map((row) => [row.market, viewOf(row)]))
    },

    /** How many markets there are of each status. */
    async counts(): Promise<ReadonlyMap<PredictionStatus, number>> {
      const grouped = db.selectFrom('prediction_markets').select(({ fn }) => ['status', fn.countAll().as('markets')])
      const rows = await grouped.groupBy('status').execute()
      return new Map(rows.map(({ status, markets: count }) => [status, whole(count)]))
    },
  }
}

function happenings(db: Database) {
  return {
    /** What happened to a market, oldest first. */
    acts: (market: MarketId): Promise<readonly PredictionAct[]> =>
      db
        .selectFrom('prediction_acts')
        .selectAll()
        .where('market', '=', market)
        .orderBy('id')
        .limit(MOST_ACTS)
        .execute(),

    votes: (market: MarketId): Promise<readonly PredictionVote[]> => {
      const all = db.selectFrom('prediction_votes').selectAll().where('market', '=', market)
      return all.orderBy('account').limit(MOST_VOTES).execute()
    },

    bonds: (market: MarketId): Promise<readonly PredictionBond[]> =>
      db
        .selectFrom('prediction_bonds')
        .selectAll()
        .where('market', '=', market)
        .orderBy('id')
        .limit(MOST_ACTS)
        .execute(),

    /** Probability minute by minute, oldest first, thinned to 500; the last one is always there. */
    async points(market: MarketId): Promise<readonly PredictionPoint[]> {
      const all = db
        .selectFrom('prediction_points')
        .select(['minute', 'yes_ppm', 'staked'])
        .where('market', '=', market)
      const rows = (await all.orderBy('minute', 'desc').limit(MOST_MINUTES).execute()).toReversed()
      const step = Math.ceil(rows.length / MOST_POINTS)
      return rows.filter((_, i) => (rows.length - 1 - i) % step === 0)
    },
  }
}

function betQueries(db: Database) {
  return {
    /** Of a market or of an account, or both, newest first. */
    async bets({
      market,
      account,
      ...page
    }: PageInput & {
      readonly market?: MarketId | undefined
      readonly account?: AccountId | undefined
    }): Promise<Page<PredictionBet>> {
      const limit = pageLimit(page)
      let query = bets(db).where('prediction_bets.id', '<', (pageCursor(page) ?? Number.MAX_SAFE_INTEGER) as never)
      if (market !== undefined) query = query.where('prediction_bets.market', '=', market)
      if (account !== undefined) query = query.where('prediction_bets.account', '=', account)
      const rows = await query
        .orderBy('prediction_bets.id', 'desc')
        .limit(limit + 1)
        .execute()
      return cutPage(rows, limit, ({ id }) => id)
    },
  }
}

function commentQueries(db: Database) {
  return {
    /** Newest first. */
    async comments({ market, ...page }: PageInput & { readonly market: MarketId }): Promise<Page<PredictionComment>> {
      const limit = pageLimit(page)
      const all = db.selectFrom('prediction_comments').selectAll().where('market', '=', market)
      const before = all.where('id', '<', pageCursor(page) ?? Number.MAX_SAFE_INTEGER)
      const rows = await before
        .orderBy('id', 'desc')
        .limit(limit + 1)
        .execute()
      return cutPage(rows, limit, ({ id }) => id)
    },

    /** Those that carry these texts; at most 1,000. */
    async commentsWith(hashes: readonly string[]): Promise<readonly PredictionComment[]> {
      if (hashes.length === 0) return []
      return db
        .selectFrom('prediction_comments')
        .selectAll()
        .where('text_hash', 'in', [...hashes])
        .execute()
    },

    async comment(id: number): Promise<PredictionComment | undefined> {
      return db.selectFrom('prediction_comments').selectAll().where('id', '=', id).executeTakeFirst()
    },
  }
}

function calibrationQueries(db: Database) {
  return {
    /** Whoever has counted bets in at least so many decided markets, the best first, 100 at most. */
    async calibrations(leastMarkets: number): Promise<readonly Calibration[]> {
      const scored = calibration(db).having(({ fn }) => fn.countAll(), '>=', leastMarkets)
      const rows = await scored.orderBy('brier').orderBy('account').limit(MOST_RANKED).execute()
      return rows.map(calibrationOf)
    },

    async calibrationFor(account: AccountId): Promise<Calibration | undefined> {
      const row = await calibration(db).where('account', '=', account).executeTakeFirst()
      return row && calibrationOf(row)
    },
  }
}

function markets(db: Database) {
  return db
    .selectFrom('prediction_markets')
    .leftJoin('prediction_prices', 'prediction_prices.market', 'prediction_markets.market')
    .select([
      'prediction_markets.market',
      'prediction_markets.view',
      'prediction_markets.status',
      'prediction_prices.cost',
    ])
    .select(['prediction_prices.yes', 'prediction_prices.no', 'prediction_prices.yes_ppm', 'prediction_prices.bets'])
    .select(['prediction_prices.staked_yes', 'prediction_prices.staked_no'])
}

type MarketRow = Awaited<ReturnType<ReturnType<typeof markets>['execute']>>[number]

/** The last change of the market, with the prices of the newest bet. */
function viewOf({ view, cost, yes, no, yes_ppm, staked_yes, staked_no, bets: count }: MarketRow): PredictionView {
  const stored = JSON.parse(view) as PredictionView
  if (cost === null || yes === null || no === null || yes_ppm === null) return stored
  if (staked_yes === null || staked_no === null || count === null) return stored
  return { ...stored, ...{ cost, yes, no, yesPpm: yes_ppm, stakedYes: staked_yes, stakedNo: staked_no, bets: count } }
}

function bets(db: Database) {
  return db
    .selectFrom('prediction_bets')
    .leftJoin('prediction_payouts', 'prediction_payouts.id', 'prediction_bets.id')
    .select(['prediction_bets.id', 'prediction_bets.at', 'prediction_bets.market', 'prediction_bets.account'])
    .select(['prediction_bets.side', 'prediction_bets.stake', 'prediction_bets.shares', 'prediction_bets.yes_ppm'])
    .select(['prediction_payouts.outcome', 'prediction_payouts.payout', 'prediction_payouts.fee'])
    .select(['prediction_payouts.counted'])
}

/** Forecast of a market: the mean of the probabilities after the account's bets, weighed by their stakes. Whole numbers throughout. */
function calibration(db: Database) {
  const distance = sql`(weighted / weight - outcome * 1000000)`
  return db
    .selectFrom('prediction_forecasts')
    .select(['account', sql<number | string>`sum(${distance} * ${distance} / 1000000) / count(*)`.as('brier')])
    .select(({ fn }) => fn.countAll().as('markets'))
    .groupBy('account')
}

function calibrationOf(row: {
  readonly account: AccountId
  readonly brier: number | string
  readonly markets: number | string | bigint
}): Calibration {
  const count = whole(row.markets)
  return { account: row.account, brierPpm: Math.floor(whole(row.brier)), markets: count }
}
