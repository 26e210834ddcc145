/** The white paper's whole loop as a person sees it, in Chromium, on a server with a virtual clock; a picture of each stage goes to test-results/. */
import OpenAI from 'openai'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { ServerProcess, temporaryDir, Visitor } from '../server-process.ts'
import { clearPictures, complaints, openBrowser, openWindow, picture, visit } from './browser.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
/** A Monday. */
const START = '2026-01-05T00:00:00Z'
const password = 'correct horse battery'
const dir = temporaryDir()
let server: ServerProcess
let browser: Browser
/** The operator's window, then Alice's. */
let desk: Page
let page: Page
let errors: readonly string[]
let operator: Visitor
let bob: Visitor
let secret: string

const button = (name: string | RegExp) => page.getByRole('button', { name })
const shot = (name: string): Promise<void> => picture(page, `story/${name}`)
const pass = (ms: number): Promise<unknown> => operator.call('admin.clock.advance', { body: { advanceMs: ms } })
const limit = (who: Visitor, side: 'buy' | 'sell', [price, quantity]: [string, string]) =>
  who.call('orders.place', { body: { type: 'limit', side, price, quantity } })

/** The session of a window, to go on with through the API. */
async function visitorOf(window: Page): Promise<Visitor> {
  const cookies = await window.context().cookies()
  return new Visitor(server.url, cookies.map(({ name, value }) => `${name}=${value}`).join('; '))
}

/** One call on the model that the operator has priced at 30 CR a call. */
async function bigCall(key: string): Promise<void> {
  const model = new OpenAI({ apiKey: key, baseURL: `${server.url}/v1`, maxRetries: 0 })
  await model.chat.completions.create({
    model: 'sandbox-chat-large',
    max_tokens: 5,
    messages: [{ role: 'user', content: 'Hi' }],
  })
}

beforeAll(async () => {
  clearPictures('story')
  const first = { LX_ADMIN_EMAIL: '', LX_ADMIN_PASSWORD: '' }
  ;[server, browser] = await Promise.all([
    ServerProcess.start({ dataDir: dir.path, clock: START, env: first }),
    openBrowser(),
  ])
  desk = await (await openWindow(browser, { url: server.url })).newPage()
  page = await (await openWindow(browser, { url: server.url, theme: 'dark' })).newPage()
  errors = complaints(page)
})

afterAll(async () => {
  await browser?.close()
  await server?.stop()
  dir.remove()
})

/** Each part builds on the ones before: after a failure the rest would only wait in vain. */
let broken: string | undefined
afterEach(async ({ task }) => {
  if (task.result?.state !== 'fail' || broken !== undefined) return
  broken = task.name
  await shot('failed')
})
beforeEach(() => {
  if (broken !== undefined) throw new Error(`not tried, because this failed: ${broken}`)
})

test('the link that the first start prints makes the operator', async () => {
  const link = /http:\S+\/setup\?token=\S+/.exec(server.output)?.[0]
  await desk.goto(link ?? 'no link was printed')
  await desk.getByLabel('Name').fill('Operator')
  await desk.getByLabel('Email').fill('operator@example.test')
  await desk.getByLabel('Password', { exact: true }).fill(password)
  await picture(desk, 'story/01-setup')
  await desk.getByRole('button', { name: 'Create operator account' }).click()
  await desk.getByRole('heading', { name: 'Make your first call' }).waitFor()
  operator = await visitorOf(desk)
  expect((await operator.call('me.get', {})).operator).toBe(true)
})

test('a visitor signs up from the landing page and is shown three steps', async () => {
  await visit(page, '/')
  await shot('02-landing')
  await page.getByRole('main').getByRole('link', { name: 'Create an account' }).click()
  await page.getByLabel('Name').fill('Alice')
  await page.getByLabel('Email').fill('alice@example.test')
  await page.getByLabel('Password', { exact: true }).fill(password)
  await button('Create an account').click()
  await page.getByRole('heading', { name: 'Make your first call' }).waitFor()
  await shot('03-first-steps')
})

test('the faucet fills the wallet, and the ledger says where the credits come from', async () => {
  await visit(page, '/wallet')
  await page.getByRole('link', { name: 'Top up' }).first().click()
  await page.getByLabel('Amount').fill('100')
  await button('Draw credits').click()
  await page.getByRole('status').filter({ hasText: '100 CR booked.' }).waitFor()
  await shot('04-faucet')
  await page.getByRole('link', { name: 'Open ledger' }).click()
  await page.getByRole('row', { name: /Faucet.*\+100\.000000/ }).waitFor()
})

test('a new key is shown once', async () => {
  await visit(page, '/keys')
  await page.getByRole('button', { name: 'Create key' }).first().click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name').fill('story')
  await dialog.getByRole('button', { name: 'Create key' }).click()
  secret = ((await dialog.getByRole('region', { name: 'Your new key' }).textContent()) ?? '').trim()
  expect(secret).toMatch(/^sk-lx-\S{20,}$/)
  await shot('05-key')
  await dialog.getByRole('button', { name: 'I have saved it' }).click()
  await page.getByRole('row', { name: /story.*active/ }).waitFor()
  await page.reload()
  await page.getByRole('row', { name: /story.*active/ }).waitFor()
  expect(await page.content()).not.toContain(secret)
})

