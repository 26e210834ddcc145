/** Every tidy rule shown to bite on what it forbids and to leave alone what looks similar. */
import { describe, expect, test } from 'vitest'
import { inspect, judge } from './tidy/inspect.ts'
import { sourceRules, textRules } from './tidy/registry.ts'

interface Case {
  readonly rule: string
  readonly path: string
  readonly bites: readonly string[]
  readonly passes: readonly string[]
}

const HEAD = '/** What is here. */\n'
const lines = (count: number, line = 'work()'): string => `${line}\n`.repeat(count)
/** Written in parts so that this file does not hold what the rules look for. */
const homePath = ['', 'home', 'alice', 'project'].join('/')
/** Folders of that name are no traces inside addresses and relative paths. */
const itemsPath = ['', 'work', 'items'].join('/')
const registryHost = ['registry', 'npmjs', 'org'].join('.')

const cases: readonly Case[] = [
  {
    rule: 'file-length',
    path: 'src/base/long.ts',
    bites: [HEAD + lines(400)],
    passes: [HEAD + lines(399)],
  },
  {
    rule: 'function-length',
    path: 'src/base/long.ts',
    bites: [
      `function long() {\n${lines(69)}}`,
      `const long = () => {\n${lines(69)}}`,
      `class A { long() {\n${lines(69)}} }`,
      `describe('suite', () => { test('is long', () => {\n${lines(69)}}) })`,
    ],
    passes: [
      `function fits() {\n${lines(68)}}`,
      `describe('a suite of many tests', () => {\n${lines(200, "test('x', f)")}})`,
      `export function conformance(open: Open) {\n${lines(200, "test('x', f)")}}`,
    ],
  },
  {
    rule: 'parameter-count',
    path: 'src/base/many.ts',
    bites: [
      'function f(a: number, b: number, c: number, d: number) {}',
      'class A { constructor(a: number, b: number, c: number, d = 1) {} }',
      'const f = (a: A, b: B, c: C, ...rest: D[]) => a',
    ],
    passes: [
      'function f(a: number, b: number, c: number) {}',
      'function f(this: A, a: number, b: number, c: number) {}',
      'rows.reduce((sum, row, index, all) => sum + all.length, 0)',
      'type Callback = (a: number, b: number, c: number, d: number) => void',
    ],
  },
  {
    rule: 'vague-path',
    path: 'src/server/utils/format.ts',
    bites: [HEAD],
    passes: [],
  },
  {
    rule: 'vague-path',
    path: 'src/server/helpers.ts',
    bites: [HEAD],
    passes: [],
  },
  {
    rule: 'vague-path',
    path: 'src/server/miscount.ts',
    bites: [],
    passes: [HEAD],
  },
  {
    rule: 'vague-name',
    path: 'src/server/names.ts',
    bites: [
      'class OrderManager {}',
      'interface LedgerService {}',
      'const bookImpl = 1',
      'function priceUtils() {}',
      'interface IOrder {}',
      'type IAccount = string',
    ],
    passes: ['class Order {}', 'interface IdToken {}', 'const manager = 1', 'class IoError {}', 'type ISO = string'],
  },
  {
    rule: 'first-sentence',
    path: 'src/base/first.ts',
    bites: ['import {} from "x"', '// What is here.\n', '/* What is here. */\n', '/** */\n'],
    passes: [HEAD, `#!/usr/bin/env node\n${HEAD}`, '/**\n * What is here.\n */\n'],
  },
  {
    rule: 'no-any',
    path: 'web/src/view.tsx',
    bites: ['let a: any', 'const f = (x: any[]) => x', 'x as any', 'type T = Record<string, any>'],
    passes: ['let a: unknown', 'const any = 1', '// any\n', "const text = 'any'"],
  },
  {
    rule: 'no-double-cast',
    path: 'src/server/cast.ts',
    bites: ['const a = b as unknown as Order', 'const a = (b as unknown) as Order'],
    passes: ['const a = b as Order', 'const a = b as unknown'],
  },
  {
    rule: 'environment',
    path: 'src/server/listen.ts',
    bites: [
      'const port = process.env.PORT',
      "process['env']",
      'const { env } = process',
      'const { env: e } = process',
      "import { env } from 'node:process'",
      'globalThis.process.env',
    ],
    passes: ['process.pid', 'const { pid } = process', 'config.env', "import { pid } from 'node:process'"],
  },
  {
    rule: 'environment',
    path: 'src/config.ts',
    bites: [],
    passes: ['process.env.PORT'],
  },
  {
    rule: 'determinism',
    path: 'src/engine/exchange/match.ts',
    bites: [
      'Date.now()',
      'new Date(0)',
      'Math.random()',
      'Math.pow(2, 3)',
      'Math.exp(1)',
      'Math.log(2)',
      'Math.round(x)',
      'a ** b',
      'a ** 2',
      'x * 1.5',
      '1e-8',
      'parseFloat(text)',
      'price.toFixed(2)',
      'a.localeCompare(b)',
      'performance.now()',
      'setTimeout(f, 1)',
      'async function f(): Promise<void> {}',
      'crypto.randomUUID()',
      'console.log(1)',
      'const now = { Date }',
    ],
    passes: [
      'Math.floor(a / b)',
      '2n ** k',
      '2 ** era',
      '1e6',
      'event.Date',
      'const row = { Date: 1 }',
      'interface Row { fetch: number }',
      '// Date.now()\n',
    ],
  },
  {
    rule: 'determinism',
    path: 'src/engine/exchange/match.test.ts',
    bites: [],
    passes: ['Date.now()', 'Math.random()'],
  },
  {
    rule: 'no-switched-tests',
    path: 'src/base/math.test.ts',
    bites: [
      "test.skip('x', f)",
      "it.only('x', f)",
      "describe.skip('x', f)",
      "test.todo('x')",
      "test.skipIf(slow)('x', f)",
      "test.concurrent.only('x', f)",
      "test.only.each(rows)('x', f)",
      "xit('x', f)",
    ],
    passes: ["test('x', f)", 'stream.skip(3)', "test.each(rows)('x', f)", "const text = 'test.skip()'"],
  },
  {
    rule: 'test-name',
    path: 'src/base/math.test.ts',
    bites: ["test('1. adds', f)", "it('test 3', f)", "describe('Case 12: sums', f)", "test.each(rows)('TC-4 adds', f)"],
    passes: ["test('200 parallel calls admit exactly 10', f)", "test('step by step', f)", "match('1. x')"],
  },
  {
    rule: 'machine-traces',
    path: 'docs/guides/setup.md',
    bites: [
      `See ${homePath}/readme.md.`,
      `cd ${homePath.replace('home', 'root')}`,
      `https://${registryHost}/zod`,
      '      "resolved": "https://packages.example/zod.tgz",',
    ],
    passes: ['See docs/home/page.md.', `https://example.com${homePath}`, `GET /api/v1${itemsPath}`, `.${itemsPath}`],
  },
]

