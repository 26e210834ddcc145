/** The tables of Compute Wars as first released; never changed afterwards. */
import type { TableShapes } from './create-tables.ts'

export const warTables: TableShapes = {
  war_rounds: {
    columns: {
      ...{ id: 'int', seq: 'int', at: 'int', start: 'int', pool: 'int', profit: 'int', mark: 'int?' },
      ...{ players: 'int', total: 'int', review_ends: 'int?' },
    },
    key: ['id'],
  },
  war_standings: {
    columns: { round: 'int', place: 'int', account: 'int', score: 'int', margin: 'int' },
    key: ['round', 'place'],
    clustered: true,
  },
  war_reviews: {
    columns: { seq: 'int', at: 'int', round: 'int', account: 'int', kind: 'text', reason: 'text', actor: 'int' },
    key: ['seq'],
    indexes: [['round', 'seq']],
  },
  war_payouts: {
    columns: { round: 'int', seq: 'int', at: 'int', paid: 'int', choice_ends: 'int?' },
    key: ['round'],
  },
  war_prizes: {
    columns: { round: 'int', rank: 'int', account: 'int', score: 'int', prize: 'int' },
    key: ['round', 'rank'],
    clustered: true,
  },
  war_perks: {
    columns: {
      ...{ round: 'int', seq: 'int', at: 'int', account: 'int', kind: 'text', grant: 'int', ends_at: 'int' },
      chosen: 'int',
    },
    key: ['round'],
  },
  war_perk_ends: {
    columns: { round: 'int', seq: 'int', at: 'int', spent: 'int', returned: 'int' },
    key: ['round'],
  },
}
