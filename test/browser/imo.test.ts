/** Claims about the launchpad as people meet it, on a desktop and a phone: what is missing for a lock, locking, the meter of the quota, announcing. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { DAY, HOUR, Launch, SCARCE } from '../launch.ts'
import { temporaryDir, Visitor } from '../server-process.ts'
import { openBrowser, openWindow, visit } from './browser.ts'

const dir = temporaryDir()
let launch: Launch
let browser: Browser
let alice: { readonly visitor: Visitor; readonly key: string }

beforeAll(async () => {
  ;[launch, browser] = await Promise.all([Launch.open(dir.path), openBrowser()])
  alice = await launch.holder('alice')
})
afterAll(async () => {
  await browser?.close()
  await launch?.server.stop()
  dir.remove()
})

async function open(path: string, visitor: Visitor, width = 1440): Promise<Page> {
  const page = await (await openWindow(browser, { url: launch.server.url, visitor, width })).newPage()
  await visit(page, path)
  return page
}

test('an operator announces an offering, and everybody sees when its window opens', async () => {
  const page = await open('/admin/offerings', launch.operator)
  await page.getByLabel('Model', { exact: true }).click()
  await page.getByRole('option', { name: SCARCE }).click()
  await page.getByLabel('Total', { exact: true }).fill('200')
  await page.getByRole('button', { name: 'Announce' }).click()
  const row = page.getByRole('table', { name: 'All offerings' }).getByRole('row').filter({ hasText: SCARCE })
  await row.filter({ hasText: 'Announced' }).waitFor()
  await page.context().close()
  const { items } = await alice.visitor.call('offerings.list', {})
  expect(items).toMatchObject([{ model: SCARCE, phase: 'announced', total: '200.000000' }])
})

test('while the window runs, whoever lacks the tier is told how much to stake, on a phone too', async () => {
  await launch.pass(DAY + 2 * HOUR)
  const bob = await new Visitor(launch.server.url).signUp('bob')
  const page = await open('/imo/1', bob, 390)
  await page.getByText('Locking takes Lv3').waitFor()
  await page.getByRole('link', { name: 'Stake 10,000 LCO more' }).click()
  await page.waitForURL(/\/stake\?amount=/)
  expect(await page.getByLabel('Stake this much more').inputValue()).toMatch(/^10,?000$/)
  await page.context().close()
})

test('a holder of Lv3 locks coins and sees the share change, then the quota and what calls have used of it', async () => {
  const page = await open('/imo/1', alice.visitor)
  await page.getByLabel('Amount').fill('4000')
  await page.getByRole('button', { name: 'Lock', exact: true }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Lock', exact: true }).click()
  await page.getByText('4,000 LCO of yours are locked').waitFor()
  await page.getByText('The cap holds you').waitFor()
  await launch.pass(73 * HOUR)
  expect((await launch.chat(alice.key)).status).toBe(200)
  await visit(page, '/imo/1')
  await page.getByRole('progressbar', { name: 'Used and held of your quota' }).waitFor()
  const shares = page.getByRole('table', { name: 'Allocation' }).getByRole('row').filter({ hasText: 'You' })
  await shares.filter({ hasText: '40.000000' }).waitFor()
  await page.context().close()
})
