/** Stored responses in SQL, sealed, within bounds for each account. Single rows are in rows.ts, runs in the background in run-store.ts. */
import { sql } from 'kysely'
import type { AccountId } from '../../engine/ledger/chart.ts'
import { Problem } from '../problem.ts'
import type { ResponseStore, StoredResponse } from './response.ts'
import { inRows, type ResponseStoreOptions, responseOf, write } from './rows.ts'
import { runStore } from './run-store.ts'

/** Turns of one conversation. */
const MAX_TURNS = 2_000
/** A conversation that is used is renewed once a day, not with every turn. */
const RENEW_MS = 86_400_000
export function sqlResponseStore(options: ResponseStoreOptions): ResponseStore {
  const { db, clock } = options
  return {
    put: (response) => db.transaction().execute((transaction) => write({ ...options, db: transaction }, response)),
    async get(account, id) {
      const row = await db
        .selectFrom('response')
        .selectAll()
        .where('account', '=', account)
        .where('id', '=', id)
        .where('expiresAt', '>', clock.now())
        .executeTakeFirst()
      return row && responseOf(options, row)
    },
    async conversation(account, id, maxBytes) {
      const turns = await turnsOf(options, account, id)
      checkTurns(turns, { id, maxBytes })
      const ids = turns.map((turn) => turn.id)
      await renew(options, ids)
      return load(options, account, ids)
    },
    async turns(account, id, maxBytes) {
      let bytes = 0
      const shown = (await turnsOf(options, account, id)).toReversed().filter((turn) => {
        bytes += turn.bytes
        return bytes <= maxBytes
      })
      return load(options, account, shown.map((turn) => turn.id).toReversed())
    },
    async holding(account, itemIds, maxBytes) {
      const rows = await inRows(itemIds, (some) =>
        db
          .selectFrom('responseItem')
          .innerJoin('response', 'response.id', 'responseItem.responseId')
          .select(['response.id', 'response.bytes'])
          .distinct()
          .where('responseItem.account', '=', account)
          .where('responseItem.itemId', 'in', some)
          .execute(),
      )
      const sizes = new Map(rows.map(({ id, bytes }) => [id, bytes]))
      if ([...sizes.values()].reduce((sum, bytes) => sum + bytes, 0) > maxBytes)
        throw new Problem('body_too_large', {
          param: 'input',
          message: 'The responses whose items are named are larger than 32 MB together.',
        })
      const ids = [...sizes.keys()]
      await renew(options, ids)
      return load(options, account, ids)
    },
    async remove(account, id) {
      const { numDeletedRows } = await db
        .deleteFrom('response')
        .where('account', '=', account)
        .where('id', '=', id)
        .executeTakeFirst()
      return numDeletedRows > 0n
    },
    ...runStore(options),
    async sweep() {
      await db.deleteFrom('response').where('expiresAt', '<=', clock.now()).execute()
    },
  }
}

interface Turn {
  readonly id: string
  readonly previousId: string | null
  readonly status: string
  readonly bytes: number
}

/** From the named response back to the first one that is still here. */
async function turnsOf({ db, clock }: ResponseStoreOptions, account: AccountId, id: string): Promise<readonly Turn[]> {
  const { rows } = await sql<Turn>`
    with recursive turn (id, previousId, status, bytes, depth) as (
      select id, previousId, status, bytes, 0 from response
      where id = ${id} and account = ${account} and expiresAt > ${clock.now()}
      union all
      select response.id, response.previousId, response.status, response.bytes, turn.depth + 1
      from turn join response on response.id = turn.previousId
      where response.account = ${account} and turn.depth < ${MAX_TURNS}
    )
    select id, previousId, status, bytes from turn order by depth desc`.execute(db)
  return rows
}

function checkTurns(
  turns: readonly Turn[],
  { id, maxBytes }: { readonly id: string; readonly maxBytes: number },
): void {
  const param = 'previous_response_id'
  const refuse = (message: string): Problem => new Problem('response_not_found', { status: 400, param, message })
  const last = turns.at(-1)
  if (!last)
    throw refuse(`No stored response has the id ${id.slice(0, 80)}: it was not stored, was deleted or has expired.`)
  if (last.status !== 'completed' && last.status !== 'incomplete')
    throw new Problem('not_possible_now', { status: 400, param, message: `The response ${id} is ${last.status}.` })
  if (turns.length > MAX_TURNS) throw refuse(`A conversation has at most ${MAX_TURNS} turns.`)
  if (turns[0]?.previousId !== null)
    throw refuse('An earlier response of this conversation was deleted or has expired: send the whole input.')
  const bytes = turns.reduce((sum, turn) => sum + turn.bytes, 0)
  if (bytes > maxBytes)
    throw new Problem('body_too_large', { param, message: 'The conversation is larger than 32 MB.' })
}

async function renew({ db, clock, settings }: ResponseStoreOptions, ids: readonly string[]): Promise<void> {
  const expiresAt = clock.now() + settings.keepResponsesMs
  await inRows(ids, (some) =>
    db
      .updateTable('response')
      .set({ expiresAt })
      .where('id', 'in', some)
      .where('expiresAt', '<', expiresAt - RENEW_MS)
      .execute(),
  )
}

/** In the order of the ids; those that are gone are left out. */
async function load(
  options: ResponseStoreOptions,
  account: AccountId,
  ids: readonly string[],
): Promise<readonly StoredResponse[]> {
  const { db, clock } = options
  const rows = await inRows(ids, (some) =>
    db
      .selectFrom('response')
      .selectAll()
      .where('account', '=', account)
      .where('id', 'in', some)
      .where('expiresAt', '>', clock.now())
      .execute(),
  )
  const byId = new Map(rows.map((row) => [row.id, row]))
  return ids.flatMap((id) => {
    const row = byId.get(id)
    return row ? [responseOf(options, row)] : []
  })
}
