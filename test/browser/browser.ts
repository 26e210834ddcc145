/** Chromium for the browser tests: one process a file, signed-in windows, what a page complained about, pictures. Makes no claims itself. */
import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { findChromium } from '../../scripts/chromium.ts'
import { root } from '../../scripts/files.ts'
import type { Visitor } from '../server-process.ts'

export type Language = 'en' | 'ja' | 'zh'
export type Theme = 'light' | 'dark'

const pictures = join(root, 'test-results')

/** Chromium refuses its sandbox to root, which CI is. */
const flags = ['--disable-gpu', '--disable-dev-shm-usage', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])]

/** Long enough for a loaded machine; a page that needs more has failed. */
const WAIT_MS = 20_000

export async function openBrowser(): Promise<Browser> {
  const executablePath = findChromium()
  if (!executablePath) throw new Error('Browser tests need Chromium: install it or set CHROMIUM to its path.')
  if (!existsSync(join(root, 'web/dist/index.html')))
    throw new Error('The web app is not built: run node scripts/build-web.ts.')
  return chromium.launch({ executablePath, args: flags })
}

export interface WindowOptions {
  readonly url: string
  /** Whose session the window has; a guest's without. */
  readonly visitor?: Visitor
  readonly width?: number
  readonly height?: number
  readonly language?: Language
  readonly theme?: Theme
}

/** A window of its own: cookies and settings are shared with no other. Nothing moves in it, so that pictures and colours are final. */
export async function openWindow(browser: Browser, options: WindowOptions): Promise<BrowserContext> {
  const { url, visitor, width = 1440, height = 900, language = 'en', theme = 'light' } = options
  const context = await browser.newContext({
    baseURL: url,
    viewport: { width, height },
    locale: language,
    timezoneId: 'UTC',
    colorScheme: theme,
    reducedMotion: 'reduce',
  })
  context.setDefaultTimeout(WAIT_MS)
  for (const pair of visitor?.cookie.split('; ') ?? []) {
    const [name = '', value = ''] = pair.split(/=(.*)/s)
    await context.addCookies([{ name, value, url }])
  }
  return context
}

/** What went wrong in a page without anybody seeing it: uncaught errors and the console's error lines. */
export function complaints(page: Page): readonly string[] {
  const heard: string[] = []
  page.on('pageerror', (error) => heard.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error') heard.push(`${message.text()} (${message.location().url})`)
  })
  return heard
}

/** Opens an address and waits until everything that it asked for has come. */
export async function visit(page: Page, path: string): Promise<void> {
  await page.goto(path)
  await settled(page)
  await page.waitForLoadState('networkidle')
}

/** The page has its heading, and no placeholder is left. */
export async function settled(page: Page): Promise<void> {
  await page.locator('main h1, main h2').first().waitFor()
  await page.locator('main .appear-late').first().waitFor({ state: 'detached' })
}

/** Kept in test-results/, for the eye. */
export async function picture(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: join(pictures, `${name}.png`) })
}

/** Forgets the pictures of an earlier run. */
export function clearPictures(folder: string): void {
  rmSync(join(pictures, folder), { recursive: true, force: true })
}
