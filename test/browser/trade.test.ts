/** Claims about the trade page in a lived-in market: what stands in the window, the ticket, own orders. Axe, widths and budgets are in files of their own. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openBrowser, openWindow, visit, type WindowOptions } from './browser.ts'
import { openWorld, type World } from './world.ts'

let world: World
let browser: Browser

beforeAll(async () => {
  ;[world, browser] = await Promise.all([openWorld(), openBrowser()])
})
afterAll(async () => {
  await browser?.close()
  await world?.close()
})

async function openTrade(options: Partial<WindowOptions> = {}, path = '/trade'): Promise<Page> {
  const window = await openWindow(browser, { url: world.server.url, visitor: world.alice, ...options })
  const page = await window.newPage()
  await visit(page, path)
  return page
}

describe('a tablet', () => {
  test.each([
    { width: 768, height: 1_024 },
    { width: 1_024, height: 768 },
  ])('of $width × $height shows best ask, best bid and the price field without scrolling', async (size) => {
    const page = await openTrade(size)
    const book = page.getByRole('region', { name: 'Order book' })
    const rows = book.locator('[data-row]')
    for (const price of ['0.10200', '0.10000']) {
      const row = rows.filter({ hasText: price }).first()
      expect(await row.evaluate((box) => box.getBoundingClientRect().bottom <= innerHeight)).toBe(true)
    }
    expect(await page.getByLabel('Price', { exact: true }).boundingBox()).not.toBeNull()
    await page.context().close()
  })
})
