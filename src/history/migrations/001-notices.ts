/** The table of notifications as first released; never changed afterwards. */
import type { TableShapes } from './create-tables.ts'

export const noticeTables: TableShapes = {
  notices: {
    columns: { account: 'int', place: 'int', number: 'int', seq: 'int', at: 'int', kind: 'text', data: 'text' },
    key: ['account', 'place'],
    clustered: true,
    indexes: [['account', 'number']],
  },
}
