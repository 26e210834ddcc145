/** The tables of the launchpad as first released; never changed afterwards. */
import type { TableShapes } from './create-tables.ts'

const placed = { id: 'int', seq: 'int', at: 'int' } as const

export const launchpadTables: TableShapes = {
  offering_acts: {
    columns: { ...placed, offering: 'int', kind: 'text', reason: 'text?', actor: 'int?' },
    key: ['id'],
    indexes: [['offering', 'id']],
  },
  offering_locks: {
    columns: { ...placed, offering: 'int', account: 'int', locked: 'int', weight: 'int' },
    key: ['id'],
    indexes: [['offering', 'id']],
  },
  offering_quotas: {
    columns: {
      ...{ offering: 'int', account: 'int', seq: 'int', at: 'int' },
      ...{ locked: 'int', weight: 'int', score: 'text', quota: 'int' },
    },
    key: ['offering', 'account'],
    clustered: true,
  },
  offering_usage: {
    columns: { offering: 'int', account: 'int', calls: 'int', used: 'int' },
    key: ['offering', 'account'],
    clustered: true,
  },
}
