/** /runs: spend envelopes. The key's secret is in the answer of open, and in that of its repeats. */
import { DAY_MS } from '../../base/calendar.ts'
import { formatCredits } from '../../base/decimal.ts'
import type { Credits } from '../../base/money.ts'
import { RUN_DEFAULTS, type Run } from '../../contract/runs.ts'
import { PAGE_LIMIT } from '../../contract/values.ts'
import { allowsModel } from '../../identity/keys/profile.ts'
import type { RunFacts } from '../../relay/ports.ts'
import type { Caller } from '../caller.ts'
import { upToDate } from '../past.ts'
import type { RouteDeps } from '../ports.ts'
import { Refusal, refusalOf } from '../problem.ts'
import { creditsIn } from '../render/amounts.ts'
import { wireSum } from '../render/usage.ts'
import type { RoutesOf } from '../request.ts'
import { beforeId } from './keys.ts'

/** Jobs that a run has begun end within so long of its own end. */
const LATEST_CALLS_MS = 31 * DAY_MS

export function runRoutes(deps: RouteDeps): RoutesOf<'runs'> {
  const { core, keys, runs } = deps

  /** Throws model_not_allowed: a run may use no model that its opener may not. */
  const checkModels = ({ keyId }: Caller, models: readonly string[]): void => {
    const opener = keyId === null ? undefined : keys.directory.byId(keyId)
    const refused = opener?.ok ? models.find((model) => !allowsModel(opener.key, model)) : undefined
    if (refused !== undefined) throw new Refusal('model_not_allowed', { context: { model: refused } })
  }

  return {
    'runs.list': async ({ caller, query }) => {
      const limit = query.limit ?? PAGE_LIMIT
      const before = beforeId(query.cursor)
      const page = { limit: limit + 1, ended: !query.open, ...(before === undefined ? {} : { before }) }
      const found = await runs.list(caller, page)
      const items = found.slice(0, limit)
      const last = items.at(-1)
      return { items: items.map(wireRun), nextCursor: found.length > limit && last ? String(last.id) : null }
    },

    'runs.open': async ({ caller, body, idempotency }) => {
      const { name = RUN_DEFAULTS.name, expiresInSeconds = RUN_DEFAULTS.expiresInSeconds, models = null } = body
      checkModels(caller, models ?? [])
      const ask = { name, models, budget: creditsIn(body.budget), expiresAt: core.now() + expiresInSeconds * 1_000 }
      const opened = await runs.open(caller, { ...ask, retry: idempotency })
      if (!opened.ok) throw refusalOf(opened)
      return { ...wireRun(opened.run), secret: opened.secret }
    },

    'runs.get': async ({ caller, params }) => {
      const { usage } = await upToDate(deps)
      const run = await runs.find(caller, params.runId)
      if (!run) throw new Refusal('run_not_found')
      const to = Math.min(core.now() + 1, run.expiresAt + LATEST_CALLS_MS)
      const span = { from: run.createdAt, to, by: 'day' } as const
      const { total } = await usage.ofAccount({ account: caller.account, keyId: run.id, ...span })
      return { ...wireRun(run), usage: wireSum(total) }
    },

    'runs.close': async ({ caller, params }) => {
      const closed = await runs.close(caller, params.runId)
      if (!closed) throw new Refusal('run_not_found')
      if (!closed.ok) throw refusalOf(closed)
      return wireRun(closed.run)
    },
  }
}

function wireRun({ id, models, budget, spent, held, returned, ...run }: RunFacts): Run {
  return {
    ...{ runId: id, name: run.name, hint: run.hint, status: run.status },
    budget: formatCredits(budget),
    spent: formatCredits(spent),
    held: formatCredits(held),
    left: formatCredits((budget - spent - held - returned) as Credits),
    returned: formatCredits(returned),
    models: models && [...models],
    ...{ createdAt: run.createdAt, expiresAt: run.expiresAt },
  }
}
