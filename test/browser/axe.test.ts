/** Claims about accessibility: axe finds nothing on any page of the registry in light and dark, nor on any page where money moves in any language. */
import axe, { type AxeResults } from 'axe-core'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Visitor } from '../server-process.ts'
import { type Language, openBrowser, openWindow, settled, type Theme } from './browser.ts'
import { addressOf, entrances, type Route, routes, visitorFor } from './routes.ts'
import { openWorld, type World } from './world.ts'

/** Where money moves: checked in the two other languages too. */
const moneyPaths = [
  '/keys',
  '/runs',
  '/trade',
  '/wallet',
  '/wallet/topup',
  '/stake',
  '/lend',
  '/imo/$offeringId',
  '/gov/$proposalId',
  '/predict/$marketId',
  '/margin',
]

let world: World
let browser: Browser
const windows = new Map<string, BrowserContext>()

beforeAll(async () => {
  ;[world, browser] = await Promise.all([openWorld(), openBrowser()])
})
afterAll(async () => {
  await browser?.close()
  await world?.close()
})

interface Look {
  readonly language?: Language
  readonly width?: number
}

/** One window for each person, language and width, so that scripts come from its cache. It starts in light. */
async function windowFor(
  visitor: Visitor | undefined,
  { language = 'en', width = 1440 }: Look,
): Promise<BrowserContext> {
  const name = `${visitor?.cookie} ${language} ${width}`
  const known = windows.get(name)
  if (known) return known
  const made = await openWindow(browser, { url: world.server.url, language, width, ...(visitor ? { visitor } : {}) })
  await made.addInitScript(`localStorage.setItem('lx.settings', '{"theme":"light"}')`)
  windows.set(name, made)
  return made
}

/** What a theme can break. Everything else is the same in each, and is looked at in the first. */
const COLOUR_RULES = ['color-contrast', 'link-in-text-block']

