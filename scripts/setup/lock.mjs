/** One preparation at a time in a checkout: two commands started together must not install into each other. */
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** A holder writes its process id at once; a lock that is still empty after this long has lost its holder. */
const EMPTY_LOCK_MS = 5_000

/**
 * Runs `work` while holding the checkout's preparation lock; waits for another holder and takes over from a dead one.
 * A checkout that can not be written to has nothing to prepare and needs no lock.
 * @template T
 * @param {string} root
 * @param {() => T} work
 * @returns {T}
 */
export function prepareAlone(root, work) {
  const path = join(root, '.lx', 'prepare.lock')
  let said = false
  for (;;) {
    const answer = take(path)
    if (answer === 'read-only') return work()
    if (answer === 'taken') break
    if (holderIsGone(path)) {
      rmSync(path, { force: true })
      continue
    }
    if (!said) process.stderr.write('Waiting for another command that is installing or building here …\n')
    said = true
    sleep(300)
  }
  try {
    return work()
  } finally {
    rmSync(path, { force: true })
  }
}

/**
 * @param {string} path
 * @returns {'taken' | 'held' | 'read-only'}
 */
function take(path) {
  try {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, String(process.pid), { flag: 'wx' })
    return 'taken'
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return 'held'
    if (['EACCES', 'EPERM', 'EROFS'].includes(codeOf(error))) return 'read-only'
    throw error
  }
}

/** @param {string} path */
function holderIsGone(path) {
  try {
    const pid = Number(readFileSync(path, 'utf8'))
    if (pid === 0) return Date.now() - statSync(path).mtimeMs > EMPTY_LOCK_MS
    process.kill(pid, 0)
    return false
  } catch (error) {
    return codeOf(error) === 'ESRCH'
  }
}

/** @param {unknown} error */
function codeOf(error) {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}

/** @param {number} ms */
function sleep(ms) {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)
}
