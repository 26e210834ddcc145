/** Claims about lending as people meet it: money lent, seen with what it does, and taken out again. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ServerProcess, temporaryDir, Visitor } from '../server-process.ts'
import { openBrowser, openWindow, visit } from './browser.ts'
import { openWorld, type World } from './world.ts'

const dir = temporaryDir()
let server: ServerProcess
let browser: Browser
let world: World | undefined

beforeAll(async () => {
  ;[server, browser] = await Promise.all([ServerProcess.start({ dataDir: dir.path }), openBrowser()])
})
afterAll(async () => {
  await browser?.close()
  await world?.close()
  await server?.stop()
  dir.remove()
})

async function openLend(visitor?: Visitor): Promise<Page> {
  const page = await (await openWindow(browser, { url: server.url, ...(visitor && { visitor }) })).newPage()
  await visit(page, '/lend')
  return page
}

test('money that is lent stands in the pool and among one’s own, and comes back when it is taken out', async () => {
  const ann = await new Visitor(server.url).signUp('ann')
  await ann.call('faucet.draw', { body: { amount: '100' } })
  const page = await openLend(ann)
  await page.getByText('You have lent nothing').waitFor()
  await page.getByText('is shared by the lenders of that pool').waitFor()
  await page.getByLabel('Amount to lend').fill('100.5')
  await page.getByText('At most 100 CR.').waitFor()
  expect(await page.getByRole('button', { name: 'Lend CR' }).isDisabled()).toBe(true)
  await page.getByLabel('Amount to lend').fill('40')
  await page.getByText('so it earns nothing until somebody borrows').waitFor()
  await page.getByLabel('Amount to lend').press('Enter')
  await page.getByText('You have lent 40 CR to this pool.').waitFor()
  const own = page.getByRole('table', { name: 'Your money in the pools' }).getByRole('row', { name: /^CR/ })
  await own.filter({ hasText: '40.000000' }).waitFor()
  await page
    .getByRole('table', { name: 'Pools', exact: true })
    .getByRole('row', { name: /^CR/ })
    .filter({ hasText: '40.00' })
    .waitFor()
  expect((await ann.call('me.balances', {})).credits.available).toBe('60.000000')
  await own.getByRole('button', { name: 'Take out CR' }).press('Enter')
  await page.getByLabel('Amount to take out').fill('15')
  await page.getByText('Paid at once').waitFor()
  await page.getByRole('button', { name: 'Take out CR' }).last().click()
  await page.getByText('15 CR are available again.').waitFor()
  await own.filter({ hasText: '25.000000' }).waitFor()
  await page.getByRole('button', { name: '100%' }).click()
  await page.getByRole('button', { name: 'Take out CR' }).last().click()
  await page.getByText('You have lent nothing').waitFor()
  expect((await ann.call('me.balances', {})).credits.available).toBe('100.000000')
  await page.context().close()
})

test('where nobody has borrowed yet the page of margin says so once for debts and once for what came of them', async () => {
  const page = await (await openWindow(browser, { url: server.url })).newPage()
  await visit(page, '/margin')
  expect(await page.getByText('Nobody owes anything').count()).toBe(1)
  expect(await page.getByText('Nothing has happened yet').count()).toBe(1)
  for (const title of ['Forced closes', 'Losses', 'Flows of the risk reserve'])
    expect(await page.getByRole('heading', { name: title, exact: true }).count()).toBe(0)
  await page.context().close()
})

test('a guest sees rates, the curve and its table, and is asked to sign in', async () => {
  const page = await openLend()
  await page.getByRole('button', { name: 'Show the LCO pool' }).click()
  await page.waitForURL(/asset=LCO/)
  await page.getByRole('heading', { name: 'Rates of the LCO pool' }).waitFor()
  await page.getByRole('button', { name: 'View as table' }).first().click()
  const rows = page.getByRole('table', { name: 'Rates by share lent' }).getByRole('row')
  await rows.filter({ hasText: '80.00 %' }).filter({ hasText: '30.00 %' }).first().waitFor()
  await rows.filter({ hasText: '130.00 %' }).waitFor()
  await page.getByRole('link', { name: 'Sign in to lend' }).waitFor()
  expect(await page.getByText('You have lent nothing').count()).toBe(0)
  await page.context().close()
})

test('what the pool can not pay at once waits in sight, is told with what is before it, and can be kept lent', async () => {
  world = await openWorld()
  const window = await openWindow(browser, { url: world.server.url, visitor: world.alice })
  const page = await window.newPage()
  await visit(page, '/lend')
  const pool = page.getByRole('table', { name: 'Pools', exact: true }).getByRole('row', { name: /^CR/ })
  await pool.filter({ hasText: '65.45 %' }).waitFor()
  await page.getByRole('radio', { name: 'Take out' }).click()
  await page.getByRole('button', { name: '100%' }).click()
  const panel = page.getByRole('region', { name: 'Lend or take out' })
  await panel.getByText('19.000000').waitFor()
  await panel.getByText('21.000000').waitFor()
  await panel.getByRole('button', { name: 'Take out CR' }).click()
  await page.getByText('19 CR are available again, 21 CR wait their turn.').waitFor()
  await page.getByText('next in line').waitFor()
  await pool.filter({ hasText: '100.00 %' }).waitFor()
  await page.getByText('A withdrawal of yours waits in this pool').waitFor()
  await page.getByRole('button', { name: 'Keep it lent' }).click()
  await page.getByText('the money goes on earning').waitFor()
  const own = page.getByRole('table', { name: 'Your money in the pools' }).getByRole('row', { name: /^CR/ })
  await own.filter({ hasText: '21.000000' }).waitFor()
  await window.close()
})
