/** A process that follows the journal of a data directory, printing its position, until it is killed or has caught up. */
import { historyCursor } from '../../src/history/file.ts'
import { startHistory } from '../../src/history/history.ts'
import { openSqliteReader } from '../../src/journal/sqlite/reader.ts'

const dataDir = process.argv[2]
if (dataDir === undefined) throw new Error('which data directory?')
const journal = openSqliteReader(dataDir)
const { seq: end } = await journal.end()
await journal.close()
process.stdout.write(`${await historyCursor(dataDir)}\n`)
const history = await startHistory({ dataDir, engine: { simulation: true } })
while (history.position() < end) {
  process.stdout.write(`${history.position()}\n`)
  await history.caughtUpTo(history.position() + 1)
}
await history.close()
