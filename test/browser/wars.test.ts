/** Claims about Compute Wars as people meet them, on a desktop and a phone: the clock, the live standings, the own gap, the review with its reason, the champion's choice. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { admin, ServerProcess, temporaryDir, Visitor } from '../server-process.ts'
import { openBrowser, openWindow, visit } from './browser.ts'

const HOUR = 3_600_000
/** A Monday. */
const START = '2026-01-05T00:00:00Z'
const dir = temporaryDir()
const reason = 'wash volume from one machine'
let server: ServerProcess
let browser: Browser
let operator: Visitor
const people = {} as Record<'ann' | 'bo', { visitor: Visitor; key: string; name: string }>

beforeAll(async () => {
  ;[server, browser] = await Promise.all([ServerProcess.start({ dataDir: dir.path, clock: START }), openBrowser()])
  operator = await new Visitor(server.url).signIn(admin)
  await operator.call('admin.parameters.set', {
    params: { key: 'mark.interval' },
    body: { value: '60000', reason: 'weeks pass in a test' },
  })
  const { items } = await operator.call('admin.channels.list', {})
  const [cost, list] = ['12', '30'].map((calls) => [{ from: 0, rates: { calls } }])
  if (!(cost && list)) throw new Error('no prices')
  const channelId = items[0]?.channelId ?? 0
  await operator.call('admin.models.publish', { body: { channelId, model: 'sandbox-chat-large', cost, list } })
  for (const who of ['ann', 'bo'] as const) {
    const visitor = await new Visitor(server.url).signUp(who)
    await visitor.call('faucet.draw', { body: { amount: '100' } })
    const { secret: key } = await visitor.call('keys.create', { body: { name: 'war', scopes: ['relay', 'read'] } })
    people[who] = { visitor, key, name: (await visitor.call('wars.own', {})).name }
  }
})
afterAll(async () => {
  await browser?.close()
  await server?.stop()
  dir.remove()
})

async function call(who: keyof typeof people): Promise<void> {
  const response = await fetch(`${server.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${people[who].key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'sandbox-chat-large', max_tokens: 5, messages: [{ role: 'user', content: 'Hi' }] }),
  })
  expect(response.status).toBe(200)
  await response.text()
}

const pass = (hours: number): Promise<unknown> =>
  operator.call('admin.clock.advance', { body: { advanceMs: hours * HOUR } })

async function open(path: string, visitor?: Visitor, width = 1440): Promise<Page> {
  const page = await (await openWindow(browser, { url: server.url, width, ...(visitor && { visitor }) })).newPage()
  await visit(page, path)
  return page
}

test('a call moves the standings of an open page, which tells its owner the place, the gap and how long the round lasts', async () => {
  await call('bo')
  const page = await open('/wars', people.ann.visitor)
  const rows = page.getByRole('table', { name: 'Standings' }).getByRole('row')
  await rows.filter({ hasText: people.bo.name }).filter({ hasText: '30.00' }).waitFor()
  await page.getByText('none yet').waitFor()
  await page.getByText(/^(7 days|6 days 2\d hrs?)/).waitFor()
  await call('bo')
  await rows.filter({ hasText: people.bo.name }).filter({ hasText: '60.00' }).waitFor()
  await call('ann')
  await rows.filter({ hasText: people.ann.name }).filter({ hasText: 'you' }).waitFor()
  await page.getByText('30.000001').waitFor()
  await page.context().close()
})

test('an operator excludes an account on a phone, and everybody reads the reason', async () => {
  await pass(7 * 24)
  const page = await open('/admin/wars', operator, 390)
  await page.getByText(people.bo.name).waitFor()
  await page.getByRole('button', { name: 'Exclude' }).first().click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText(`Exclude ${people.bo.name}?`).waitFor()
  await dialog.getByLabel('Public reason').fill(reason)
  await dialog.getByRole('button', { name: 'Exclude' }).click()
  await page.getByRole('button', { name: 'Take back in' }).waitFor()
  await page.context().close()
  const guest = await open('/wars')
  await guest.getByText(`excluded: ${reason}`).waitFor()
  await guest.getByText('Sign in to see your rank').waitFor()
  await guest.context().close()
})

test('after the payout the champion chooses on a phone, and the closed round opens with its decisions', async () => {
  await pass(48)
  const page = await open('/wars', people.ann.visitor, 390)
  await page.getByRole('button', { name: 'Take unlimited calls at a time' }).click()
  await page.getByText('No limit on calls at a time, until').waitFor()
  await page.getByText('Round 1', { exact: true }).first().click()
  await page.getByRole('dialog').getByText(`excluded: ${reason}`).waitFor()
  expect((await people.ann.visitor.call('wars.own', {})).perks).toMatchObject([{ perk: 'unlimited' }])
  await page.context().close()
})
