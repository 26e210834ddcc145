/** The tables of prediction markets as first released; never changed afterwards. */
import type { TableShapes } from './create-tables.ts'

const placed = { id: 'int', seq: 'int', at: 'int', market: 'int' } as const

export const predictionTables: TableShapes = {
  prediction_markets: {
    columns: {
      ...{ market: 'int', status: 'text', proposer: 'int', closes_at: 'int', seq: 'int', at: 'int', view: 'text' },
    },
    key: ['market'],
    indexes: [['status', 'market']],
  },
  prediction_prices: {
    columns: {
      ...{ market: 'int', at: 'int', cost: 'int', yes: 'int', no: 'int', yes_ppm: 'int' },
      ...{ staked_yes: 'int', staked_no: 'int', bets: 'int' },
    },
    key: ['market'],
  },
  prediction_points: {
    columns: { market: 'int', minute: 'int', yes_ppm: 'int', staked: 'int' },
    key: ['market', 'minute'],
    clustered: true,
  },
  prediction_acts: {
    columns: { ...placed, cause: 'text', actor: 'int', reason: 'text?', text_hash: 'text?' },
    key: ['id'],
    indexes: [['market', 'id']],
  },
  prediction_bets: {
    columns: { ...placed, account: 'int', side: 'text', stake: 'int', shares: 'int', yes_ppm: 'int' },
    key: ['id'],
    indexes: [
      ['market', 'id'],
      ['account', 'id'],
    ],
  },
  prediction_payouts: {
    columns: { ...placed, account: 'int', outcome: 'text', payout: 'int', fee: 'int', counted: 'int' },
    key: ['id'],
  },
  prediction_forecasts: {
    columns: { account: 'int', market: 'int', weight: 'int', weighted: 'int', outcome: 'int' },
    key: ['account', 'market'],
    clustered: true,
  },
  prediction_votes: {
    columns: { market: 'int', account: 'int', at: 'int', outcome: 'text', power: 'int?', counted: 'int?' },
    key: ['market', 'account'],
  },
  prediction_bonds: {
    columns: {
      ...{ ...placed, account: 'int', kind: 'text', bond: 'int', returned: 'int', burned: 'int', to_winner: 'int' },
    },
    key: ['id'],
    indexes: [['market', 'id']],
  },
  prediction_comments: {
    columns: { ...placed, account: 'int', text_hash: 'text' },
    key: ['id'],
    indexes: [['market', 'id']],
  },
  prediction_resolvers: {
    columns: { id: 'int', seq: 'int', at: 'int', account: 'int', active: 'int', reason: 'text', actor: 'int' },
    key: ['id'],
  },
}
