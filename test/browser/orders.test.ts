/** Claims about orders on their way from the ticket into the engine and back into the lists: waiting ones, lists, icebergs, edits, the dead man's switch, the chart, the market's figures. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { Visitor } from '../server-process.ts'
import { openBrowser, openWindow, visit } from './browser.ts'
import { openWorld, type World } from './world.ts'

let world: World
let browser: Browser
let dan: Visitor
let page: Page

beforeAll(async () => {
  ;[world, browser] = await Promise.all([openWorld(), openBrowser()])
  dan = await new Visitor(world.server.url).signUp('dan')
  await dan.call('faucet.draw', { body: { amount: '100' } })
  await dan.call('orders.place', { body: { type: 'limit', side: 'buy', price: '0.10300', quantity: '200' } })
})
afterAll(async () => {
  await browser?.close()
  await world?.close()
})

beforeEach(async () => {
  const window = await openWindow(browser, { url: world.server.url, visitor: dan })
  page = await window.newPage()
  await visit(page, '/trade')
  await page.locator('[data-row]').first().waitFor()
})
afterEach(async () => {
  await page.context().close()
  await dan.call('orders.cancelAll', {})
})

const field = (name: string) => page.getByLabel(name, { exact: true })
const radio = (name: string) => page.getByRole('radio', { name, exact: true })
const ticket = () => page.getByRole('region', { name: 'Order', exact: true })
const openOrders = () => page.getByRole('table', { name: 'Open orders' }).getByRole('row')
const living = async () => (await dan.call('orders.list', { query: { status: 'open' } })).items

async function choose(label: string, option: string): Promise<void> {
  await page.getByRole('combobox', { name: label }).click()
  await page.getByRole('option', { name: option }).first().click()
}

async function waitsFor(condition: string): Promise<void> {
  await radio('Conditional').click()
  await choose('Condition', condition)
}

async function send(side: 'Buy' | 'Sell', confirmed: RegExp): Promise<void> {
  await page.getByRole('button', { name: `${side} LCO` }).click()
  await page.getByText(confirmed).waitFor()
}

describe('the ticket', () => {
  test('sends a stop-loss that waits in the engine and stands among the open orders', async () => {
    await radio('Sell').click()
    await waitsFor('Stop-loss')
    await radio('Market').last().click()
    await field('Trigger price').fill('0.09')
    await field('Quantity').fill('20')
    await ticket().getByText('As soon as a trade happens at 0.09 or lower').waitFor()
    await send('Sell', /Order \d+ confirmed/)
    expect(await living()).toMatchObject([
      { side: 'sell', type: 'market', status: 'pending', trigger: { kind: 'stop_loss', price: '0.09000' } },
    ])
    await openOrders().filter({ hasText: '≤ 0.09000' }).filter({ hasText: 'Waiting' }).waitFor()
  })

  test('sends a limit order and a stop of which one remains', async () => {
    await radio('Sell').click()
    await waitsFor('OCO')
    await field('Limit price').fill('0.12')
    await field('Stop trigger').fill('0.09')
    await field('Stop limit').fill('0.088')
    await field('Quantity').fill('30')
    await send('Sell', /List \d+ confirmed/)
    const orders = await living()
    expect(orders.map(({ status, price }) => [status, price]).sort()).toEqual([
      ['open', '0.12000'],
      ['pending', '0.08800'],
    ])
    await openOrders()
      .filter({ hasText: `List ${orders[0]?.listId}` })
      .nth(1)
      .waitFor()
  })

  test('sends an entry whose exit stands in the book as soon as all of it is bought', async () => {
    await waitsFor('OTO: entry')
    await field('Entry price').fill('0.10300')
    await field('Quantity').fill('10')
    await field('Exit limit').fill('0.1')
    await ticket().getByText('Must be above the entry price, 0.103').waitFor()
    await field('Exit limit').fill('0.115')
    await ticket().getByText('If the limit fills, with fees').waitFor()
    expect(await ticket().locator('dl').first().getByText('0.103').count()).toBeGreaterThan(0)
    await send('Buy', /List \d+ confirmed/)
    expect(await living()).toMatchObject([{ side: 'sell', price: '0.11500', quantity: '10.0', status: 'open' }])
    await openOrders().filter({ hasText: '0.11500' }).waitFor()
  })

  test('sends an entry that waits in the book with a limit and a stop behind it, by keys alone', async () => {
    await radio('Limit').focus()
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.getByRole('option', { name: /^OTOCO/ }).waitFor()
    await page.keyboard.press('End')
    await page.keyboard.press('Enter')
    await field('Entry price').waitFor()
    const values: Record<string, string> = {
      'Entry price': '0.09',
      Quantity: '20',
      'Exit limit': '0.12',
      'Stop trigger': '0.08',
    }
    for (const [name, value] of Object.entries(values)) {
      await tabTo(name)
      await page.keyboard.press('Control+a')
      await page.keyboard.type(value)
    }
    // On its way to the third kind the arrow has passed the market order, as which the stop is sent.
    await ticket().getByText('If the stop fires, with fees').waitFor()
    await page.locator('button:enabled', { hasText: 'Buy LCO' }).waitFor()
    await page.keyboard.press('Enter')
    await page.getByText(/List \d+ confirmed/).waitFor()
    const orders = await living()
    expect(orders.map(({ side, type, status }) => `${side} ${type} ${status}`).sort()).toEqual([
      'buy limit open',
      'sell limit pending',
      'sell market pending',
    ])
    const { list } = await dan.call('orderLists.get', { params: { listId: String(orders[0]?.listId) } })
    expect(list).toMatchObject({ kind: 'otoco', status: 'working' })
  })

  test('shows a part of an iceberg in the book and the whole of it to its owner', async () => {
    await radio('Sell').click()
    await field('Price').fill('0.11')
    await field('Quantity').fill('100')
    await page.getByRole('button', { name: /iceberg/ }).click()
    await field('Shown at a time').fill('15')
    await send('Sell', /Order \d+ confirmed/)
    const { asks } = await dan.call('market.depth', {})
    expect(asks).toContainEqual(['0.11000', '15.0'])
    expect(await living()).toMatchObject([{ quantity: '100.0', iceberg: '15.0' }])
    await openOrders().filter({ hasText: 'shows 15' }).filter({ hasText: '100.0' }).waitFor()
    await page.locator('[data-row]', { hasText: '0.11000' }).getByText('15.0').waitFor()
  })

  test('lets the new order go instead of the own one in its way when that is chosen', async () => {
    const before = await dan.call('orders.place', {
      body: { type: 'limit', side: 'sell', price: '0.10100', quantity: '20' },
    })
    await field('Price').fill('0.101')
    await field('Quantity').fill('20')
    await choose('If it meets own orders', 'Cancel new')
    await send('Buy', /Nothing traded; the order has ended/)
    expect((await living()).map(({ orderId }) => orderId)).toEqual([before.order.orderId])
  })

  test('takes a price from the depth chart', async () => {
    const depth = page.getByRole('region', { name: 'Depth' })
    const picture = depth.getByRole('button')
    const box = await picture.boundingBox()
    await picture.click({ position: { x: (box?.width ?? 0) * 0.97, y: (box?.height ?? 0) / 2 } })
    const said = await depth.getByText(/CR$/).textContent()
    expect(`${await field('Price').inputValue()} CR`).toBe(said)
    const { asks } = await dan.call('market.depth', {})
    const price = Number(await field('Price').inputValue())
    const upTo = asks.filter(([each]) => Number(each) <= price).reduce((sum, [, lots]) => sum + Number(lots), 0)
    expect(upTo).toBeGreaterThan(0)
    expect(Number(await field('Quantity').inputValue())).toBeCloseTo(upTo, 1)
  })

  test('is not sent by the Enter that ends a composition, and by the next one once', async () => {
    await page.evaluate(`{
      window.heard = []
      const hear = ({ type, key, isComposing }) => window.heard.push(type + (key ?? '') + (isComposing ?? ''))
      for (const type of ['compositionstart', 'compositionend', 'keydown']) addEventListener(type, hear, true)
    }`)
    const sent: string[] = []
    page.on('request', (request) => {
      if (request.method() === 'POST' && new URL(request.url()).pathname === '/api/v1/orders') sent.push(request.url())
    })
    await field('Price').fill('0.08')
    await field('Quantity').fill('20')
    const client = await page.context().newCDPSession(page)
    await client.send('Input.imeSetComposition', { text: '５', selectionStart: 1, selectionEnd: 1 })
    const enter = { key: 'Enter', code: 'Enter', windowsVirtualKeyCode: 13, text: '\r' }
    await client.send('Input.dispatchKeyEvent', { type: 'keyDown', ...enter })
    await client.send('Input.dispatchKeyEvent', { type: 'keyUp', ...enter })
    await client.send('Input.insertText', { text: '５' })
    expect(await page.evaluate('window.heard')).toEqual(['compositionstart', 'keydownEntertrue', 'compositionend'])
    expect(await field('Quantity').inputValue()).toBe('205')
    expect(await living()).toEqual([])
    expect(sent).toEqual([])
    await page.keyboard.press('Enter')
    await page.getByText(/Order \d+ confirmed/).waitFor()
    expect(sent).toHaveLength(1)
    expect(await living()).toMatchObject([{ quantity: '205.0' }])
  })
})

/** Presses Tab until the field of this name has the focus. */
async function tabTo(name: string): Promise<void> {
  for (let step = 0; step < 20; step++) {
    if (await field(name).evaluate((box) => box === document.activeElement)) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`Tab does not reach ${name}`)
}

