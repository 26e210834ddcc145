/** Claims about what a page shows when not all is well: no right, no network, no answer, no match; and about working by keyboard alone. */
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openBrowser, openWindow, visit } from './browser.ts'
import { openWorld, type World } from './world.ts'

let world: World
let browser: Browser
let page: Page

beforeAll(async () => {
  ;[world, browser] = await Promise.all([openWorld(), openBrowser()])
})
afterAll(async () => {
  await browser?.close()
  await world?.close()
})

beforeEach(async () => {
  page = await (await openWindow(browser, { url: world.server.url, visitor: world.alice })).newPage()
})
afterEach(() => page.context().close())

/** Presses Tab until the element has the focus, as somebody without a mouse would. */
async function tabTo(target: Locator): Promise<void> {
  for (let presses = 0; presses < 80; presses++) {
    if (await target.evaluate((element) => element === element.ownerDocument.activeElement)) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`${target} can not be reached with Tab`)
}

test('a guest is sent to sign in and comes back to the page that was asked for', async () => {
  await page.context().clearCookies()
  await page.goto('/wallet?tab=ledger')
  await page.getByText('The page you opened needs an account.').waitFor()
  await page.getByLabel('Email').fill('alice@example.test')
  await page.getByLabel('Password', { exact: true }).fill('correct horse battery')
  await page.keyboard.press('Enter')
  await page.getByRole('tab', { name: 'Ledger', selected: true }).waitFor()
})

test('an operator’s page tells others who may open it', async () => {
  await page.goto('/admin')
  await page.getByText('It is for operators of this instance.').waitFor()
})

test('a failed answer shows its trace id, and trying again heals the page', async () => {
  const problem = {
    type: '/docs/errors#internal',
    code: 'internal',
    title: 'x',
    status: 500,
    traceId: 'req_of_the_test',
  }
  await page.route('**/api/v1/keys*', (route) =>
    route.fulfill({ status: 500, contentType: 'application/problem+json', body: JSON.stringify(problem) }),
  )
  await page.goto('/keys')
  await page.getByRole('alert').filter({ hasText: 'req_of_the_test' }).waitFor()
  await page.unroute('**/api/v1/keys*')
  await page.getByRole('button', { name: 'Try again' }).click()
  await page.getByRole('row', { name: /agent.*active/ }).waitFor()
})

test('without a network a page that was never opened says so, leaves the app standing and opens with the network', async () => {
  await visit(page, '/keys')
  await page.context().setOffline(true)
  await page.getByText('You are offline').waitFor()
  await page.getByRole('link', { name: 'Playground' }).click()
  await page.getByText(/The server can.t be reached/).waitFor()
  await page.context().setOffline(false)
  await page.getByRole('heading', { name: 'Playground' }).waitFor()
})

test('a part that the updated server no longer has says to reload', async () => {
  await visit(page, '/keys')
  await page.route('**/assets/create-key-*.js', (route) => route.fulfill({ status: 404 }))
  await page.getByRole('button', { name: 'Create key' }).first().click()
  await page.getByText('The app was updated. Reload the page.').waitFor()
  expect(await page.getByRole('heading', { name: 'API keys' }).isVisible()).toBe(true)
})

test('a lost connection says that prices are old and takes no order', async () => {
  await visit(page, '/trade')
  await page.getByRole('textbox', { name: 'Quantity' }).fill('10')
  const buy = page.getByRole('button', { name: 'Buy LCO' })
  await buy.and(page.locator(':enabled')).waitFor()
  await page.context().setOffline(true)
  await page.getByText('Connection lost. These prices may be old.').waitFor()
  expect(await buy.isDisabled()).toBe(true)
  await page.context().setOffline(false)
  await buy.and(page.locator(':enabled')).waitFor()
})

test('figures that could not be refreshed stay and say why, until they can be', async () => {
  await visit(page, '/transparency')
  const problem = { type: 'x', code: 'internal', title: 'x', status: 500, traceId: 't' }
  await page.route('**/api/v1/transparency/**', (route) =>
    route.fulfill({ status: 500, contentType: 'application/problem+json', body: JSON.stringify(problem) }),
  )
  const why = page.getByText(/^Some figures are old:/)
  await why.waitFor({ timeout: 40_000 })
  expect(await page.getByText('Net issuance').isVisible()).toBe(true)
  await page.unroute('**/api/v1/transparency/**')
  await page.getByRole('button', { name: 'Refresh' }).click()
  await why.waitFor({ state: 'detached' })
})

