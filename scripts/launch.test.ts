/** The launcher, tried in a small checkout whose server is a stub and where nothing needs installing. Installing is tried by every fresh clone. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { root } from './files.ts'
import { SERVER_FLAGS } from './setup/runtime.mjs'

const STUB = `
/** Says how it was started once it listens to signals, and ends cleanly when asked to. */
let asked = 0
process.on('SIGTERM', () => {
  asked += 1
  console.log('asked ' + asked)
  setTimeout(() => process.exit(0), 50)
})
setInterval(() => {}, 1000)
const major = Number(process.versions.node.split('.')[0])
console.log(JSON.stringify({ args: process.argv.slice(2), flags: process.execArgv, major }))
if (process.argv[2] === 'fail') process.exit(7)
`

let checkout = ''

beforeAll(() => {
  checkout = mkdtempSync(join(tmpdir(), 'lx-launch-'))
  cpSync(join(root, 'scripts'), join(checkout, 'scripts'), { recursive: true })
  mkdirSync(join(checkout, 'node_modules'))
  for (const lock of ['package-lock.json', 'node_modules/.package-lock.json']) {
    writeFileSync(join(checkout, lock), '{ "packages": {} }')
  }
  mkdirSync(join(checkout, 'src'))
  writeFileSync(join(checkout, 'src', 'main.ts'), STUB)
})

afterAll(() => rmSync(checkout, { recursive: true }))

function launch(...args: string[]) {
  const child = spawn(process.execPath, [join(checkout, 'scripts/launch.mjs'), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const output = { text: '' }
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output.text += chunk.toString('utf8')
    })
  }
  return { child, output }
}

async function exitCode(child: ChildProcess): Promise<unknown> {
  const [code] = await once(child, 'close')
  return code
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 10))
}

test('start hands its arguments to the server on Node 24 and gives back its exit code', async () => {
  const { child, output } = launch('start', 'fail', '--port=1')
  expect(await exitCode(child)).toBe(7)
  const started = JSON.parse(output.text) as { args: string[]; flags: string[]; major: number }
  expect(started.flags).toEqual(SERVER_FLAGS)
  expect(started.args).toEqual(['fail', '--port=1'])
  expect(started.major).toBeGreaterThanOrEqual(24)
})

test('SIGTERM reaches the server once, and the launcher ends when the server has drained', async () => {
  const { child, output } = launch('start')
  await until(() => output.text.includes('args'))
  child.kill('SIGTERM')
  expect(await exitCode(child)).toBe(0)
  expect(output.text).toContain('asked 1')
  expect(output.text).not.toContain('asked 2')
})

test('an unknown command is refused with the list of those there are', async () => {
  const { child, output } = launch('strat')
  expect(await exitCode(child)).toBe(1)
  expect(output.text).toContain('Unknown command "strat". There are: start, lx, test')
})

test('a command whose program is not in the checkout says which file is missing', async () => {
  const { child, output } = launch('lx')
  expect(await exitCode(child)).toBe(1)
  expect(output.text).toContain('src/cli/main.ts does not exist')
})
