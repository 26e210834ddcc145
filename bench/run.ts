/** Runs the benches named as arguments, or all, each in a process of its own; prints them and keeps them in results.md. */
import { fork } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { loadavg } from 'node:os'
import { fileURLToPath } from 'node:url'
import { machine } from '../scripts/machine.ts'
import { type Bench, benches } from './registry.ts'
import { type BenchRow, printRows } from './result.ts'

const RESULTS = fileURLToPath(new URL('results.md', import.meta.url))
const INTRODUCTION = `# Measured

<!-- Written by \`npm run bench\`: run it again instead of editing. -->

Each section was measured by one run on one machine. Compare the ratios within a section; absolute figures belong to the machine.`

const [first = '', ...rest] = process.argv.slice(2)
if (first === '--alone') await runAlone(named(rest[0] ?? ''))
else await runAll(process.argv.slice(2))

async function runAll(names: readonly string[]): Promise<void> {
  const chosen = names.length > 0 ? names.map(named) : benches
  for (const bench of chosen) {
    console.log(`\n${bench.name}: ${bench.conditions}\n`)
    const before = busy()
    const rows = await inItsOwnProcess(bench)
    printRows(rows)
    keep(bench.name, section(bench, rows, before))
  }
  console.log('\nWritten to bench/results.md.')
}

function named(name: string): Bench {
  const bench = benches.find((one) => one.name === name)
  if (!bench) throw new Error(`No bench is called "${name}". There are: ${benches.map((one) => one.name).join(', ')}.`)
  return bench
}

/** Other benches must not have warmed up or filled the heap before. */
function inItsOwnProcess(bench: Bench): Promise<BenchRow[]> {
  const child = fork(fileURLToPath(import.meta.url), ['--alone', bench.name], { execArgv: ['--expose-gc'] })
  return new Promise((resolve, reject) => {
    let rows: BenchRow[] | undefined
    child.on('message', (message: BenchRow[]) => {
      rows = message
    })
    child.on('exit', (code) => {
      if (rows && code === 0) resolve(rows)
      else reject(new Error(`the bench ${bench.name} ended with code ${code} and ${rows ? 'some' : 'no'} results`))
    })
  })
}

async function runAlone(bench: Bench): Promise<void> {
  const { run } = await bench.load()
  const rows = await run()
  process.send?.(rows, () => process.disconnect())
}

/** Says so when other work ran beside the bench. */
function busy(): string {
  const load = loadavg()[0] ?? 0
  return load > 0.5
    ? ` The machine was busy (load ${load.toFixed(1)}): figures are lower and less steady than alone.`
    : ''
}

function section(bench: Bench, rows: readonly BenchRow[], before: string): string {
  const value = (row: BenchRow): string =>
    row.value >= 1000 ? Math.round(row.value).toLocaleString('en') : String(Number(row.value.toPrecision(3)))
  const lines = rows.map((row) => `| ${row.name} | ${value(row)} | ${row.unit} | ${row.note ?? ''} |`)
  return `## ${bench.name}

${bench.conditions}

| What | Value | Unit | Note |
| --- | ---: | --- | --- |
${lines.join('\n')}

Not included: ${bench.notIncluded}

Measured ${new Date().toISOString().slice(0, 10)} on ${machine()}.${before}`
}

/** Replaces the bench's own section and leaves the others; sections stand in the order of the registry. */
function keep(name: string, text: string): void {
  const old = existsSync(RESULTS) ? readFileSync(RESULTS, 'utf8') : ''
  const parts = new Map(old.split(/^(?=## )/m).map((part) => [/^## (\S+)/.exec(part)?.[1], part.trim()]))
  parts.set(name, text)
  const sections = benches.flatMap((bench) => parts.get(bench.name) ?? [])
  writeFileSync(RESULTS, `${[INTRODUCTION, ...sections].join('\n\n')}\n`)
}
