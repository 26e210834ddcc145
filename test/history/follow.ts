/** A process that follows the journal of a data directory until it has caught up, or kills itself once it has passed a command. */
import { historyCursor } from '../../src/history/file.ts'
import { startHistory } from '../../src/history/history.ts'
import { openSqliteReader } from '../../src/journal/sqlite/reader.ts'

const dataDir = process.argv[2]
const until = Number(process.argv[3] ?? Number.POSITIVE_INFINITY)
if (dataDir === undefined) throw new Error('which data directory?')
const journal = openSqliteReader(dataDir)
const { seq: end } = await journal.end()
await journal.close()
process.stdout.write(`${await historyCursor(dataDir)}\n`)
const history = await startHistory({ dataDir, engine: { simulation: true } })
while (history.position() < end && history.position() <= until) await history.caughtUpTo(history.position() + 1)
// The thread that projects is somewhere in the middle of its work.
if (history.position() > until) process.kill(process.pid, 'SIGKILL')
await history.close()
