/** Price cards as they were published, newest first: from when and until when each was in force. */
import type { Millis } from '../../base/money.ts'
import type { CardId } from '../../engine/command.ts'
import type { Rates } from '../../engine/metering/rates.ts'
import type { ServiceRates } from '../../engine/metering/service-tiers.ts'
import { cutPage, type Database, mapPage, type Page, type PageInput, pageCursor, pageLimit } from './page.ts'

export interface CardVersion {
  readonly cardId: CardId
  readonly seq: number
  readonly from: Millis
  /** null: it is in force, or was never taken back. */
  readonly until: Millis | null
  readonly channel: number
  readonly model: string
  /** pCR a unit. */
  readonly list: Rates
  readonly cost: Rates
  readonly services: ServiceRates
  readonly eligible: boolean
}

export interface CardFilter extends PageInput {
  readonly model: string
  readonly channel?: number | undefined
}

export function cardQueries(db: Database) {
  return {
    async versions(filter: CardFilter): Promise<Page<CardVersion>> {
      const limit = pageLimit(filter)
      let query = db
        .selectFrom('cards')
        .leftJoin('card_retirements', 'card_retirements.card', 'cards.id')
        .selectAll('cards')
        .select('card_retirements.at as until')
        .where('cards.model', '=', filter.model)
        .where('cards.id', '<', (pageCursor(filter) ?? Number.MAX_SAFE_INTEGER) as CardId)
      if (filter.channel !== undefined) query = query.where('cards.channel', '=', filter.channel)
      const rows = await query
        .orderBy('cards.id', 'desc')
        .limit(limit + 1)
        .execute()
      return mapPage(
        cutPage(rows, limit, ({ id }) => id),
        ({ id, seq, at, until, channel, model, list, cost, services, eligible }) => ({
          ...{ cardId: id, seq, from: at, until, channel, model, eligible: eligible === 1 },
          list: JSON.parse(list) as Rates,
          cost: JSON.parse(cost) as Rates,
          services: JSON.parse(services) as ServiceRates,
        }),
      )
    },
  }
}
