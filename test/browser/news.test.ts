/** What happens without the reader's doing is told on any page: orders that waited and traded. */
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Visitor } from '../server-process.ts'
import { openBrowser, openWindow, visit } from './browser.ts'
import { openWorld, type World } from './world.ts'

let world: World
let browser: Browser

beforeAll(async () => {
  world = await openWorld()
  browser = await openBrowser()
}, 120_000)
afterAll(async () => {
  await browser?.close()
  await world?.close()
})

const place = (who: Visitor, side: 'buy' | 'sell', [price, quantity]: readonly [string, string]) =>
  who.call('orders.place', { body: { type: 'limit', side, price, quantity } })

test('an order that waited in the book is told on every page when it trades, in part and whole', async () => {
  const { server, alice, bob } = world
  await Promise.all([alice, bob].map((who) => who.call('orders.cancelAll', {})))
  await place(alice, 'sell', ['0.10000', '30'])
  const context = await openWindow(browser, { url: server.url, visitor: alice })
  const page = await context.newPage()
  await visit(page, '/keys')
  await place(bob, 'buy', ['0.10000', '20'])
  await page.getByText(/^Order \d+ partly filled$/).waitFor()
  await page.getByText('Sold 20 LCO at 0.1 CR. 10 LCO still wait.').waitFor()
  await place(bob, 'buy', ['0.10000', '10'])
  await page.getByText(/^Order \d+ filled$/).waitFor()
  await context.close()
})

test('many at once are one message, and what the ticket answered already is not told again', async () => {
  const { server, alice, bob } = world
  for (const price of ['0.10100', '0.10200', '0.10300']) await place(alice, 'sell', [price, '20'])
  await place(bob, 'sell', ['0.10000', '20'])
  const context = await openWindow(browser, { url: server.url, visitor: alice })
  const page = await context.newPage()
  await visit(page, '/keys')
  await place(alice, 'buy', ['0.10000', '20'])
  await place(bob, 'buy', ['0.10300', '50'])
  await page.getByText('3 orders traded').waitFor()
  await page.getByText('2 complete, 1 in part. Sold 50 LCO.').waitFor()
  expect(await page.locator('[data-sonner-toast]').count()).toBe(1)
  await context.close()
})
