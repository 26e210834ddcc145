/** /uptime: how the calls of the models on offer ended, day by day. */
import { DAY_MS } from '../../base/calendar.ts'
import { dayStart } from '../../history/periods.ts'
import { upToDate } from '../past.ts'
import type { RouteDeps } from '../ports.ts'
import type { RoutesOf } from '../request.ts'

const DAYS = 30

export function uptimeRoutes(deps: RouteDeps): Pick<RoutesOf<'models'>, 'models.uptime'> {
  return {
    'models.uptime': async ({ query: { days = DAYS, model: wanted } }) => {
      const { usage } = await upToDate(deps)
      const asOf = deps.core.now()
      const from = dayStart(asOf - (days - 1) * DAY_MS)
      const found = await usage.daysOfModels(from, wanted)
      const names = deps.offers.offered().map(({ model }) => model)
      const offered = wanted === undefined ? [...new Set(names)] : names.filter((name) => name === wanted).slice(0, 1)
      return { items: offered.map((model) => ({ model, days: [...(found.get(model) ?? [])] })), from, asOf }
    },
  }
}