/** Each rule of these, of all when none are named, that the page breaks now, where, and why. */
async function violations(page: Page, rules?: readonly string[]): Promise<readonly string[]> {
  const options = { resultTypes: ['violations'], ...(rules && { runOnly: rules }) }
  const { violations: found } = (await page.evaluate(`axe.run(${JSON.stringify(options)})`)) as AxeResults
  const theme = await page.locator('html').getAttribute('data-theme')
  return found.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${theme}: ${id}: ${html.slice(0, 200)} ${failureSummary}`),
  )
}

/** Even transitions of no length take a frame, and colours that are inherited one more for each level. */
const COLOURS_ARE_FINAL = `(async () => {
  do {
    await new Promise(requestAnimationFrame)
    await Promise.allSettled(document.getAnimations().map(({ finished }) => finished))
  } while (document.getAnimations().length > 0)
})()`

/** What another tab of the same person would bring about. */
async function choose(page: Page, theme: Theme): Promise<void> {
  await page.evaluate(`{
    localStorage.setItem('lx.settings', '{"theme":"${theme}"}')
    window.dispatchEvent(new StorageEvent('storage', { key: 'lx.settings' }))
  }`)
  await page.locator(`html[data-theme=${theme}]`).waitFor()
  await page.evaluate(COLOURS_ARE_FINAL)
}

/** Opens the page, does what is to be done on it, and looks at it in each theme. */
async function findings(
  route: Route,
  look: Look & {
    readonly themes?: readonly Theme[]
    readonly act?: (page: Page) => Promise<unknown>
    readonly visitor?: Visitor
  },
): Promise<readonly string[]> {
  const { themes: looks = ['light'], act, language = 'en', visitor = visitorFor(world, route) } = look
  const page = await (await windowFor(visitor, look)).newPage()
  try {
    await page.goto(addressOf(world, route.path, language))
    await settled(page)
    await act?.(page)
    await page.evaluate(axe.source)
    const found: string[] = []
    for (const [seen, theme] of looks.entries()) {
      await choose(page, theme)
      found.push(...(await violations(page, seen === 0 ? undefined : COLOUR_RULES)))
    }
    return found
  } finally {
    await page.close()
  }
}

test('the registry could be read', () => {
  expect(routes.length).toBeGreaterThan(15)
  for (const path of [...moneyPaths, ...entrances]) expect(routes.map((route) => route.path)).toContain(path)
})

describe.each(routes)('$path', (route) => {
  test('breaks no rule of axe in light and dark', async () => {
    expect(await findings(route, { themes: ['light', 'dark'] })).toEqual([])
  })
})

/** Views of a page that are pages of their own. */
const views: readonly Route[] = [
  { path: '/playground?tool=image', access: 'user' },
  { path: '/playground?tool=speech', access: 'user' },
  { path: '/settings?tab=notices', access: 'user' },
]

describe.each(views)('$path', (view) => {
  test('breaks no rule of axe in light and dark', async () => {
    expect(await findings(view, { themes: ['light', 'dark'] })).toEqual([])
  })
})

describe.each(routes.filter(({ path }) => moneyPaths.includes(path)))('$path, where money moves,', (route) => {
  test.each(['ja', 'zh'] as const)('breaks no rule of axe in language %s', async (language) => {
    expect(await findings(route, { language })).toEqual([])
  })

  test('breaks no rule of axe on a phone', async () => {
    expect(await findings(route, { width: 390 })).toEqual([])
  })
})

const click = (name: string) => async (page: Page) => {
  await page.getByRole('button', { name, exact: true }).first().click()
  await page.getByRole('dialog').or(page.getByRole('alertdialog')).first().waitFor()
}
/** A ticket with everything that an entry and its exits ask for. */
const enter = async (page: Page): Promise<void> => {
  await page.getByRole('radio', { name: 'Conditional' }).click()
  await page.getByRole('combobox', { name: 'Condition' }).click()
  await page.getByRole('option', { name: /^OTOCO/ }).click()
  await page.getByLabel('Stop trigger').waitFor()
}
/** The ticket of whoever has a margin account, with an order that borrows. */
const onMargin = async (page: Page): Promise<void> => {
  await page.getByRole('radio', { name: 'Margin', exact: true }).click()
  await page.getByRole('region', { name: 'Margin account' }).waitFor()
  await page.getByRole('textbox', { name: 'Quantity' }).fill('60')
}
const borrow = async (page: Page): Promise<void> => {
  await page.getByRole('button', { name: 'Borrow', exact: true }).click()
  await page.getByRole('dialog').waitFor()
}
const press = (key: string) => async (page: Page) => {
  await page.keyboard.press(key)
  await page.getByRole('dialog').waitFor()
}

test.each([
  { what: 'the dialog of a new key', path: '/keys', width: 1440, act: click('Create key') },
  { what: 'the dialog of a new run', path: '/runs', width: 1440, act: click('Open run') },
  { what: 'the question before cancelling all orders', path: '/trade', width: 1440, act: click('Cancel all') },
  { what: 'the dialog of the dead man’s switch', path: '/trade', width: 1440, act: click('Dead man’s switch') },
  { what: 'the ticket of an entry with its exits', path: '/trade', width: 1440, act: enter },
  { what: 'the ticket on margin', path: '/trade', width: 1440, act: onMargin },
  { what: 'the ticket on margin of a tablet', path: '/trade', width: 768, act: onMargin },
  { what: 'the dialog of borrowing', path: '/margin', width: 1440, act: borrow },
  { what: 'the palette', path: '/keys', width: 1440, act: press('Control+k') },
  { what: 'the sheet of shortcuts', path: '/keys', width: 1440, act: press('?') },
  { what: 'the ticket of a phone', path: '/trade', width: 390, act: click('Buy') },
  { what: 'the rest of the pages on a phone', path: '/keys', width: 390, act: click('More') },
])('$what breaks no rule of axe in light and dark', async ({ path, width, act }) => {
  expect(await findings({ path, access: 'user' }, { width, act, themes: ['light', 'dark'] })).toEqual([])
})

test.each(['en', 'ja', 'zh'] as const)(
  'the quiz before the first use of margin breaks no rule of axe in language %s',
  async (language) => {
    const visitor = await new Visitor(world.server.url).signUp(`quiz${language}`)
    const act = async (page: Page): Promise<void> => {
      const name = { en: 'Open margin account', ja: '信用取引口座を開く', zh: '开通保证金账户' }[language]
      await page.getByRole('radio', { name: { en: 'Margin', ja: '信用', zh: '保证金' }[language], exact: true }).click()
      await page.getByRole('button', { name, exact: true }).first().click()
      await page.getByRole('dialog').getByRole('radio').first().waitFor()
    }
    expect(
      await findings({ path: '/trade', access: 'user' }, { language, visitor, act, themes: ['light', 'dark'] }),
    ).toEqual([])
  },
)
