/** Claims about the guide and the status page: code that is shown runs as it stands, and what is wrong is said. */
import { execFile } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { root } from '../../scripts/files.ts'
import { admin, ServerProcess, temporaryDir, Visitor } from '../server-process.ts'
import { openBrowser, openWindow, visit } from './browser.ts'

const run = promisify(execFile)
const dir = temporaryDir()
/** Below the project, so that packages are found. */
const written = join(root, 'test-results', 'docs')
let server: ServerProcess
let browser: Browser
let page: Page
let secret: string

beforeAll(async () => {
  ;[server, browser] = await Promise.all([ServerProcess.start({ dataDir: dir.path }), openBrowser()])
  const ann = await new Visitor(server.url).signUp('ann')
  await ann.call('faucet.draw', { body: { amount: '10' } })
  secret = (await ann.call('keys.create', { body: { name: 'docs' } })).secret
  mkdirSync(written, { recursive: true })
})
afterAll(async () => {
  await browser?.close()
  await server?.stop()
  dir.remove()
})
beforeEach(async () => {
  page = await (await openWindow(browser, { url: server.url })).newPage()
})
afterEach(() => page.context().close())

test.each(['openai', 'anthropic', 'gemini'])(
  'the JavaScript of the guide for %s runs with nothing but a key put in',
  async (client) => {
    await visit(page, `/docs?client=${client}`)
    const chapter = page.getByRole('region', { name: 'First call' })
    await chapter.getByRole('tab', { name: 'JavaScript' }).click()
    const code = (await chapter.getByRole('tabpanel', { name: 'JavaScript' }).textContent()) ?? ''
    expect(code).toContain(server.url)
    const file = join(written, `${client}.mjs`)
    writeFileSync(file, code.replace('sk-lx-…', secret))
    const { stdout } = await run(process.execPath, [file])
    expect(stdout.trim()).toMatch(/\w/)
  },
)

test('the status page says that all runs, then what an operator stopped and why', async () => {
  await visit(page, '/status')
  await page.getByText('Everything runs').waitFor()
  const operator = await new Visitor(server.url).signIn(admin)
  const stop = { on: false, reason: 'a look at the book', confirm: 'trading' }
  await operator.call('admin.switches.set', { params: { product: 'trading' }, body: stop })
  await page.getByText('Stopped by the operator: Trading').waitFor()
  await page.getByText('a look at the book').waitFor()
  await operator.call('admin.switches.set', { params: { product: 'trading' }, body: { ...stop, on: true } })
  await page.getByText('Everything runs').waitFor()
})
