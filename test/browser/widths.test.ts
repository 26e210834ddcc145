/** Claims about room: nothing is wider than the window, on any page, in any language, from phones to desks. */
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Visitor } from '../server-process.ts'
import { type Language, openBrowser, openWindow, visit } from './browser.ts'
import { addressOf, type Route, routes, visitorFor } from './routes.ts'
import { openWorld, type World } from './world.ts'

/** The narrowest phone, a usual phone, the narrowest window with a rail, tablets, a small laptop, a desk. */
const WIDTHS = [360, 390, 640, 768, 1024, 1440]
const HEIGHT = 900

/** Views of a page that have tables of their own. */
const views: readonly Route[] = [
  { path: '/wallet?tab=ledger', access: 'user' },
  { path: '/transparency?tab=books', access: 'public' },
  { path: '/transparency?tab=rules', access: 'public' },
  { path: '/trade?tab=history', access: 'public' },
  { path: '/trade?tab=fills', access: 'public' },
  { path: '/trade?tab=assets', access: 'public' },
  { path: '/settings?tab=sessions', access: 'user' },
  { path: '/settings?tab=look', access: 'user' },
]

let world: World
let browser: Browser

beforeAll(async () => {
  ;[world, browser] = await Promise.all([openWorld(), openBrowser()])
})
afterAll(async () => {
  await browser?.close()
  await world?.close()
})

const windows = new Map<string, BrowserContext>()

/** One window for each person, so that scripts come from its cache. */
async function windowFor(visitor: Visitor | undefined): Promise<BrowserContext> {
  const name = visitor?.cookie ?? 'guest'
  const made = windows.get(name) ?? (await openWindow(browser, { url: world.server.url, ...(visitor && { visitor }) }))
  windows.set(name, made)
  return made
}

/** What is wider than its place: the page, or a box in it that would scroll or cut. Code may scroll, a name may end in dots, and what is only spoken takes no room. */
const TOO_WIDE = `() => {
  const page = document.documentElement
  const found = page.scrollWidth > innerWidth ? ['the page: ' + page.scrollWidth + ' px'] : []
  for (const box of document.querySelectorAll('body *')) {
    if (!(box instanceof HTMLElement)) continue
    if (box.closest('pre, code, input, textarea, [aria-hidden=true]')) continue
    const { overflowX, textOverflow, clipPath } = getComputedStyle(box)
    const spoken = clipPath !== 'none'
    const hides = !spoken && overflowX !== 'visible' && overflowX !== 'clip' && textOverflow !== 'ellipsis'
    if (hides && box.scrollWidth > box.clientWidth + 1)
      found.push(box.tagName + ' ' + (box.getAttribute('aria-label') ?? box.textContent ?? '').slice(0, 60))
  }
  return found
}`

/** After a resize rail, tables and pictures measure themselves in turn, a frame each: the first frames are not judged, the last one is. */
const WHEN_SETTLED = `(async () => {
  let found = []
  for (let frame = 0; frame < 30; frame++) {
    await new Promise((done) => requestAnimationFrame(done))
    if (frame < 2) continue
    found = (${TOO_WIDE})()
    if (found.length === 0) break
  }
  return found
})()`

/** What the same person would bring about in another tab. */
async function choose(page: Page, language: Language): Promise<void> {
  await page.evaluate(`{
    localStorage.setItem('lx.settings', '{"language":"${language}"}')
    window.dispatchEvent(new StorageEvent('storage', { key: 'lx.settings' }))
  }`)
  await page.locator(`html[lang^=${language}]`).waitFor()
}

test.each([...routes, ...views])('$path fits every width in every language', async (route) => {
  const page = await (await windowFor(visitorFor(world, route))).newPage()
  await visit(page, addressOf(world, route.path))
  const found: string[] = []
  for (const language of ['en', 'ja', 'zh'] as const) {
    await choose(page, language)
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: HEIGHT })
      found.push(...(await page.evaluate<string[]>(WHEN_SETTLED)).map((what) => `${language} ${width}: ${what}`))
    }
  }
  await page.close()
  expect(found).toEqual([])
})

test('what leaves a narrow row stands in its second line, named, and comes back with the room', async () => {
  const page = await (await windowFor(world.alice)).newPage()
  await visit(page, '/logs?lang=en')
  const mined = page.getByRole('columnheader', { name: 'Mined' })
  await mined.waitFor()
  await page.setViewportSize({ width: 680, height: HEIGHT })
  await mined.waitFor({ state: 'detached' })
  await page.getByRole('term').filter({ hasText: 'Mined' }).first().waitFor()
  expect(await page.getByRole('columnheader', { name: 'Charged' }).isVisible()).toBe(true)
  await page.setViewportSize({ width: 1440, height: HEIGHT })
  await mined.waitFor()
  expect(await page.getByRole('term').count()).toBe(0)
})
