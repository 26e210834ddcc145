/** Finds the Chromium that browser tests drive. It is installed by the machine's own packages, never downloaded. */
import { existsSync } from 'node:fs'

const KNOWN_PATHS = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/google-chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
]

/** The variable CHROMIUM names one; without it the first well-known place that has one. */
export function findChromium(): string | undefined {
  const named = process.env.CHROMIUM
  const candidates = named ? [named] : KNOWN_PATHS
  return candidates.find((path) => existsSync(path))
}
