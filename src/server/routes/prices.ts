/** /models/…/prices: every price a model has had, and for operators who published it. */
import type { PriceVersion } from '../../contract/models.ts'
import type { AccountId } from '../../engine/ledger/chart.ts'
import type { CardVersion } from '../../history/queries/cards.ts'
import { upToDate } from '../past.ts'
import type { RouteDeps } from '../ports.ts'
import { Refusal } from '../problem.ts'
import { wireRates } from '../render/rates.ts'
import type { RoutesOf } from '../request.ts'

export function priceRoutes(deps: RouteDeps): Pick<RoutesOf<'models'>, 'models.prices'> {
  return {
    'models.prices': async ({ caller, params, query }) => {
      const { cards } = await upToDate(deps)
      const { channelId: channel, format: _, ...page } = query
      const { items, nextCursor } = await cards.versions({ ...page, model: params.model, channel })
      if (items.length === 0 && query.cursor === undefined && channel === undefined)
        throw new Refusal('model_not_found')
      const commands = caller?.operator ? items.map(({ seq }) => seq) : []
      const publishers = await deps.identity.acts.actorsOf(commands)
      return { items: items.map((card) => wireVersion(card, publishers.get(card.seq))), nextCursor }
    },
  }
}

function wireVersion(card: CardVersion, publishedBy: AccountId | undefined): PriceVersion {
  const { cardId, channel, list, cost, services, eligible, from, until, seq } = card
  return {
    ...{ cardId, channelId: channel, list: wireRates(list), cost: wireRates(cost), services, eligible },
    ...{ from, until, publishedBy: publishedBy ?? null, sequence: seq },
  }
}
