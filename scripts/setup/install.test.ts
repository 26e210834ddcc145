/** When an installation counts as complete. Installing itself is tried by every fresh clone. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { isInstalled } from './install.mjs'

let root = ''

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'lx-install-'))
  mkdirSync(join(root, 'node_modules'))
})

afterEach(() => rmSync(root, { recursive: true }))

const locked = {
  '': {},
  'node_modules/server': { version: '1.0.0', integrity: 'sha512-a' },
  'node_modules/checker': { version: '2.0.0', integrity: 'sha512-b', dev: true },
  'node_modules/other-platform': { version: '3.0.0', integrity: 'sha512-c', optional: true },
}

function write(installed: object): void {
  writeFileSync(join(root, 'package-lock.json'), JSON.stringify({ packages: locked }))
  writeFileSync(join(root, 'node_modules', '.package-lock.json'), JSON.stringify({ packages: installed }))
}

describe('an installation', () => {
  test('is incomplete when nothing is installed', () => {
    expect(isInstalled({ root, dev: false })).toBe(false)
  })

  test('without development packages is enough to start, not to test', () => {
    write({ 'node_modules/server': locked['node_modules/server'] })
    expect(isInstalled({ root, dev: false })).toBe(true)
    expect(isInstalled({ root, dev: true })).toBe(false)
  })

  test('needs no packages of other platforms', () => {
    write({
      'node_modules/server': locked['node_modules/server'],
      'node_modules/checker': locked['node_modules/checker'],
    })
    expect(isInstalled({ root, dev: true })).toBe(true)
  })

  test('is out of date when the lock file names another version or content', () => {
    write({ 'node_modules/server': { version: '1.0.1', integrity: 'sha512-a' } })
    expect(isInstalled({ root, dev: false })).toBe(false)
    write({ 'node_modules/server': { version: '1.0.0', integrity: 'sha512-z' } })
    expect(isInstalled({ root, dev: false })).toBe(false)
  })

  test('that npm was interrupted in has no readable record and is incomplete', () => {
    write({})
    writeFileSync(join(root, 'node_modules', '.package-lock.json'), '{"packages":')
    expect(isInstalled({ root, dev: false })).toBe(false)
  })
})
