/** Claims about prediction markets as people meet them, on a desktop and a phone: proposing, opening, betting with what it pays shown before, outcome and challenge. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { temporaryDir, type Visitor } from '../server-process.ts'
import { DAY, openPredictors, type Predictors } from '../story/predictors.ts'
import { openBrowser, openWindow, visit } from './browser.ts'

const dir = temporaryDir()
let world: Predictors
let browser: Browser

beforeAll(async () => {
  ;[world, browser] = await Promise.all([openPredictors(dir.path), openBrowser()])
})
afterAll(async () => {
  await browser?.close()
  await world?.server.stop()
  dir.remove()
})

async function open(path: string, visitor?: Visitor, width = 1440): Promise<Page> {
  const of = { url: world.server.url, width, ...(visitor ? { visitor } : {}) }
  const page = await (await openWindow(browser, of)).newPage()
  await visit(page, path)
  return page
}

const pass = (advanceMs: number) => world.operator.call('admin.clock.advance', { body: { advanceMs } })
const get = () => world.people.ann.call('predictions.get', { params: { marketId: 1 } })
/** The row of a list of facts with this label. */
const fact = (page: Page, label: string) => page.locator('dl > div').filter({ hasText: label })

test('whoever lacks the tier is told how much to stake, and a holder of Lv2 proposes a market', async () => {
  const refused = await open('/predict/new', world.people.bob, 390)
  await refused.getByText('Proposing takes Lv2: 1,000 LCO').waitFor()
  await refused.getByRole('link', { name: 'Stake 1,000 LCO more' }).click()
  await refused.waitForURL(/\/stake\?amount=/)
  expect(await refused.getByLabel('Stake this much more').inputValue()).toMatch(/^1,?000$/)
  await refused.context().close()

  const page = await open('/predict/new', world.people.prop)
  await page.getByLabel('Question', { exact: true }).fill('Does the sandbox answer all week?')
  await page.getByLabel('Deadline, UTC').fill('2026-01-13T00:00:00')
  await page.getByLabel('Source', { exact: true }).fill('https://status.example.test/')
  await page.getByLabel('Rules', { exact: true }).fill('The status page says so at the deadline.')
  await page.getByLabel('Void when').fill('The status page is gone.')
  await page.getByRole('button', { name: 'Propose a market' }).click()
  await page.waitForURL(/\/predict\/1$/)
  await page.getByRole('heading', { name: 'Does the sandbox answer all week? — 2026-01-13 00:00:00 UTC' }).waitFor()
  await page.getByText('This market takes no bets now').waitFor()
  await page.context().close()
})

test('an operator opens the draft with a public reason', async () => {
  const page = await open('/admin/predictions', world.operator)
  await page.getByRole('button', { name: 'Open for bets' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Reason, public').fill('clear, and anybody can check it')
  await dialog.getByRole('button', { name: 'Open for bets' }).click()
  await page.getByText('Nothing waits for a review').waitFor()
  await page.context().close()
  expect((await get()).status).toBe('open')
})

test('a bet shows what it buys and pays before it is placed, on a desktop and a phone, and moves the probability for who watches', async () => {
  const watching = await open('/predict/1')
  await watching.getByRole('link', { name: 'Sign in to bet' }).waitFor()

  const page = await open('/predict/1', world.people.ann)
  await page.getByLabel('Stake', { exact: true }).fill('100')
  await fact(page, 'Probability afterwards').getByText('87.5 %').waitFor()
  await fact(page, 'Shares').getByText('116.37').waitFor()
  await page.getByRole('button', { name: 'Bet on YES' }).click()
  await page.getByText(/^Placed: 116\.37/).waitFor()
  await fact(page, 'You have on YES').getByText('100.00').first().waitFor()
  await page.context().close()
  await watching.getByText('87.5 %').first().waitFor()
  await watching.context().close()

  const phone = await open('/predict/1', world.people.bob, 390)
  await phone
    .getByRole('radio', { name: 'NO' })
    .or(phone.getByRole('button', { name: 'NO', exact: true }))
    .click()
  await phone.getByLabel('Stake', { exact: true }).fill('50')
  // 50 back and the losers' 100 less 5 %.
  await fact(phone, 'Paid if it won now').getByText('145.00').waitFor()
  await phone.getByRole('button', { name: 'Bet on NO' }).click()
  await fact(phone, 'You have on NO').getByText('50.00').first().waitFor()
  await phone.context().close()
  expect(await get()).toMatchObject({ bets: 2, stakedYes: '100.00000000', stakedNo: '50.00000000' })
})

test('the strip says where a market stands; a resolver says the outcome, and anybody challenges it', async () => {
  await pass(7 * DAY)
  const page = await open('/predict/1', world.people.first)
  const stage = page.getByRole('list', { name: 'The way of this market' }).locator('[aria-current=step]')
  await stage.filter({ hasText: 'Closed' }).waitFor()
  await page.getByText('This market takes no bets now').waitFor()
  await page.getByLabel('Evidence, public').fill('Green at the deadline.')
  await page.getByRole('button', { name: 'Say the outcome' }).click()
  await stage.filter({ hasText: 'Outcome said' }).waitFor()
  await page.context().close()

  const doubting = await open('/predict/1', world.people.doubter, 390)
  await doubting.getByText('Green at the deadline.').waitFor()
  await doubting.getByLabel('Why the outcome is wrong, public').fill('It was red on Tuesday.')
  await doubting.getByRole('button', { name: 'Challenge' }).click()
  await doubting.locator('[aria-current=step]').filter({ hasText: 'Disputed' }).waitFor()
  await doubting.context().close()

  await pass(3 * DAY)
  const holder = await open('/predict/1', world.people.ann)
  await holder.getByText('You have bet in this market, so you have no say').waitFor()
  await holder.context().close()
  const voter = await open('/predict/1', world.people.una)
  await voter.getByRole('button', { name: 'Vote', exact: true }).click()
  await expect.poll(async () => (await get()).votes.map(({ outcome }) => outcome)).toEqual(['yes'])
  await voter.context().close()
})
