/** The preparation lock of a checkout. */
import { existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { prepareAlone } from './lock.mjs'

let root = ''
const lockFile = (): string => join(root, '.lx', 'prepare.lock')

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'lx-lock-'))
})

afterEach(() => rmSync(root, { recursive: true }))

test('the lock exists while the work runs and is gone afterwards, even when the work fails', () => {
  expect(prepareAlone(root, () => existsSync(lockFile()))).toBe(true)
  expect(existsSync(lockFile())).toBe(false)
  const failing = (): never => {
    throw new Error('no network')
  }
  expect(() => prepareAlone(root, failing)).toThrow('no network')
  expect(existsSync(lockFile())).toBe(false)
})

test('the lock of a process that died is taken over', () => {
  mkdirSync(join(root, '.lx'))
  writeFileSync(lockFile(), '999999999')
  expect(prepareAlone(root, () => 'done')).toBe('done')
})

test('a lock whose holder died before it wrote its id is taken over after a while', () => {
  mkdirSync(join(root, '.lx'))
  writeFileSync(lockFile(), '')
  const before = Date.now() / 1000 - 60
  utimesSync(lockFile(), before, before)
  expect(prepareAlone(root, () => 'done')).toBe('done')
})
