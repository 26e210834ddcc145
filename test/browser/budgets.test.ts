/** Claims about how much script a visitor loads, measured in Chromium on the built app. docs: web app budget, in kilobytes of gzip. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { root } from '../../scripts/files.ts'
import { ServerProcess, temporaryDir } from '../server-process.ts'
import { openBrowser, openWindow, visit } from './browser.ts'

const KB = 1_000
const START_KB = 200
const TRADE_KB = 150
const dir = temporaryDir()
let server: ServerProcess
let browser: Browser

beforeAll(async () => {
  ;[server, browser] = await Promise.all([ServerProcess.start({ dataDir: dir.path }), openBrowser()])
})
afterAll(async () => {
  await browser?.close()
  await server?.stop()
  dir.remove()
})

/** Paths of all scripts that opening an address loads until the network is quiet, texts included. */
async function scriptsOf(path: string): Promise<Set<string>> {
  const window = await openWindow(browser, { url: server.url })
  const page = await window.newPage()
  const scripts = new Set<string>()
  page.on('response', (response) => {
    const { pathname } = new URL(response.url())
    if (pathname.endsWith('.js')) scripts.add(pathname)
  })
  await visit(page, path)
  await page.waitForLoadState('networkidle')
  await window.close()
  return scripts
}

const size = (scripts: Iterable<string>): number =>
  [...scripts].reduce((sum, path) => sum + gzipSync(readFileSync(join(root, 'web/dist', path))).length, 0) / KB

test('the first visit loads at most 200 KB of script', async () => {
  const scripts = await scriptsOf('/')
  expect(scripts.size).toBeGreaterThan(3)
  expect(size(scripts)).toBeLessThan(START_KB)
})

test('the trade page loads at most 150 KB more', async () => {
  const [start, trade] = [await scriptsOf('/'), await scriptsOf('/trade')]
  const more = [...trade].filter((path) => !start.has(path))
  expect(more.length).toBeGreaterThan(3)
  expect(size(more)).toBeLessThan(TRADE_KB)
})
