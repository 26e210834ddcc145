/** Pictures of pages for the eye, of a lived-in exchange, in test-results/look: `node scripts/look.ts /models --width 390 --language ja`. Checks nothing. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Browser } from 'playwright-core'
import { type Language, openBrowser, openWindow, type Theme, visit } from '../test/browser/browser.ts'
import { addressOf, type Route, routes, visitorFor } from '../test/browser/routes.ts'
import { openWorld, type World } from '../test/browser/world.ts'
import { root } from './files.ts'

const folder = join(root, 'test-results', 'look')
const HEIGHT = 900
/** Long lists are not worth more. */
const HIGHEST = 3_200

interface Wish {
  /** pages of the registry; with query where a view of theirs is meant */
  readonly paths: readonly string[]
  readonly widths: readonly number[]
  readonly languages: readonly Language[]
  readonly themes: readonly Theme[]
}

/** @param words the command line without program and script */
export function wishOf(words: readonly string[]): Wish {
  const list = { type: 'string' } as const
  const { values, positionals } = parseArgs({
    args: [...words],
    allowPositionals: true,
    options: { width: list, language: list, theme: list },
  })
  const split = (text: string | undefined, all: readonly string[]): string[] => text?.split(',') ?? [...all]
  return {
    paths: positionals.length > 0 ? positionals : routes.map(({ path }) => path),
    widths: split(values.width, ['1440', '768', '390']).map(Number),
    languages: split(values.language, ['en', 'ja', 'zh']) as Language[],
    themes: split(values.theme, ['light', 'dark']) as Theme[],
  }
}

/** One picture for each page, width, language and theme; says where each is. */
export async function look(browser: Browser, world: World, wish: Wish): Promise<void> {
  mkdirSync(folder, { recursive: true })
  for (const path of wish.paths) {
    for (const language of wish.languages)
      for (const theme of wish.themes)
        for (const width of wish.widths) await take(browser, world, { path, language, theme, width })
  }
}

interface Shot {
  readonly path: string
  readonly language: Language
  readonly theme: Theme
  readonly width: number
}

async function take(browser: Browser, world: World, { path, language, theme, width }: Shot): Promise<void> {
  const bare = path.split('?')[0] ?? path
  const route: Route = routes.find((known) => known.path === bare) ?? { path, access: 'public' }
  const visitor = visitorFor(world, route)
  const context = await openWindow(browser, {
    ...{ url: world.server.url, width, height: HEIGHT, language, theme },
    ...(visitor && { visitor }),
  })
  const page = await context.newPage()
  await visit(page, addressOf(world, path, language))
  // The frame scrolls inside: the window grows until it does not.
  const hidden = await page.evaluate<number>(
    "Math.max(...[...document.querySelectorAll('html, main')].map((box) => box.scrollHeight - box.clientHeight))",
  )
  await page.setViewportSize({ width, height: Math.min(HEIGHT + hidden, HIGHEST) })
  const name = `${path.replace(/\W+/g, '-').replace(/^-|-$/g, '') || 'landing'}-${width}-${theme}-${language}.png`
  await page.screenshot({ path: join(folder, name) })
  await context.close()
  process.stdout.write(`${join('test-results', 'look', name)}\n`)
}

if (import.meta.main) {
  const [world, browser] = await Promise.all([openWorld(), openBrowser()])
  await look(browser, world, wishOf(process.argv.slice(2)))
  await browser.close()
  await world.close()
}
