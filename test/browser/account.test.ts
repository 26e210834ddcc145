/** Claims about lost passwords, changed ones and sessions, as people and operators meet them. */
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { admin, ServerProcess, temporaryDir, Visitor } from '../server-process.ts'
import { openBrowser, openWindow, visit } from './browser.ts'

/** Of everybody whom Visitor.signUp makes. */
const { password } = admin
const fresh = 'another horse battery'
const dir = temporaryDir()
let server: ServerProcess
let browser: Browser
let operator: Visitor
let ann: Visitor
let email: string
let page: Page

beforeAll(async () => {
  ;[server, browser] = await Promise.all([ServerProcess.start({ dataDir: dir.path }), openBrowser()])
  operator = await new Visitor(server.url).signIn(admin)
})
afterAll(async () => {
  await browser?.close()
  await server?.stop()
  dir.remove()
})

const windowOf = (visitor?: Visitor): Promise<BrowserContext> =>
  openWindow(browser, { url: server.url, ...(visitor && { visitor }) })

beforeEach(async ({ task }) => {
  const name = `ann${task.id.replace(/\W/g, '')}`
  email = `${name}@example.test`
  ann = await new Visitor(server.url).signUp(name)
  await ann.call('me.get', {})
  page = await (await windowOf(ann)).newPage()
})
afterEach(() => page.context().close())

const elsewhere = (typed: string = password): Promise<Visitor> =>
  new Visitor(server.url).signIn({ email, password: typed })
const asked = async (visitor: Visitor): Promise<number> =>
  (await fetch(`${server.url}/api/v1/me`, { headers: { cookie: visitor.cookie } })).status

/** A link as the operator's page shows it, once. */
async function newLink(): Promise<string> {
  const desk = await (await windowOf(operator)).newPage()
  await visit(desk, `/admin/users?q=${email}`)
  await desk.getByRole('row', { name: new RegExp(email) }).click()
  await desk.getByRole('button', { name: 'Make password link' }).click()
  const link = await desk.getByRole('status').locator('code', { hasText: '/reset-password?token=' }).textContent()
  await desk.context().close()
  return link?.trim() ?? ''
}

test('a lost password is set anew with a link from the operators’ page, which signs out everywhere and works once', async () => {
  const link = await newLink()
  await visit(page, link)
  await page.getByText(`For ${email}`).waitFor()
  await page.getByLabel('New password').fill('1234567890')
  await page.getByRole('button', { name: 'Set password' }).click()
  await page.getByText('This password is easy to guess.').waitFor()
  await page.getByLabel('New password').fill(fresh)
  expect(await page.getByRole('list', { name: 'What the password needs' }).getByText('done').count()).toBe(3)
  await page.getByRole('button', { name: 'Set password' }).click()
  await page.getByRole('heading', { name: 'The password is set' }).waitFor()
  await page.getByText(/was signed out everywhere/).waitFor()
  expect(await asked(ann)).toBe(401)
  await page.getByRole('main').getByRole('link', { name: 'Sign in' }).click()
  await page.getByLabel('Email').fill(email)
  await page.getByLabel('Password', { exact: true }).fill(fresh)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('link', { name: 'Dashboard' }).waitFor()
  await visit(page, link)
  await page.getByRole('heading', { name: 'This link was used already' }).waitFor()
})

test('a link that was replaced, cut off or left empty says so', async () => {
  const link = await newLink()
  for (const broken of [link.slice(0, -3), new URL('/reset-password', link).href]) {
    await visit(page, broken)
    await page.getByRole('heading', { name: 'This link does not work' }).waitFor()
  }
  await newLink()
  await visit(page, link)
  await page.getByRole('heading', { name: 'This link does not work' }).waitFor()
})

test('a session is seen with its device and ended from another one', async () => {
  const other = await elsewhere()
  await visit(page, '/settings?tab=sessions')
  await page.getByText('This one').waitFor()
  expect(await page.getByRole('row', { name: /127\.0\.0\.1/ }).count()).toBe(2)
  await page.getByRole('row').filter({ hasNotText: 'This one' }).getByRole('button', { name: 'Sign out' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Sign out' }).click()
  await page.getByText('1 session ended').waitFor()
  expect([await asked(other), await asked(ann)]).toEqual([401, 200])
})

test('all other sessions end at once, and a changed password ends them too', async () => {
  const others = [await elsewhere(), await elsewhere()]
  await visit(page, '/settings?tab=sessions')
  await page.getByRole('button', { name: 'Sign out everywhere else' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Sign out everywhere else' }).click()
  await page.getByText('2 sessions ended').waitFor()
  expect(await Promise.all(others.map(asked))).toEqual([401, 401])
  const last = await elsewhere()
  await page.getByRole('tab', { name: 'Account' }).click()
  await page.getByLabel('Present password').fill('not the password')
  await page.getByLabel('New password').fill(fresh)
  await page.getByRole('button', { name: 'Change password' }).click()
  await page.getByText('The present password is wrong.').waitFor()
  await page.getByLabel('Present password').fill(password)
  await page.getByRole('button', { name: 'Change password' }).click()
  await page.getByText('All other sessions have ended.').waitFor()
  expect(await asked(last)).toBe(401)
  await page.getByRole('tab', { name: 'Sessions' }).click()
  await page.getByText('This one').waitFor()
  expect(await asked(await elsewhere(fresh))).toBe(200)
})