const titled = (text: string) => ({ text, title: text.slice(0, 60) })

describe.each(cases)('$rule in $path', ({ rule, path, bites, passes }) => {
  const found = (text: string): string[] => inspect(path, text).map((finding) => finding.rule)

  test.each(bites.map(titled))('bites on $title', ({ text }) => {
    expect(found(text)).toContain(rule)
  })

  test.each(passes.map(titled))('leaves $title alone', ({ text }) => {
    expect(found(text)).not.toContain(rule)
  })
})

test('every rule is shown to bite here', () => {
  const shown = new Set(cases.filter(({ bites }) => bites.length > 0).map(({ rule }) => rule))
  const rules = [...sourceRules, ...textRules].map((rule) => rule.name)
  expect(rules.filter((name) => !shown.has(name))).toEqual([])
})

test('a finding names the line it is on', () => {
  expect(inspect('src/server/a.ts', `${HEAD}\nlet a: any\n`)).toMatchObject([{ file: 'src/server/a.ts', line: 3 }])
})

test('an exception covers its rule in its file only, and one that covers nothing is stale', () => {
  const found = [
    { rule: 'no-any', file: 'src/a.ts', line: 1, message: '' },
    { rule: 'no-any', file: 'src/b.ts', line: 1, message: '' },
    { rule: 'file-length', file: 'src/a.ts', line: 401, message: '' },
  ]
  const covering = { rule: 'no-any', file: 'src/a.ts', reason: 'a foreign type' }
  const stale = { rule: 'no-any', file: 'src/c.ts', reason: 'was repaired' }
  expect(judge(found, [covering, stale])).toEqual({ open: found.slice(1), stale: [stale] })
})
