/** Keeps node_modules in step with package-lock.json. Plain JavaScript for Node 20: it runs before anything is installed. */
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { findRuntime } from './runtime.mjs'

/**
 * @typedef {{ version?: string, integrity?: string, dev?: boolean, optional?: boolean, devOptional?: boolean, link?: boolean }} LockedPackage
 * @typedef {{ packages: Record<string, LockedPackage> }} LockFile
 * @typedef {{ root: string, dev: boolean }} Want `dev`: what tests and checks need, too
 */

/**
 * True when every package the lock file asks for is installed at its locked version; npm keeps the record of what it did.
 * @param {Want} want
 */
export function isInstalled({ root, dev }) {
  const locked = readLock(join(root, 'package-lock.json'))
  const installed = readLock(join(root, 'node_modules', '.package-lock.json'))
  if (!locked || !installed) return false
  for (const [path, entry] of Object.entries(locked.packages)) {
    if (path === '' || entry.link || entry.optional || entry.devOptional || (entry.dev && !dev)) continue
    const found = installed.packages[path]
    if (!found || found.version !== entry.version || found.integrity !== entry.integrity) return false
  }
  return true
}

/**
 * Installs with npm ci when needed; a checkout that has the development packages keeps them. Throws with what to do.
 * @param {Want} want
 */
export function ensureInstalled({ root, dev }) {
  if (isInstalled({ root, dev }) && findRuntime(root)) return
  const withDev = dev || hasDevelopmentPackages(root)
  const startedAt = Date.now()
  process.stderr.write(`Installing packages${withDev ? '' : ' (without development packages)'}, once …\n`)
  npmCi(root, withDev ? ['--include=dev'] : ['--omit=dev'])
  process.stderr.write(`Installed in ${Math.round((Date.now() - startedAt) / 1000)} s.\n`)
}

/**
 * Installs the yardsticks of bench/ (other engines and gateways to measure against), which nothing else needs.
 * @param {string} root
 */
export function ensureBenchInstalled(root) {
  const bench = join(root, 'bench')
  if (!existsSync(join(bench, 'package-lock.json')) || isInstalled({ root: bench, dev: false })) return
  process.stderr.write('Installing the packages to measure against (bench/), once …\n')
  npmCi(bench, [])
}

/** @param {string} path @returns {LockFile | undefined} */
function readLock(path) {
  if (!existsSync(path)) return undefined
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return undefined
  }
}

/** @param {string} root */
function hasDevelopmentPackages(root) {
  const packages = readLock(join(root, 'node_modules', '.package-lock.json'))?.packages ?? {}
  return Object.values(packages).some((entry) => entry.dev && !entry.optional)
}

/**
 * @param {string} root
 * @param {string[]} options
 */
function npmCi(root, options) {
  const args = ['ci', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error', ...options]
  const cli = process.env.npm_execpath
  const ranByNpm = cli !== undefined && /npm-cli\.[cm]?js$/.test(cli)
  const result = ranByNpm
    ? spawnSync(process.execPath, [cli, ...args], { cwd: root, encoding: 'utf8' })
    : spawnSync('npm', args, { cwd: root, encoding: 'utf8', shell: process.platform === 'win32' })
  if (result.status !== 0) throw new Error(explain(result))
}

/** @param {import('node:child_process').SpawnSyncReturns<string>} result */
function explain(result) {
  const output = `${result.stderr ?? ''}\n${result.stdout ?? ''}`.trim()
  const start = output.split('\n').slice(0, 8).join('\n')
  if (result.error && 'code' in result.error && result.error.code === 'ENOENT') {
    return 'npm was not found. Install Node.js 20 or newer together with npm, then run this again.'
  }
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH/.test(output)) {
    return `The packages could not be downloaded: the registry is out of reach. Check the network or npm's proxy settings, then run this again.\n${start}`
  }
  if (/ENOSPC/.test(output)) return `The disk is full, so the packages could not be installed.\n${start}`
  if (/EUSAGE|in sync/.test(output)) {
    return `package.json and package-lock.json disagree. Run npm install, commit both files, then run this again.\n${start}`
  }
  return `npm ci failed${result.signal ? ` (${result.signal})` : ''}.\n${start}`
}
