/** The record of what operators did: one row an act, written before it and completed after it. Who may act and what is told is the server's. */
import type { ExpressionBuilder, Kysely } from 'kysely'
import type { AuditOutcome } from '../contract/audit.ts'
import type { AccountId } from '../engine/ledger/chart.ts'
import type { IdentityTables } from './schema.ts'

export interface Actor {
  /** null: nobody is known yet, as at the setup of the first operator. */
  readonly account: AccountId | null
  readonly identityId: string | null
  readonly keyId: number | null
  readonly address: string
}

export interface Intent {
  /** The sequencer's clock, ms. */
  readonly at: number
  readonly actor: Actor
  readonly action: string
  readonly target: string
  readonly summary: string
  readonly reason: string | null
}

export interface Ending {
  readonly outcome: AuditOutcome
  /** Of the refusal. */
  readonly code: string | null
  /** What it turned out to be about; the intent's when left out. */
  readonly target?: string | undefined
  readonly before: string | null
  readonly after: string | null
  /** Numbers of the commands that it booked. */
  readonly commands: readonly number[]
}

export interface Act extends Omit<Intent, 'actor'>, Omit<Ending, 'target' | 'commands'> {
  readonly id: number
  readonly actor: Actor & { readonly email: string | null }
  /** The first command that it booked. */
  readonly sequence: number | null
}

export interface ActFilter {
  /** Ids below this one. */
  readonly before?: number | undefined
  readonly limit: number
  readonly actor?: number | undefined
  /** `treasury.fund`, or `treasury` for everything of it. */
  readonly action?: string | undefined
  readonly target?: string | undefined
  readonly outcome?: AuditOutcome | undefined
  /** [from, to) */
  readonly from?: number | undefined
  readonly to?: number | undefined
}

export interface Acts {
  /** Durable when it settles: the act may begin. */
  begin(intent: Intent): Promise<number>
  end(id: number, ending: Ending): Promise<void>
  /** Newest first. */
  list(filter: ActFilter): Promise<readonly Act[]>
  /** Whose acts booked these commands; those of nobody are missing. */
  actorsOf(commands: readonly number[]): Promise<ReadonlyMap<number, AccountId>>
}

export function createActs(db: Kysely<IdentityTables>): Acts {
  return {
    async begin({ at, actor, action, target, summary, reason }) {
      const { account, identityId: identity, keyId, address } = actor
      const row = { at, account, identity, keyId, address, action, target, summary, reason }
      const { insertId } = await db
        .insertInto('act')
        .values({ ...row, before: null, after: null, outcome: 'open', code: null })
        .executeTakeFirstOrThrow()
      return Number(insertId)
    },
    async end(id, { outcome, code, target, before, after, commands }) {
      await db.transaction().execute(async (tx) => {
        const values = { outcome, code, before, after, ...(target === undefined ? {} : { target }) }
        await tx.updateTable('act').set(values).where('id', '=', id).execute()
        for (const sequence of commands) {
          await tx
            .insertInto('actCommand')
            .values({ sequence, act: id })
            .onConflict((conflict) => conflict.doNothing())
            .execute()
        }
      })
    },
    list: (filter) => list(db, filter),
    async actorsOf(commands) {
      if (commands.length === 0) return new Map()
      const rows = await db
        .selectFrom('actCommand')
        .innerJoin('act', 'act.id', 'actCommand.act')
        .select(['actCommand.sequence', 'act.account'])
        .where('actCommand.sequence', 'in', commands)
        .execute()
      return new Map(
        rows.flatMap(({ sequence, account }) => (account === null ? [] : [[sequence, account as AccountId]])),
      )
    },
  }
}

async function list(db: Kysely<IdentityTables>, filter: ActFilter): Promise<readonly Act[]> {
  const { before, limit, actor, action, target, outcome, from, to } = filter
  const rows = await db
    .selectFrom('act')
    .leftJoin('user', 'user.id', 'act.identity')
    .selectAll('act')
    .select(['user.email', firstCommand])
    .$if(before !== undefined, (query) => query.where('act.id', '<', before ?? 0))
    .$if(actor !== undefined, (query) => query.where('act.account', '=', actor ?? 0))
    .$if(target !== undefined, (query) => query.where('act.target', '=', target ?? ''))
    .$if(from !== undefined, (query) => query.where('act.at', '>=', from ?? 0))
    .$if(to !== undefined, (query) => query.where('act.at', '<', to ?? 0))
    .$if(action !== undefined, (query) =>
      query.where((eb) => eb.or([eb('act.action', '=', action ?? ''), eb('act.action', 'like', `${action}.%`)])),
    )
    .$if(outcome !== undefined, (query) =>
      query.where('act.outcome', 'in', outcome === 'unknown' ? ['open', 'unknown'] : [outcome ?? 'done']),
    )
    .orderBy('act.id', 'desc')
    .limit(limit)
    .execute()
  return rows.map(({ account, identity, keyId, address, email, sequence, ...row }) => ({
    ...row,
    outcome: row.outcome === 'open' ? 'unknown' : row.outcome,
    sequence: sequence === null ? null : Number(sequence),
    actor: { account: account as AccountId | null, identityId: identity, keyId, address, email },
  }))
}

function firstCommand(eb: ExpressionBuilder<IdentityTables, 'act'>) {
  return eb
    .selectFrom('actCommand')
    .select(({ fn }) => fn.min<number | null>('sequence').as('sequence'))
    .whereRef('actCommand.act', '=', 'act.id')
    .as('sequence')
}
