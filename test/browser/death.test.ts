/** Claims about a server that goes away while people work and comes back: what they see stays, says how old it is, and heals by itself. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { ServerProcess, temporaryDir, Visitor } from '../server-process.ts'
import { openBrowser, openWindow, visit } from './browser.ts'

const dir = temporaryDir()
let server: ServerProcess
let browser: Browser
let page: Page

/** Again at the same address, as a supervisor would. */
const start = async (): Promise<ServerProcess> =>
  ServerProcess.start({ dataDir: dir.path, env: { PORT: new URL(server.url).port } })

beforeAll(async () => {
  ;[server, browser] = await Promise.all([ServerProcess.start({ dataDir: dir.path }), openBrowser()])
})
afterAll(async () => {
  await browser?.close()
  await server?.stop()
  dir.remove()
})

beforeEach(async ({ task }) => {
  const visitor = await new Visitor(server.url).signUp(`visitor${task.id.replace(/\W/g, '')}`)
  page = await (await openWindow(browser, { url: server.url, visitor })).newPage()
})
afterEach(() => page.context().close())

test('figures stay on screen with the time they are of, and are asked again when the server is back', async () => {
  await visit(page, '/wallet')
  await page.getByRole('heading', { name: 'Wallet' }).waitFor()
  await server.kill()
  await page.getByText(/Connection lost, trying again\. Figures as of \d/).waitFor()
  expect(await page.getByText('Newest entries').isVisible()).toBe(true)
  server = await start()
  await page.getByText('Live', { exact: true }).waitFor()
  expect(await page.getByText('Connection lost').count()).toBe(0)
})

test('what can not be loaded says so and leaves the page as it is', async () => {
  await visit(page, '/keys')
  // Toasts are fetched a while after the page.
  await page.waitForResponse(/toaster/)
  await server.kill()
  await page.getByRole('button', { name: 'Create key' }).first().click()
  await page.getByText(/The server can.t be reached/).waitFor()
  expect(await page.getByRole('heading', { name: 'API keys' }).isVisible()).toBe(true)
  server = await start()
  await page.getByText('Live', { exact: true }).waitFor()
  await page.getByRole('button', { name: 'Create key' }).first().click()
  await page.getByRole('dialog', { name: 'Create key' }).waitFor()
})

test('a page that was never opened says that there is no server, and opens when there is one', async () => {
  await visit(page, '/keys')
  await server.kill()
  await page.getByText('Connection lost').waitFor()
  await page.getByRole('link', { name: 'Playground' }).click()
  await page
    .getByRole('alert')
    .filter({ hasText: /The server can.t be reached/ })
    .waitFor()
  server = await start()
  await page.getByRole('heading', { name: 'Playground' }).waitFor()
})
