/** Lives the past of every world once for all browser tests of a run. */
import { ServerProcess, temporaryDir } from '../server-process.ts'
import { keepPast } from './past.ts'
import { pastOf, START } from './world.ts'

/** Called by Vitest before the first browser test; what it returns, after the last. */
export async function setup(): Promise<() => void> {
  const dir = temporaryDir()
  const server = await ServerProcess.start({ dataDir: dir.path, clock: START })
  await pastOf(server.url)
  await server.stop()
  keepPast(dir.path)
  return dir.remove
}
