/** Public histories of parameters, kill switches, suspensions and trading pauses, newest first. */
import type { Millis } from '../../base/money.ts'
import type { Product, ProposalId } from '../../engine/command.ts'
import type { AccountId } from '../../engine/ledger/chart.ts'
import type { ParameterKey } from '../../engine/parameters.ts'
import { cutPage, type Database, mapPage, type Page, type PageInput, pageCursor, pageLimit } from './page.ts'

export interface ParameterChange {
  /** What its list runs by. */
  readonly id: number
  readonly seq: number
  readonly at: Millis
  readonly key: ParameterKey
  /** In the parameter's unit. */
  readonly before: number
  readonly after: number
  readonly reason: string
  readonly actor: AccountId
  readonly version: number
  readonly proposal: ProposalId | null
}

export interface SwitchChange {
  /** What its list runs by. */
  readonly id: number
  readonly seq: number
  readonly at: Millis
  readonly product: Product
  readonly on: boolean
  readonly reason: string
  readonly actor: AccountId
}

export interface Suspension {
  /** What its list runs by. */
  readonly id: number
  readonly seq: number
  readonly at: Millis
  readonly account: AccountId
  readonly suspended: boolean
  readonly reason: string
}

export interface TradingPause {
  readonly seq: number
  readonly at: Millis
  readonly until: Millis
}

export function changeQueries(db: Database) {
  return {
    async parameters(filter: PageInput & { readonly key?: string | undefined }): Promise<Page<ParameterChange>> {
      let query = db.selectFrom('parameter_changes').selectAll().where('id', '<', before(filter))
      if (filter.key !== undefined) query = query.where('key', '=', filter.key as ParameterKey)
      const limit = pageLimit(filter)
      const rows = await query
        .orderBy('id', 'desc')
        .limit(limit + 1)
        .execute()
      return cutPage(rows, limit, ({ id }) => id)
    },

    async switches(filter: PageInput & { readonly product?: string | undefined }): Promise<Page<SwitchChange>> {
      let query = db.selectFrom('switch_changes').selectAll().where('id', '<', before(filter))
      if (filter.product !== undefined) query = query.where('product', '=', filter.product as Product)
      const limit = pageLimit(filter)
      const rows = await query
        .orderBy('id', 'desc')
        .limit(limit + 1)
        .execute()
      return mapPage(
        cutPage(rows, limit, ({ id }) => id),
        (row) => ({ ...row, on: row.on === 1 }),
      )
    },

    async suspensions(filter: PageInput & { readonly account?: AccountId | undefined }): Promise<Page<Suspension>> {
      let query = db.selectFrom('account_suspensions').selectAll().where('id', '<', before(filter))
      if (filter.account !== undefined) query = query.where('account', '=', filter.account)
      const limit = pageLimit(filter)
      const rows = await query
        .orderBy('id', 'desc')
        .limit(limit + 1)
        .execute()
      return mapPage(
        cutPage(rows, limit, ({ id }) => id),
        (row) => ({ ...row, suspended: row.suspended === 1 }),
      )
    },

    async pauses(input: PageInput): Promise<Page<TradingPause>> {
      const query = db.selectFrom('trading_pauses').selectAll().where('id', '<', before(input))
      const limit = pageLimit(input)
      const rows = await query
        .orderBy('id', 'desc')
        .limit(limit + 1)
        .execute()
      return cutPage(rows, limit, ({ id }) => id)
    },

    /** When each parameter was changed last. */
    async parameterTimes(): Promise<ReadonlyMap<string, Millis>> {
      const query = db
        .selectFrom('parameter_changes')
        .select((eb) => ['key', eb.fn.max('at').as('at')])
        .groupBy('key')
      return new Map((await query.execute()).map(({ key, at }) => [key, at]))
    },
  }
}

function before(input: PageInput): number {
  return pageCursor(input) ?? Number.MAX_SAFE_INTEGER
}
