/** Builds the web app into web/dist when anything it is made of changed since the last build; otherwise does nothing. */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root, sourceFilesUnder } from './files.ts'

const web = join(root, 'web')
const stamp = join(web, 'dist', '.stamp')
const config = join(web, 'vite.config.ts')

/** What the bundle is made of: the app, the contract and the pure engine functions it shares, the packages, this script. */
const inputs = ['web', 'src/contract', 'src/base', 'src/engine', 'package-lock.json', 'scripts/build-web.ts']

if (existsSync(config)) {
  const fingerprint = hashOf(inputs)
  if (readStamp() !== fingerprint) await build(fingerprint)
}

function readStamp(): string | undefined {
  return existsSync(stamp) ? readFileSync(stamp, 'utf8') : undefined
}

async function build(fingerprint: string): Promise<void> {
  process.stderr.write('Building the web app …\n')
  const startedAt = performance.now()
  rmSync(stamp, { force: true })
  const vite = await import('vite')
  await vite.build({ root: web, configFile: config, logLevel: 'warn' })
  writeFileSync(stamp, fingerprint)
  process.stderr.write(`Built in ${Math.round((performance.now() - startedAt) / 1000)} s.\n`)
}

function hashOf(paths: readonly string[]): string {
  const hash = createHash('sha256')
  for (const path of paths.flatMap(sourceFilesUnder)) hash.update(`${path}\0`).update(readFileSync(join(root, path)))
  return hash.digest('hex')
}