test('filters that match nothing offer to be cleared', async () => {
  await page.goto('/logs?result=client_gone')
  await page.getByText('No call matches these filters').waitFor()
  await page.getByRole('main').getByRole('button', { name: 'Clear filters' }).first().click()
  await page
    .getByRole('row', { name: /sandbox-chat/ })
    .first()
    .waitFor()
})

test('an order is placed and cancelled with the keyboard alone', async () => {
  await visit(page, '/trade')
  await page.keyboard.press('s')
  await page.getByRole('radio', { name: 'Sell', checked: true }).waitFor()
  await tabTo(page.getByRole('textbox', { name: 'Price' }))
  await page.keyboard.press('Control+a')
  await page.keyboard.type('0.11')
  await tabTo(page.getByRole('textbox', { name: 'Quantity' }))
  await page.keyboard.type('５０')
  await page.keyboard.press('Enter')
  const row = page.getByRole('row', { name: /Sell.*0\.11000.*50/ })
  await row.waitFor()
  await tabTo(row.getByRole('button', { name: /Cancel order/ }))
  await page.keyboard.press('Enter')
  await row.waitFor({ state: 'detached' })
})

test('pages are reached by letters, and letters stay letters in a field', async () => {
  await visit(page, '/keys')
  await page.keyboard.type('gw')
  await page.getByRole('heading', { name: 'Wallet' }).waitFor()
  await page.keyboard.press('/')
  await page.getByRole('combobox').and(page.locator(':focus')).waitFor()
  await page.keyboard.type('stake')
  await page.getByRole('option', { selected: true, name: /Stake/ }).waitFor()
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Stake', exact: true }).waitFor()
})

const problem = { type: '/docs/errors#internal', code: 'internal', title: 'x', status: 500, traceId: 'req_of_the_test' }
const failed = { status: 500, contentType: 'application/problem+json', body: JSON.stringify(problem) }

describe.each([
  { path: '/margin', api: '**/api/v1/margin/**', shown: 'Accounts that owe' },
  { path: '/lend', api: '**/api/v1/lending/**', shown: 'Rates of the CR pool' },
])('$path', ({ path, api, shown }) => {
  test('shows placeholders until its figures have come', async () => {
    const { promise, resolve } = Promise.withResolvers<void>()
    await page.route(api, async (route) => {
      await promise
      await route.continue()
    })
    await page.goto(path)
    await page.locator('main .appear-late').first().waitFor({ state: 'attached' })
    expect(await page.getByText(shown).count()).toBe(0)
    resolve()
    await page.getByText(shown).first().waitFor()
  })

  test('names what failed and heals; figures that can not be refreshed stay with their age, also without a network', async () => {
    await page.route(api, (route) => route.fulfill(failed))
    await page.goto(path)
    await page.getByRole('alert').filter({ hasText: 'req_of_the_test' }).first().waitFor()
    await page.unroute(api)
    await page.getByRole('button', { name: 'Try again' }).first().click()
    await page.getByText(shown).first().waitFor()
    await page.route(api, (route) => route.fulfill(failed))
    await pass(60_000)
    const age = page.getByText(/^Last update/)
    await age.waitFor()
    expect(await page.getByText(shown).first().isVisible()).toBe(true)
    await page.unroute(api)
    await age.waitFor({ state: 'detached' })
    await page.context().setOffline(true)
    await page.getByText('You are offline').waitFor()
    expect(await page.getByText(shown).first().isVisible()).toBe(true)
  })
})

/** Time goes on; pages hear of it with the next news of the service. */
async function pass(ms: number): Promise<void> {
  const { operator } = world
  await operator.call('admin.clock.advance', { body: { advanceMs: ms } })
  for (const on of [false, true])
    await operator.call('admin.switches.set', {
      params: { product: 'prediction' },
      body: { on, reason: 'to tell the time', confirm: 'prediction' },
    })
}
