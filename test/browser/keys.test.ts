/** Claims about the page of keys: credentials for trading bots made in the browser sign requests. */
import { createHmac } from 'node:crypto'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ServerProcess, temporaryDir, Visitor } from '../server-process.ts'
import { openBrowser, openWindow, visit } from './browser.ts'

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

/** A signed read of the account in the exchange dialect. */
async function account(apiKey: string, secret: string): Promise<Response> {
  const query = `timestamp=${Date.now()}`
  const signature = createHmac('sha256', secret).update(query).digest('hex')
  return fetch(`${server.url}/api/v3/account?${query}&signature=${signature}`, { headers: { 'x-mbx-apikey': apiKey } })
}

test('a key that may trade is made with an API key and a secret that sign, both shown once', async () => {
  const ann = await new Visitor(server.url).signUp('ann')
  const window = await openWindow(browser, { url: server.url, visitor: ann })
  const page = await window.newPage()
  await visit(page, '/keys')
  await page.getByRole('button', { name: 'Create key' }).first().click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name').fill('market maker')
  const signs = dialog.getByRole('checkbox', { name: /Signs requests of trading bots/ })
  expect(await signs.count()).toBe(0)
  await dialog.getByRole('checkbox', { name: /^Trade/ }).click()
  await signs.click()
  await dialog.getByRole('button', { name: 'Create key' }).click()
  const shown = async (label: string): Promise<string> => {
    const block = dialog.getByText(label, { exact: true }).locator('xpath=..').locator('code').first()
    return (await block.textContent())?.trim() ?? ''
  }
  const [apiKey, secret] = [await shown('API key of the bot'), await shown('Secret of the bot')]
  expect((await account(apiKey, secret)).status).toBe(200)
  expect(await (await account(apiKey, `${secret}x`)).json()).toMatchObject({ code: -1022 })
  await dialog.getByRole('button', { name: /saved/ }).click()
  await dialog.waitFor({ state: 'detached' })
  expect(await page.content()).not.toContain(secret)
  await visit(page, '/keys')
  expect(await page.content()).not.toContain(secret)
  await window.close()
})
