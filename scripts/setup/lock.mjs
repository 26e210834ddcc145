/** One preparation at a time in a checkout: two commands started together must not install into each other. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/**
 * Runs `work` while holding the checkout's preparation lock; waits for another holder and takes over from a dead one.
 * @template T
 * @param {string} root
 * @param {() => T} work
 * @returns {T}
 */
export function prepareAlone(root, work) {
  const path = join(root, '.lx', 'prepare.lock')
  mkdirSync(dirname(path), { recursive: true })
  for (let waited = false; !take(path); waited = true) {
    if (!waited) process.stderr.write('Waiting for another command that is installing or building here …\n')
    if (holderIsGone(path)) rmSync(path, { force: true })
    else sleep(300)
  }
  try {
    return work()
  } finally {
    rmSync(path, { force: true })
  }
}

/** @param {string} path */
function take(path) {
  try {
    writeFileSync(path, String(process.pid), { flag: 'wx' })
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  }
}

/** @param {string} path */
function holderIsGone(path) {
  const pid = Number(readText(path))
  if (pid === 0) return false
  try {
    process.kill(pid, 0)
    return false
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH'
  }
}

/** @param {string} path */
function readText(path) {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

/** @param {number} ms */
function sleep(ms) {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)
}
