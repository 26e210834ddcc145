/** /rankings: which models are called most. Numbers of calls and tokens only; who calls is not told. */
import { DAY_MS, HOUR_MS } from '../../base/calendar.ts'
import type { ModelRank, RankingSpan } from '../../contract/models.ts'
import { hourStart } from '../../history/periods.ts'
import { upToDate } from '../past.ts'
import type { RouteDeps } from '../ports.ts'
import type { RoutesOf } from '../request.ts'

const spanMs = { '24h': DAY_MS, '7d': 7 * DAY_MS, '30d': 30 * DAY_MS } as const satisfies Record<RankingSpan, number>

type Use = ModelRank['before']
const NOTHING: Use = { calls: 0, inputTokens: 0, outputTokens: 0 }

export function rankingRoutes(deps: RouteDeps): Pick<RoutesOf<'models'>, 'models.rankings'> {
  return {
    'models.rankings': async ({ query: { span = '7d' } }) => {
      const { usage } = await upToDate(deps)
      const asOf = deps.core.now()
      const to = hourStart(asOf) + HOUR_MS
      const from = to - spanMs[span]
      const [now, earlier] = await Promise.all([usage.ranks(from, to), usage.ranks(from - spanMs[span], from)])
      const before = new Map(earlier.map((rank) => [rank.model, rank]))
      const offered = new Map(deps.offers.offered().map((model) => [model.model, model]))
      // What only some groups may call is no business of everybody's.
      const items = now.flatMap((rank) => {
        const offer = offered.get(rank.model)
        if (!offer) return []
        const { model, kind, provider: vendor } = offer
        return { model, kind, vendor, ...usedBy(rank), before: usedBy(before.get(model)) }
      })
      return { items, total: items.reduce(added, NOTHING), from, asOf }
    },
  }
}

function usedBy({ calls, inputTokens, outputTokens }: Use = NOTHING): Use {
  return { calls, inputTokens, outputTokens }
}

function added(sum: Use, rank: Use): Use {
  return {
    calls: sum.calls + rank.calls,
    inputTokens: sum.inputTokens + rank.inputTokens,
    outputTokens: sum.outputTokens + rank.outputTokens,
  }
}
