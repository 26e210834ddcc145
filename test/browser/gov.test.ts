/** Claims about governance as people meet it: voting, what stands in the way of a proposal, proposing with old → new, an operator's veto. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Visitor } from '../server-process.ts'
import { openBrowser, openWindow, visit } from './browser.ts'
import { openWorld, type World } from './world.ts'

let world: World
let browser: Browser

beforeAll(async () => {
  ;[world, browser] = await Promise.all([openWorld(), openBrowser()])
}, 120_000)
afterAll(async () => {
  await browser?.close()
  await world?.close()
})

async function open(path: string, visitor: Visitor | undefined, width = 1440): Promise<Page> {
  const page = await (
    await openWindow(browser, { url: world.server.url, width, ...(visitor && { visitor }) })
  ).newPage()
  await visit(page, path)
  return page
}

const set = (key: string, value: string) =>
  world.operator.call('admin.parameters.set', { params: { key }, body: { value, reason: 'a test of the page' } })

test('who was a Whale at the snapshot votes on a phone, once, and a guest sees it counted without a reload', async () => {
  const guest = await open('/gov/1', undefined)
  await guest.getByRole('link', { name: 'Sign in to vote' }).waitFor()
  const page = await open('/gov/1', world.alice, 390)
  await page.getByText('Your vote counts 200.').waitFor()
  await page.getByRole('button', { name: 'Yes', exact: true }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Yes', exact: true }).click()
  await page.getByText('You voted Yes with 200.').waitFor()
  await guest.getByText('1 voter', { exact: true }).waitFor()
  await guest.getByRole('table', { name: 'Votes' }).getByRole('row').filter({ hasText: 'Yes' }).waitFor()
  for (const one of [guest, page]) await one.context().close()
})

test('who is no Whale is told what it takes to propose; a Whale proposes a new value beside the old one', async () => {
  const poor = await open('/gov/new', world.bob)
  await poor.getByText('Proposing takes a Whale: 100,000 LCO staked').waitFor()
  await poor.context().close()
  await set('tier.whale.stake', '900')
  await set('governance.bond', '1')
  const page = await open('/gov/new', world.alice)
  await page.getByLabel('Title').fill('More proposals at a time')
  await page.getByLabel('Reasons').fill('Twenty are few.')
  await page.getByRole('combobox', { name: 'Add a parameter' }).click()
  await page.getByRole('option', { name: 'governance.open', exact: true }).click()
  const value = page.getByLabel('governance.open', { exact: true })
  expect(await value.inputValue()).toBe('20')
  expect(await page.getByRole('button', { name: 'Propose' }).isDisabled()).toBe(true)
  await value.fill('1000')
  await page.getByText('Outside the bounds.').waitFor()
  await value.fill('30')
  await page.getByRole('button', { name: 'Propose' }).click()
  await page.waitForURL(/\/gov\/2$/)
  await page.getByRole('heading', { name: '#2 More proposals at a time' }).waitFor()
  await page.context().close()
  const { items } = await world.alice.call('governance.list', { query: { status: 'open' } })
  expect(items[0]).toMatchObject({
    changes: [{ key: 'governance.open', before: '20', after: '30' }],
    status: 'pending',
  })
})

test('an operator ends a proposal with a reason that everybody reads', async () => {
  const page = await open('/gov/2', world.operator)
  await page.getByRole('button', { name: 'Veto', exact: true }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Public reason').fill('twenty are enough')
  await dialog.getByRole('button', { name: 'Veto', exact: true }).click()
  await page.context().close()
  const guest = await open('/gov/2', undefined)
  await guest.getByText('twenty are enough').waitFor()
  await guest.context().close()
})
