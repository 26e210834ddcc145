/** What `npm start`, `npm test` and the other commands run first, on Node 20: install if needed, then hand over to Node 24. */
import { spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { constants } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ensureBenchInstalled, ensureInstalled } from './setup/install.mjs'
import { prepareAlone } from './setup/lock.mjs'
import { findRuntime, runtimeMissing, SERVER_FLAGS } from './setup/runtime.mjs'

/**
 * @typedef {{ main: string, dev: boolean, before?: string, bench?: boolean, env?: Record<string, string>, flags?: string[] }} Command
 * `dev`: needs the development packages; `before`: a script to finish first; `bench`: needs the yardsticks of bench/;
 * `flags`: of Node.js
 */

/** @type {Record<string, Command>} */
const commands = {
  start: { main: 'src/main.ts', dev: false, before: 'scripts/build-web.ts', flags: SERVER_FLAGS },
  lx: { main: 'src/cli/main.ts', dev: false },
  test: { main: 'scripts/test.ts', dev: true },
  soak: { main: 'scripts/test.ts', dev: true, env: { LX_TEST_SCALE: '1' } },
  check: { main: 'scripts/check.ts', dev: true },
  generate: { main: 'scripts/generate.ts', dev: true },
  mutate: { main: 'scripts/mutate.ts', dev: true },
  bench: { main: 'bench/run.ts', dev: true, bench: true },
}

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
/** Compiled scripts of the last start: the next takes a second less. */
const quickStart = { NODE_COMPILE_CACHE: join(root, 'node_modules/.cache/compiled') }

try {
  launch(process.argv.slice(2))
} catch (error) {
  process.stderr.write(`\n${error instanceof Error ? error.message : error}\n`)
  process.exitCode = 1
}

/** @param {string[]} argv the command's name and its arguments */
function launch([name = '', ...args]) {
  const command = commands[name]
  if (!command) throw new Error(`Unknown command "${name}". There are: ${Object.keys(commands).join(', ')}.`)
  const node = prepareAlone(root, () => prepare(command))
  const main = join(root, command.main)
  if (!existsSync(main)) throw new Error(`${command.main} does not exist in this checkout.`)
  const child = spawn(node, [...(command.flags ?? []), main, ...args], {
    cwd: root,
    stdio: 'inherit',
    env: { ...(command.dev ? {} : quickStart), ...process.env, ...command.env },
  })
  forwardSignals(child)
  child.on('exit', (code, signal) => process.exit(signal ? 128 + constants.signals[signal] : (code ?? 1)))
}

/**
 * @param {Command} command
 * @returns {string} the Node.js to run with
 */
function prepare(command) {
  ensureInstalled({ root, dev: command.dev })
  if (command.bench) ensureBenchInstalled(root)
  const node = findRuntime(root)
  if (!node) throw new Error(runtimeMissing())
  if (command.before) {
    const { status } = spawnSync(node, [join(root, command.before)], { cwd: root, stdio: 'inherit' })
    if (status !== 0) throw new Error(`${command.before} failed.`)
  }
  return node
}

/**
 * A terminal sends Ctrl-C to the whole process group, the child included; everyone else signals only this process.
 * @param {import('node:child_process').ChildProcess} child
 */
function forwardSignals(child) {
  process.on('SIGTERM', () => child.kill('SIGTERM'))
  process.on('SIGHUP', () => child.kill('SIGTERM'))
  process.on('SIGINT', () => {
    if (!process.stdin.isTTY) child.kill('SIGINT')
  })
}
