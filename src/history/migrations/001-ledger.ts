/** The tables of the ledger, accounts and top-ups as first released; never changed afterwards. */
import type { TableShapes } from './create-tables.ts'

export const ledgerTables: TableShapes = {
  projection: { columns: { id: 'int', seq: 'int', at: 'int' }, key: ['id'] },
  bookings: { columns: { seq: 'int', at: 'int', entries: 'text' }, key: ['seq'] },
  refs: { columns: { ref: 'text', seq: 'int' }, key: ['ref', 'seq'], clustered: true },
  series_items: {
    columns: { account: 'int', series: 'int', item: 'int' },
    key: ['account', 'series', 'item'],
    clustered: true,
  },
  booking_series: { columns: { id: 'int', touched: 'text' }, key: ['id'] },
  accounts: {
    columns: { id: 'int', identity: 'text', operator: 'int', seq: 'int', at: 'int' },
    key: ['id'],
  },
  account_suspensions: {
    columns: { id: 'int', seq: 'int', at: 'int', account: 'int', suspended: 'int', reason: 'text' },
    key: ['id'],
    indexes: [['account', 'id']],
  },
  account_activity: {
    columns: {
      account: 'int',
      calls: 'int',
      charged: 'int',
      mined: 'int',
      trades: 'int',
      traded: 'int',
      fees: 'int',
      topped_up: 'int',
      last_at: 'int',
      receipt_hash: 'text?',
    },
    key: ['account'],
  },
  topups: {
    columns: { id: 'int', seq: 'int', at: 'int', account: 'int', amount: 'int', provider: 'text', payment_id: 'text' },
    key: ['id'],
    indexes: [
      ['account', 'id'],
      ['provider', 'id'],
    ],
  },
}
