/** Runs every check at once, prints what failed with its output, and a summary. Names as arguments run only those. */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { root } from './files.ts'

interface Check {
  readonly name: string
  /** What a failure means for who reads it. */
  readonly about: string
  /** A program of a package or a script of ours, and its arguments. */
  readonly run: readonly [program: string, ...args: string[]]
  /** The check does not apply to a checkout without this file. */
  readonly needs?: string
}

const colours = process.stdout.isTTY === true
const boundaries = ['--config', '.dependency-cruiser.mjs', '--output-type', 'err-long', '--no-progress']

/** TypeScript 7 checks types in a fifth of the time; the scripts that read sources need the interface of 5, which 7 has not. */
const TSC = 'node_modules/typescript-native/bin/tsc'

const checks: readonly Check[] = [
  {
    name: 'types',
    about: 'the types of the server, tests, benches and scripts agree',
    run: [TSC, '-p', 'tsconfig.json', '--pretty', String(colours)],
  },
  {
    name: 'web-types',
    about: 'the types of the web app agree',
    run: [TSC, '-p', 'web/tsconfig.json', '--noEmit', '--pretty', String(colours)],
    needs: 'web/tsconfig.json',
  },
  {
    name: 'format',
    about: 'formatting and lint rules (biome.json); npx biome check --write repairs most',
    run: [
      'node_modules/@biomejs/biome/bin/biome',
      'check',
      `--colors=${colours ? 'force' : 'off'}`,
      '--error-on-warnings',
      '--max-diagnostics=60',
      '.',
    ],
  },
  {
    name: 'boundaries',
    about: 'which folder may import which, and why (.dependency-cruiser.mjs)',
    run: [
      'node_modules/dependency-cruiser/bin/dependency-cruise.mjs',
      ...boundaries,
      'src',
      'web',
      'test',
      'bench',
      'scripts',
    ],
  },
  {
    name: 'dead-code',
    about: 'files, exports and packages that nothing uses (knip.json): delete them',
    run: ['node_modules/knip/bin/knip.js', '--no-progress', '--no-config-hints'],
  },
  {
    name: 'tidy',
    about: 'the project’s own rules (scripts/tidy/registry.ts)',
    run: ['scripts/tidy.ts'],
  },
  {
    name: 'generated',
    about: 'docs/reference matches the code; npm run generate rewrites it',
    run: ['scripts/generate.ts', '--check'],
  },
  {
    name: 'texts',
    about: 'the web app says the same things in every language',
    run: ['scripts/check-i18n.ts'],
    needs: 'scripts/check-i18n.ts',
  },
  {
    name: 'lock-file',
    about: 'npm ci accepts package-lock.json on every platform',
    run: ['scripts/complete-lock.ts', '--check'],
  },
]

interface Result {
  readonly check: Check
  readonly passed: boolean
  readonly seconds: string
}

const chosen = chooseChecks(process.argv.slice(2))
const waiting = [...chosen]
const results: Result[] = []
await Promise.all(Array.from({ length: availableParallelism() }, work))

console.log('')
for (const { name } of chosen) {
  const result = results.find(({ check }) => check.name === name)
  console.log(`${result?.passed ? 'ok    ' : 'FAILED'}  ${name.padEnd(12)} ${result?.seconds.padStart(5)} s`)
}
const failed = results.filter(({ passed }) => !passed).length
console.log(failed === 0 ? `All ${results.length} checks passed.` : `${failed} of ${results.length} checks failed.`)
process.exitCode = failed === 0 ? 0 : 1

function chooseChecks(names: readonly string[]): readonly Check[] {
  const known = checks.map(({ name }) => name)
  const unknown = names.find((name) => !known.includes(name))
  if (unknown) throw new Error(`No check is called "${unknown}". There are: ${known.join(', ')}.`)
  return checks.filter(({ name, needs }) => (names.length === 0 || names.includes(name)) && (!needs || exists(needs)))
}

async function work(): Promise<void> {
  for (let check = waiting.shift(); check; check = waiting.shift()) results.push(await runCheck(check))
}

async function runCheck(check: Check): Promise<Result> {
  const startedAt = performance.now()
  const { code, output } = await run(check.run)
  const passed = code === 0
  if (!passed) console.log(`\n=== ${check.name}: ${check.about}\n${output.trimEnd()}`)
  return { check, passed, seconds: ((performance.now() - startedAt) / 1000).toFixed(1) }
}

function run([program, ...args]: Check['run']): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, [join(root, program), ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  const collect = (chunk: Buffer): void => {
    output += chunk.toString('utf8')
  }
  child.stdout.on('data', collect)
  child.stderr.on('data', collect)
  return new Promise((resolve) => {
    child.on('close', (code) => resolve({ code, output }))
    child.on('error', (error) => resolve({ code: null, output: error.message }))
  })
}

function exists(path: string): boolean {
  return existsSync(join(root, path))
}