test('a call streamed by the official SDK appears in the open log the moment it ends', async () => {
  await visit(page, '/logs')
  await page.getByText('No calls yet').waitFor()
  const client = new OpenAI({ apiKey: secret, baseURL: `${server.url}/v1`, maxRetries: 0 })
  const stream = await client.chat.completions.create({
    model: 'sandbox-chat',
    stream: true,
    messages: [{ role: 'user', content: 'Tell me about compute.' }],
  })
  let text = ''
  for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? ''
  expect(text.length).toBeGreaterThan(20)
  await page.getByRole('row', { name: /sandbox-chat/ }).waitFor()
  await shot('06-logs')
})

test('its receipt is recomputed in the browser and verified', async () => {
  await page.getByRole('link', { name: 'sandbox-chat' }).click()
  await button('Verify').click()
  await page.getByText('Verified', { exact: true }).waitFor()
  expect(await page.getByLabel('Agrees').count()).toBeGreaterThan(6)
  expect(await page.getByLabel('Differs').count()).toBe(0)
  await shot('07-receipt')
})

test('a limit order waits among the open orders until another user takes it, then it is a fill', async () => {
  const { items: channels } = await operator.call('admin.channels.list', {})
  await operator.call('admin.models.publish', {
    body: {
      channelId: channels[0]?.channelId ?? 0,
      model: 'sandbox-chat-large',
      cost: [{ from: 0, rates: { calls: '20' } }],
      list: [{ from: 0, rates: { calls: '30' } }],
    },
  })
  const alice = await visitorOf(page)
  bob = await new Visitor(server.url).signUp('bob')
  const { secret: bobKey } = await bob.call('keys.create', { body: { name: 'story', scopes: ['relay', 'read'] } })
  await bob.call('faucet.draw', { body: { amount: '100' } })
  for (let day = 0; day < 3; day++) {
    for (let i = 0; i < 3; i++) await Promise.all([bigCall(secret), bigCall(bobKey)])
    await pass(DAY)
    for (const who of [alice, bob]) await who.call('faucet.draw', { body: { amount: '100' } })
  }
  await visit(page, '/trade')
  await page.getByRole('radio', { name: 'Sell' }).click()
  await page.getByRole('textbox', { name: 'Price' }).fill('0.1')
  await page.getByRole('textbox', { name: 'Quantity' }).fill('500')
  await button('Sell LCO').click()
  await page.getByText(/Order \d+ confirmed/).waitFor()
  const open = page.getByRole('table', { name: 'Open orders' })
  await open.getByRole('row', { name: /Sell.*0\.10000/ }).waitFor()
  await shot('08-order')
  await limit(bob, 'buy', ['0.10000', '500'])
  await page.getByText('No open orders').waitFor()
  await page.getByRole('tab', { name: 'Fills' }).click()
  await page.getByRole('row', { name: /Sell.*0\.10000.*500/ }).waitFor()
  await shot('09-fill')
})

test('a stake made in the browser lowers the tier’s price 24 hours later', async () => {
  await visit(page, '/stake')
  await page.getByLabel('Stake this much more').fill('1000')
  await button('Stake LCO').click()
  await page.getByText('The coins are staked. The new tier takes effect on').waitFor()
  await shot('10-stake')
  await pass(DAY)
  await visit(page, '/dashboard')
  await page.getByText('You pay 95 % of the list price.').waitFor()
})

test('the week’s profit buys LCO back on Friday, which lifts the price and burns what was bought', async () => {
  const { now } = await operator.call('status.get', {})
  await pass(Date.parse(START) + 10 * DAY + 12 * HOUR - now)
  const alice = await visitorOf(page)
  await bob.call('faucet.draw', { body: { amount: '100' } })
  await limit(bob, 'buy', ['0.09900', '800'])
  await limit(alice, 'sell', ['0.10000', '50'])
  for (const ask of ['0.10100', '0.10200', '0.10300'] as const) await limit(alice, 'sell', [ask, '300'])
  await limit(bob, 'buy', ['0.10000', '50'])
  await visit(page, '/trade')
  const price = page.getByRole('link', { name: /^LCO/ })
  await price.filter({ hasText: '0.10000' }).waitFor()
  await shot('11-before-the-sweep')
  await pass(2 * DAY)
  await price.filter({ hasText: /0\.10[1-9]/ }).waitFor()
  await page.getByText('Buyback').first().waitFor()
  await visit(page, '/trade')
  await page.getByText(/the fund made \d+ buyback purchases and [1-9][\d.]* LCO were burned/).waitFor()
  await shot('12-after-the-sweep')
  await button('View as table').click()
  await page
    .getByRole('table', { name: 'Candles' })
    .getByRole('row', { name: /0\.10200/ })
    .first()
    .waitFor()
})

test('the open books show the week, the fund, the buyback and the burn, which the browser recomputes', async () => {
  const { items } = await operator.call('transparency.buybacks', {})
  const sweep = items.find(({ bought }) => Number(bought) > 0)
  const { items: weeks } = await operator.call('transparency.weeks', {})
  await visit(page, '/transparency')
  const flow = page.getByRole('figure').first()
  for (const said of [
    `Revenue ${weeks[0]?.revenue} CR left a profit of ${weeks[0]?.profit} CR`,
    `${weeks[0]?.fundIn} CR went to the fund and bought ${sweep?.bought} LCO`,
    `of which ${sweep?.burned} were burned`,
  ])
    await flow.getByText(said).waitFor()
  await shot('13-open-books')
  await page.getByRole('link', { name: 'Open buyback' }).click()
  await page.getByRole('heading', { name: 'Buyback #' }).waitFor()
  await button('Recompute').click()
  await page.getByText('Everything agrees.').waitFor()
  await shot('14-buyback')
})

test('no page complained on the way', () => {
  expect(errors).toEqual([])
})