describe('an open order', () => {
  test('is made smaller where it stands, and moved by being placed anew', async () => {
    const { order } = await dan.call('orders.place', {
      body: { type: 'limit', side: 'buy', price: '0.08', quantity: '100' },
    })
    await page.getByRole('button', { name: `Edit order ${order.orderId}` }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Quantity').fill('60')
    await dialog.getByText('the order keeps its place in the queue').waitFor()
    await dialog.getByRole('button', { name: 'Change order' }).click()
    await dialog.waitFor({ state: 'detached' })
    expect(await living()).toMatchObject([{ orderId: order.orderId, quantity: '60.0' }])
    await openOrders().filter({ hasText: '60.0' }).waitFor()
    await page.getByRole('button', { name: `Edit order ${order.orderId}` }).click()
    await dialog.getByLabel('Price').fill('0.081')
    await dialog.getByText('at the end of the queue').waitFor()
    await dialog.getByRole('button', { name: 'Change order' }).click()
    await dialog.waitFor({ state: 'detached' })
    const [moved] = await living()
    expect(moved).toMatchObject({ price: '0.08100', quantity: '60.0' })
    expect(moved?.orderId).not.toBe(order.orderId)
    await openOrders().filter({ hasText: '0.08100' }).waitFor()
  })

  test('says why a change was refused and leaves nothing half done', async () => {
    const { order } = await dan.call('orders.place', {
      body: { type: 'limit', side: 'buy', price: '0.08', quantity: '100' },
    })
    await page.getByRole('button', { name: `Edit order ${order.orderId}` }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Quantity').fill('1')
    await dialog.getByRole('button', { name: 'Change order' }).click()
    await dialog.getByRole('alert').waitFor()
    expect(await living()).toMatchObject([{ orderId: order.orderId, quantity: '100.0', status: 'open' }])
  })
})

describe('the dead man’s switch', () => {
  test('counts down by the server’s clock, is renewed, switched off, and cancels all when its time is up', async () => {
    const pass = (seconds: number) =>
      world.operator.call('admin.clock.advance', { body: { advanceMs: seconds * 1000 } })
    await dan.call('orders.place', { body: { type: 'limit', side: 'buy', price: '0.08', quantity: '100' } })
    const timer = page.getByRole('timer')
    const start = async () => {
      await page.getByRole('button', { name: 'Dead man’s switch' }).press('Enter')
      await page.getByLabel('Cancel all after').fill('30')
      await page.keyboard.press('Enter')
    }
    await start()
    await timer.getByText('Cancels all in 0:30').waitFor()
    await pass(10)
    await timer.getByText('Cancels all in 0:20').waitFor()
    await page.getByRole('button', { name: 'Renew' }).press('Enter')
    await timer.getByText('Cancels all in 0:30').waitFor()
    await page.getByRole('button', { name: 'Off', exact: true }).press('Enter')
    await timer.waitFor({ state: 'detached' })
    expect(await dan.call('orders.timer', {})).toEqual({ at: null })
    await pass(31)
    expect(await living()).toHaveLength(1)
    await start()
    await timer.waitFor()
    await pass(31)
    await page.getByText('No open orders').waitFor()
    await timer.waitFor({ state: 'detached' })
    expect(await living()).toEqual([])
  })
})

describe('lists', () => {
  test('of fills are narrowed by time in the address, and come as a file of the same view', async () => {
    await visit(page, '/trade?tab=fills')
    const rows = page.getByRole('table', { name: 'Fills' }).getByRole('row')
    await rows.nth(1).waitFor()
    const shown = (await rows.count()) - 1
    await choose('Since', '24 hours')
    await page.waitForURL(/range=24h/)
    const link = page.getByRole('link', { name: 'CSV' })
    expect(await link.getAttribute('href')).toMatch(/^\/api\/v1\/fills\?from=\d+&format=csv$/)
    const csv = await (await page.request.get(`${world.server.url}${await link.getAttribute('href')}`)).text()
    expect(csv.trim().split('\r\n').length - 1).toBe(shown)
    expect(csv).toContain('0.10300')
  })

  test('of orders hold what was done with its end, as rows and as a file', async () => {
    const { order } = await dan.call('orders.place', {
      body: { type: 'limit', side: 'buy', price: '0.07', quantity: '100' },
    })
    await dan.call('orders.cancel', { params: { orderId: String(order.orderId) } })
    await visit(page, '/trade?tab=history')
    await choose('How it ended', 'Cancelled')
    await page.waitForURL(/outcome=canceled/)
    const rows = page.getByRole('table', { name: 'Order history' }).getByRole('row')
    await rows.filter({ hasText: '0.07000' }).first().waitFor()
    expect(await rows.filter({ hasText: 'Filled' }).filter({ hasNotText: 'Filled LCO' }).count()).toBe(0)
    const file = await page.getByRole('link', { name: 'CSV' }).getAttribute('href')
    const csv = await (await page.request.get(`${world.server.url}${file}`)).text()
    expect(csv).toContain(String(order.orderId))
    expect(csv).not.toContain(',filled,')
  })
})

test('the chart draws months of the calendar', async () => {
  await radio('1M').click()
  await page.waitForURL(/interval=1M/)
  await page.getByRole('button', { name: 'View as table' }).click()
  const rows = page.getByRole('table', { name: /candles/i }).getByRole('row')
  await rows.nth(1).waitFor()
  expect(await rows.nth(1).textContent()).toContain('01/01/2026')
  const { items } = await dan.call('market.candles', { query: { interval: '1M' } })
  expect(await rows.count()).toBe(items.length + 1)
})

describe('/markets', () => {
  test('tells a live mark with what it is made of, and volume, spread and depth as the book has them', async () => {
    const { mark, frozen, impactMid } = await dan.call('market.markPrice', {})
    expect([typeof mark, frozen]).toEqual(['string', false])
    await visit(page, '/markets')
    const section = page.locator('section', { has: page.getByRole('heading', { name: 'Mark price' }) })
    await section.getByText('The middle of the first three').waitFor()
    expect(await section.textContent()).toContain(`${mark}CR`)
    expect(await section.textContent()).toContain(String(impactMid))
    const { bids, asks } = await dan.call('market.depth', {})
    const { volume24h } = await dan.call('market.get', {})
    const [bid, ask] = [Number(bids[0]?.[0]), Number(asks[0]?.[0])]
    const middle = (bid + ask) / 2
    const within = (levels: typeof bids) =>
      levels
        .filter(([price]) => Math.abs(Number(price) - middle) <= middle * 0.02 + 1e-9)
        .reduce((sum, [, quantity]) => sum + Number(quantity), 0)
        .toFixed(1)
    const row = page.getByRole('table', { name: 'Depth' }).getByRole('row', { name: /± 2 %/ })
    expect(await row.textContent()).toContain(`${within(bids)}LCO`)
    expect(await row.textContent()).toContain(`${within(asks)}LCO`)
    const main = await page.getByRole('main').textContent()
    expect(main).toContain(`${(Math.floor(((ask - bid) / middle) * 10_000 + 1e-6) / 100).toFixed(2)} %`)
    expect(main).toContain(`${volume24h}LCO`)
  })
})
