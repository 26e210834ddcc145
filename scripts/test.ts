/** Runs the tests, says what is left out and why, and ends with the runner's real counts. Arguments go on to Vitest. */
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { parseCLI, startVitest } from 'vitest/node'
import { findChromium } from './chromium.ts'
import { findDatabaseServers } from './databases.ts'
import { root, testFilesUnder } from './files.ts'
import { machine } from './machine.ts'
import { countTests, formatCounts } from './test-counts.ts'

/** In CI everything must run: what would be left out or skipped elsewhere is a failure. */
const everything = process.env.LX_CI === '1'

const { filter, options } = parseCLI(['vitest', 'run', ...process.argv.slice(2)])
const browserTests = testFilesUnder('test/browser').filter(isWanted)
const leftOut: string[] = []
const projects = ['unit', 'crash']

if (browserTests.length > 0) {
  if (findChromium()) {
    execFileSync(process.execPath, [join(root, 'scripts/build-web.ts')], { stdio: 'inherit' })
    projects.push('browser')
  } else {
    const files = `${browserTests.length} file${browserTests.length === 1 ? '' : 's'} in test/browser`
    leftOut.push(`browser tests (${files}): no Chromium found; install it or set CHROMIUM to its path`)
  }
}

const databaseTests = testFilesUnder('test/databases').filter(isWanted)
if (databaseTests.length > 0) {
  const { postgres, mariadb } = findDatabaseServers()
  if (postgres && mariadb) projects.push('databases')
  else {
    const files = `${databaseTests.length} file${databaseTests.length === 1 ? '' : 's'} in test/databases`
    const missing = [postgres ? '' : 'PostgreSQL', mariadb ? '' : 'MariaDB'].filter(Boolean).join(' and ')
    leftOut.push(`database tests (${files}): no ${missing} found; install ${missing}`)
  }
}

const share = Number(process.env.LX_TEST_SCALE ?? '0.05') * 100
console.log(`${share} % of the full counts, on ${machine()}`)

const vitest = await startVitest('test', filter, {
  root,
  ...options,
  watch: false,
  project: options.project ?? projects,
})
const counts = countTests(vitest.state.getTestModules(), vitest.state.getUnhandledErrors().length)

for (const reason of leftOut) console.log(`Left out: ${reason}.`)
const incomplete = everything && (leftOut.length > 0 || counts.skipped > 0)
if (incomplete) console.log('LX_CI=1 asks for every test to run: this counts as a failure.')
console.log(formatCounts(counts))
process.exit(counts.failed > 0 || incomplete ? 1 : (process.exitCode ?? 0))

function isWanted(file: string): boolean {
  return filter.length === 0 || filter.some((part) => file.includes(part))
}
