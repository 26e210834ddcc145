/** What the test command reports about a run, tried on small runs of its own. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { root } from './files.ts'

const folders: string[] = []

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

/** Runs scripts/test.ts over the given test files; the runner's own variables are kept out of the inner run. */
function runTests(files: Readonly<Record<string, string>>, env: Readonly<Record<string, string>> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'lx-test-'))
  folders.push(folder)
  const projects = ['unit', 'crash'].map((name) => ({ test: { name, globals: true, include: [`${name}.*.test.ts`] } }))
  writeFileSync(join(folder, 'vitest.config.mjs'), `export default ${JSON.stringify({ test: { projects } })}`)
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  const inherited = Object.entries(process.env).filter(([name]) => !/^(VITEST|TEST$|NODE_ENV|LX_CI)/.test(name))
  const result = spawnSync(process.execPath, [join(root, 'scripts/test.ts'), '--root', folder, 'unit.', 'crash.'], {
    encoding: 'utf8',
    env: { ...Object.fromEntries(inherited), ...env },
  })
  return { status: result.status, lastLine: result.stdout.trimEnd().split('\n').at(-1), output: result.stdout }
}

test('the last line counts passed, failed and skipped tests of every project', () => {
  const { status, lastLine } = runTests({
    'unit.a.test.ts': `test('holds', () => {}); test('breaks', () => { throw new Error('x') }); test.skip('waits', () => {})`,
    'crash.a.test.ts': `test('survives', () => {})`,
  })
  expect(lastLine).toBe('2 passed, 1 failed, 1 skipped')
  expect(status).toBe(1)
})

test('a run without failures exits with 0', () => {
  const { status, lastLine } = runTests({ 'unit.a.test.ts': `test('holds', () => {})` })
  expect(lastLine).toBe('1 passed, 0 failed, 0 skipped')
  expect(status).toBe(0)
})

test('a file that does not load and a hook that throws count as failures', () => {
  const { status, lastLine } = runTests({
    'unit.a.test.ts': `throw new Error('does not load')`,
    'unit.b.test.ts': `describe('suite', () => { afterAll(() => { throw new Error('hook') }); test('holds', () => {}) })`,
  })
  expect(lastLine).toBe('1 passed, 2 failed, 0 skipped')
  expect(status).toBe(1)
})

test('an error nobody awaited counts as a failure', () => {
  const { status, lastLine } = runTests({
    'unit.a.test.ts': `test('holds', async () => { Promise.reject(new Error('lost')); await new Promise((r) => setTimeout(r, 20)) })`,
  })
  expect(lastLine).toBe('1 passed, 1 failed, 0 skipped')
  expect(status).toBe(1)
})

test('in CI a skipped test fails the run', () => {
  const { status, output } = runTests({ 'unit.a.test.ts': `test.skip('waits', () => {})` }, { LX_CI: '1' })
  expect(output).toContain('asks for every test to run')
  expect(status).toBe(1)
})
