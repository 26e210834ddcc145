/** /admin/audit: the record of operators' acts. It is written in audit.ts of the folder above. */
import type { AuditEntry } from '../../contract/audit.ts'
import { PAGE_LIMIT } from '../../contract/values.ts'
import type { Act } from '../../identity/acts.ts'
import type { RouteDeps } from '../ports.ts'
import { Refusal } from '../problem.ts'
import type { RoutesOf } from '../request.ts'

export function auditRoutes({ identity }: RouteDeps): Pick<RoutesOf<'admin'>, 'admin.audit'> {
  return {
    'admin.audit': async ({ query }) => {
      const { cursor, format: _, limit = PAGE_LIMIT, ...filter } = query
      const found = await identity.acts.list({ ...filter, before: idOf(cursor), limit: limit + 1 })
      const items = found.slice(0, limit)
      return { items: items.map(wireAct), nextCursor: found.length > limit ? String(items.at(-1)?.id) : null }
    },
  }
}

function idOf(cursor: string | undefined): number | undefined {
  if (cursor === undefined) return undefined
  if (!/^\d{1,15}$/.test(cursor)) throw new Refusal('invalid_cursor')
  return Number(cursor)
}

function wireAct({ id, actor, ...act }: Act): AuditEntry {
  const { account, email, keyId, address } = actor
  const { at, sequence, action, target, summary, before, after, reason, outcome, code } = act
  return {
    ...{ auditId: id, at, sequence, actor: account, email, keyId, address },
    ...{ action, target, summary, before, after, reason, outcome, code },
  }
}
