/** Every dependency rule of .dependency-cruiser.mjs shown to bite, on a small project made for it. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { cruise, type IViolation } from 'dependency-cruiser'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import configuration from '../.dependency-cruiser.mjs'

interface Import {
  readonly from: string
  readonly to: string
}

interface Forbidden extends Import {
  readonly rule: string
}

const order = [
  ...['base', 'engine', 'contract', 'telemetry', 'sql', 'journal', 'sequencer', 'history', 'transparency'],
  ...['identity', 'texts', 'payments', 'notify', 'relay', 'server', 'simulator', 'cli'],
]

/** Each folder importing the one after it, and the last one: both are below it. */
const downwards: Forbidden[] = order.slice(0, -1).flatMap((name, index) =>
  [...new Set([order[index + 1], 'cli'])].map((lower) => ({
    rule: `${name}-imports-upwards-only`,
    from: `src/${name}/down-to-${lower}.ts`,
    to: `src/${lower}/thing.ts`,
  })),
)

const features = ['accounts', 'metering', 'keys', 'mining', 'staking', 'exchange', 'lending', 'margin', 'treasury']
const laterFeatures = ['launchpad', 'prediction', 'wars', 'governance']

const sideways: Forbidden[] = [...features, ...laterFeatures].map((name) => ({
  rule: `engine-${name}-stands-alone`,
  from: `src/engine/${name}/sideways.ts`,
  to: `src/engine/${name === 'mining' ? 'staking' : 'mining'}/thing.ts`,
}))

const forbidden: readonly Forbidden[] = [
  ...downwards,
  ...sideways,
  { rule: 'engine-margin-stands-alone', from: 'src/engine/margin/a.ts', to: 'src/engine/treasury/thing.ts' },
  { rule: 'engine-features-know-no-combination', from: 'src/engine/keys/b.ts', to: 'src/engine/calendar.ts' },
  { rule: 'engine-features-know-no-combination', from: 'src/engine/keys/c.ts', to: 'src/engine/commands/thing.ts' },
  { rule: 'engine-ledger-knows-no-feature', from: 'src/engine/ledger/a.ts', to: 'src/engine/keys/thing.ts' },
  { rule: 'core-is-pure', from: 'src/engine/keys/d.ts', to: 'node:crypto' },
  { rule: 'core-is-pure', from: 'src/engine/keys/e.ts', to: 'zod' },
  { rule: 'core-is-pure', from: 'src/base/a.ts', to: 'node:fs' },
  { rule: 'contract-is-browser-safe', from: 'src/contract/a.ts', to: 'src/engine/thing.ts' },
  { rule: 'contract-is-browser-safe', from: 'src/contract/b.ts', to: 'node:buffer' },
  { rule: 'contract-is-browser-safe', from: 'src/contract/c.ts', to: 'fastify' },
  { rule: 'web-shares-only-what-is-pure', from: 'web/src/a.ts', to: 'src/server/thing.ts' },
  { rule: 'web-shares-only-what-is-pure', from: 'web/src/b.ts', to: 'src/engine/calendar.ts' },
  { rule: 'web-has-no-node', from: 'web/src/c.ts', to: 'node:path' },
  { rule: 'src-knows-no-web', from: 'src/server/a.ts', to: 'web/src/thing.ts' },
  { rule: 'verifier-stands-alone', from: 'src/transparency/verifier/a.ts', to: 'src/engine/thing.ts' },
  { rule: 'verifier-stands-alone', from: 'src/transparency/verifier/b.ts', to: 'src/transparency/thing.ts' },
  { rule: 'nobody-imports-main', from: 'test/a.ts', to: 'src/main.ts' },
  { rule: 'nobody-imports-main', from: 'scripts/a.ts', to: 'src/cli/main.ts' },
  { rule: 'configuration-is-handed-in', from: 'src/relay/a.ts', to: 'src/config.ts' },
  { rule: 'product-knows-no-tools', from: 'src/server/b.ts', to: 'scripts/thing.ts' },
  { rule: 'product-knows-no-tools', from: 'src/server/b.test.ts', to: 'bench/thing.ts' },
  { rule: 'product-knows-no-tests', from: 'src/server/c.ts', to: 'test/thing.ts' },
  { rule: 'product-knows-no-tests', from: 'src/server/d.ts', to: 'src/server/a.test.ts' },
  { rule: 'product-needs-no-development-package', from: 'src/server/e.ts', to: 'vitest' },
  { rule: 'no-cycles', from: 'src/server/egg.ts', to: 'src/server/hen.ts' },
  { rule: 'no-unresolvable', from: 'src/server/g.ts', to: 'src/server/nowhere.ts' },
  { rule: 'no-unlisted-package', from: 'src/server/h.ts', to: 'stray' },
]

