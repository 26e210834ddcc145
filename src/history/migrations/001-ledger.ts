/** The tables of the ledger, accounts and top-ups as first released; never changed afterwards. */
import type { TableShapes } from './create-tables.ts'

export const ledgerTables: TableShapes = {
  projection: { columns: { id: 'int', seq: 'int', at: 'int' }, key: ['id'] },
  entries: {
    columns: { id: 'int', seq: 'int', n: 'int', at: 'int', kind: 'text', ref: 'text' },
    key: ['id'],
    indexes: [
      ['ref', 'id'],
      ['kind', 'id'],
      ['at', 'id'],
    ],
  },
  postings: {
    columns: { entry: 'int', n: 'int', account: 'int', purpose: 'text', asset: 'text', amount: 'int' },
    key: ['entry', 'n'],
    clustered: true,
    indexes: [['account', 'purpose', 'asset', 'entry']],
  },
  entry_accounts: {
    columns: { account: 'int', entry: 'int', kind: 'text' },
    key: ['account', 'entry'],
    clustered: true,
    indexes: [['account', 'kind', 'entry']],
  },
  entry_kinds: {
    columns: { kind: 'text', purpose: 'text', asset: 'text', postings: 'int' },
    key: ['kind', 'purpose', 'asset'],
    clustered: true,
  },
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
    },
    key: ['account'],
  },
  topups: {
    columns: { id: 'int', seq: 'int', at: 'int', account: 'int', amount: 'int', provider: 'text', payment_id: 'text' },
    key: ['id'],
    indexes: [
      ['account', 'id'],
      ['provider', 'id'],
      ['at', 'id'],
    ],
  },
}
