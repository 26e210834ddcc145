/** Plants each bug of test/engine/mutants in a copy of the engine and says which tests notice. Arguments choose the bugs whose description contains one of them. */
import { spawn } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { mutants } from '../test/engine/mutants/all.ts'
import type { Mutant } from '../test/engine/mutants/mutant.ts'
import { root } from './files.ts'

interface Planted extends Mutant {
  readonly area: string
}

/** From the quickest killer to the slowest. What a later one kills the earlier ones have missed. */
const suites = [
  { name: 'twin', run: ['test/engine/twin.test.ts', 'test/engine/margin-twin.test.ts'] },
  { name: 'sessions', run: ['test/engine'] },
  { name: 'unit tests', run: ['src/engine'] },
]
const needed = ['src', 'test', 'package.json', 'tsconfig.json', 'vitest.config.ts']
/** A test run that takes longer goes round in circles. */
const TIMEOUT_MS = 10 * 60_000

const chosen = Object.entries(mutants)
  .flatMap(([area, rows]) => rows.map((row): Planted => ({ area, ...row })))
  .filter((mutant) => matches(mutant, process.argv.slice(2)))
const stale = chosen.filter(({ file, find }) => occurrences(file, find) !== 1)
for (const { area, file, find, why } of stale)
  console.log(`${area}: ${why}\n  stands ${occurrences(file, find)} times in src/engine/${file}:\n  ${find}\n`)
if (stale.length > 0) {
  console.log(`${stale.length} of ${chosen.length} bugs can not be planted: repair test/engine/mutants.`)
  process.exit(2)
}
if (chosen.length === 0) throw new Error('no bug matches these words')

const copy = mkdtempSync(join(tmpdir(), 'lx-mutate-'))
process.on('exit', () => rmSync(copy, { recursive: true, force: true }))
for (const path of needed) cpSync(join(root, path), join(copy, path), { recursive: true })
symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'), 'dir')

console.log(`${chosen.length} bugs, one at a time; first the tests without any`)
for (const suite of suites) {
  if ((await runSuite(suite.run)) === undefined) continue
  console.log(`The ${suite.name} fail without a planted bug.`)
  process.exit(2)
}

const survivors: Planted[] = []
for (const mutant of chosen) {
  const startedAt = performance.now()
  const killer = await plant(mutant)
  if (!killer) survivors.push(mutant)
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(0)
  console.log(
    `${killer ? 'killed  ' : 'SURVIVED'}  ${mutant.area.padEnd(10)}  ${mutant.why}  (${killer ?? 'nobody'}, ${seconds} s)`,
  )
}
console.log(`\n${chosen.length - survivors.length} of ${chosen.length} killed`)
process.exitCode = survivors.length === 0 ? 0 : 1

function matches({ area, file, why }: Planted, words: readonly string[]): boolean {
  return words.length === 0 || words.some((word) => `${area} ${file} ${why}`.includes(word))
}

function occurrences(file: string, text: string): number {
  return readFileSync(join(root, 'src/engine', file), 'utf8').split(text).length - 1
}

/** The test that fails with this bug; undefined when none does. */
async function plant({ file, find, replace }: Planted): Promise<string | undefined> {
  const path = join(copy, 'src/engine', file)
  const sound = readFileSync(path, 'utf8')
  writeFileSync(
    path,
    sound.replace(find, () => replace),
  )
  try {
    for (const suite of suites) {
      const failed = await runSuite(suite.run)
      if (failed !== undefined) return `${suite.name}: ${failed}`
    }
    return undefined
  } finally {
    writeFileSync(path, sound)
  }
}

interface Report {
  readonly testResults: readonly {
    readonly name: string
    readonly message: string
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[]
  }[]
}

/** Runs test files up to the first failure; its name, undefined when all pass. */
async function runSuite(files: readonly string[]): Promise<string | undefined> {
  const output = join(copy, 'report.json')
  rmSync(output, { force: true })
  const vitest = join(copy, 'node_modules/vitest/vitest.mjs')
  const flags = ['run', ...files, '--project', 'unit', '--bail', '1', '--reporter', 'json', '--outputFile', output]
  const child = spawn(process.execPath, [vitest, ...flags], { cwd: copy, stdio: 'ignore', detached: true })
  const timer = setTimeout(() => child.pid && process.kill(-child.pid, 'SIGKILL'), TIMEOUT_MS)
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve))
  clearTimeout(timer)
  if (code === 0) return undefined
  if (code === null) return 'no end'
  const { testResults } = JSON.parse(readFileSync(output, 'utf8')) as Report
  for (const { assertionResults } of testResults)
    for (const { status, fullName } of assertionResults) if (status === 'failed') return fullName
  return testResults.find(({ message }) => message !== '')?.message.split('\n')[0] ?? 'an error outside of tests'
}