const allowed: readonly Import[] = [
  { from: 'src/cli/ok.ts', to: 'src/base/thing.ts' },
  { from: 'src/cli/config.ts', to: 'src/config.ts' },
  { from: 'src/relay/ok.ts', to: 'src/contract/thing.ts' },
  { from: 'src/engine/keys/ok.ts', to: 'src/engine/ledger/thing.ts' },
  { from: 'src/engine/margin/ok.ts', to: 'src/engine/exchange/thing.ts' },
  { from: 'src/engine/treasury/ok.ts', to: 'src/engine/exchange/thing.ts' },
  { from: 'src/engine/commands/ok.ts', to: 'src/engine/keys/thing.ts' },
  { from: 'src/engine/keys/ok.test.ts', to: 'node:crypto' },
  { from: 'src/engine/keys/shared.test.ts', to: 'test/thing.ts' },
  { from: 'src/engine/keys/engine.test.ts', to: 'src/engine/calendar.ts' },
  { from: 'src/contract/ok.ts', to: 'zod' },
  { from: 'web/src/ok.ts', to: 'src/contract/thing.ts' },
  { from: 'web/src/quote.ts', to: 'src/engine/exchange/quote.ts' },
  { from: 'src/transparency/verifier/ok.ts', to: 'src/base/thing.ts' },
  { from: 'src/main.ts', to: 'src/config.ts' },
  { from: 'scripts/ok.ts', to: 'src/config.ts' },
  { from: 'src/journal/conformance.ts', to: 'vitest' },
]

/** The way back of the cycle above, which is reported once. */
const wayBack: Import = { from: 'src/server/hen.ts', to: 'src/server/egg.ts' }

let root = ''
let violations: readonly IViolation[] = []

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'lx-boundaries-'))
  writePackages()
  for (const { to } of [...forbidden, ...allowed]) if (isFile(to) && !to.includes('nowhere')) write(to, 'export {}\n')
  for (const { from, to } of [...forbidden, ...allowed, wayBack]) write(from, `import '${specifier(from, to)}'\n`)
  const result = await cruise(['src', 'web', 'test', 'scripts', 'bench'], {
    ...configuration.options,
    ruleSet: { forbidden: configuration.forbidden },
    validate: true,
    baseDir: root,
  })
  if (typeof result.output === 'string') throw new Error('expected a result to look at, got a printed report')
  violations = result.output.summary.violations
})

afterAll(() => rmSync(root, { recursive: true }))

test.each(forbidden)('$rule forbids $from to import $to', ({ rule, from }) => {
  expect(rulesBroken(from)).toContain(rule)
})

test.each(allowed)('$from may import $to', ({ from }) => {
  expect(rulesBroken(from)).toEqual([])
})

describe('the rules', () => {
  const rules = configuration.forbidden

  test('are each shown to bite here', () => {
    const shown = new Set(forbidden.map(({ rule }) => rule))
    expect(rules.map(({ name }) => name).filter((name) => !shown.has(name))).toEqual([])
  })

  test('each say why', () => {
    expect(rules.filter(({ comment }) => comment.length < 20)).toEqual([])
  })
})

function rulesBroken(from: string): string[] {
  return violations.filter((violation) => violation.from === from).map(({ rule }) => rule.name)
}

function isFile(target: string): boolean {
  return target.includes('/')
}

function specifier(from: string, to: string): string {
  if (!isFile(to)) return to
  const path = relative(dirname(from), to)
  return path.startsWith('.') ? path : `./${path}`
}

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
}

function writePackages(): void {
  const manifest = {
    name: 'sample',
    type: 'module',
    dependencies: { zod: '1', fastify: '1' },
    devDependencies: { vitest: '1' },
  }
  write('package.json', JSON.stringify(manifest))
  for (const name of ['zod', 'fastify', 'vitest', 'stray']) {
    write(`node_modules/${name}/package.json`, JSON.stringify({ name, version: '1.0.0', main: 'index.js' }))
    write(`node_modules/${name}/index.js`, '')
  }
}
