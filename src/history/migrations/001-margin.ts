/** The tables of loans, forced closes, losses and the risk reserve as first released; never changed afterwards. */
import type { TableShapes } from './create-tables.ts'

const placed = { id: 'int', seq: 'int', at: 'int' } as const

export const marginTables: TableShapes = {
  loan_changes: {
    columns: {
      ...{ ...placed, account: 'int', asset: 'text', cause: 'text' },
      ...{ amount: 'int', interest: 'int', debt: 'int', principal: 'int' },
    },
    key: ['id'],
    indexes: [['account', 'id']],
  },
  interest_daily: {
    columns: { account: 'int', day: 'int', asset: 'text', paid: 'int' },
    key: ['account', 'day', 'asset'],
    clustered: true,
  },
  margin_closes: {
    columns: {
      ...{ ...placed, account: 'int', asset: 'text', side: 'text', mark: 'int', level: 'int' },
      ...{ limit_price: 'int', liquidation: 'int?', bankruptcy: 'int?', wanted: 'int', quantity: 'int' },
      ...{ notional: 'int', penalty: 'int', repaid: 'int', debt: 'int', level_after: 'int?' },
    },
    key: ['id'],
    indexes: [['account', 'id']],
  },
  margin_losses: {
    columns: {
      ...{ ...placed, account: 'int', kind: 'text', asset: 'text', mark: 'int' },
      ...{ shortfall: 'int', covered: 'int', socialised: 'int' },
      ...{ seized_credits: 'int', seized_lco: 'int', bought: 'int', spent: 'int' },
    },
    key: ['id'],
    indexes: [['account', 'id']],
  },
  margin_notices: {
    columns: {
      ...{ ...placed, account: 'int', kind: 'text', level: 'int?', mark: 'int?' },
      ...{ liquidation: 'int?', bankruptcy: 'int?', terms: 'text?' },
    },
    key: ['id'],
    indexes: [['account', 'id']],
  },
  margin_transfers: {
    columns: { ...placed, account: 'int', direction: 'text', amount: 'int' },
    key: ['id'],
    indexes: [['account', 'id']],
  },
  loss_notes: { columns: { ...placed, asset: 'text', reason: 'text', actor: 'int' }, key: ['id'] },
  reserve_days: {
    columns: { day: 'int', asset: 'text', kind: 'text', received: 'int', paid: 'int' },
    key: ['day', 'asset', 'kind'],
    clustered: true,
  },
}
