/** Lives the past of every world once for all browser tests of a run. */
import { ServerProcess, temporaryDir } from '../server-process.ts'

/** Names the folder to the processes of the tests. */
const VARIABLE = 'LX_TEST_WORLD'

/** The folder of a server whose past is that of every world; undefined outside of a run that has lived it. */
export function livedPast(): string | undefined {
  return process.env[VARIABLE]
}

/** Called by Vitest before the first browser test; what it returns, after the last. */
export async function setup(): Promise<() => void> {
  const { pastOf, START } = await import('./world.ts')
  const dir = temporaryDir()
  const server = await ServerProcess.start({ dataDir: dir.path, clock: START })
  await pastOf(server.url)
  await server.stop()
  process.env[VARIABLE] = dir.path
  return dir.remove
}
