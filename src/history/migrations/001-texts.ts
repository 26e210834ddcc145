/** The table of texts that commands have named as first released; never changed afterwards. */
import type { TableShapes } from './create-tables.ts'

export const textTables: TableShapes = {
  text_uses: { columns: { hash: 'text', seq: 'int' }, key: ['hash'], clustered: true },
}
