/** A browser's own description of itself in two words. Guesses from text that anybody may send; nothing depends on it. */

/** The first that fits; Chrome's name stands in the text of most others, Safari's in all. */
const BROWSERS: readonly [RegExp, string][] = [
  [/\bEdg(e|A|iOS)?\//, 'Edge'],
  [/\bOPR\/|\bOpera\b/, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\bFirefox\/|\bFxiOS\//, 'Firefox'],
  [/\bHeadlessChrome\/|\bChrom(e|ium)\/|\bCriOS\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
  [/^curl\//, 'curl'],
  [/^node\b|^undici\b/, 'Node.js'],
]
const SYSTEMS: readonly [RegExp, string][] = [
  [/\biPhone\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bAndroid\b/, 'Android'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b|\bMacintosh\b/, 'macOS'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bLinux\b|\bX11\b/, 'Linux'],
]

const RAW_LENGTH = 40

/** "Firefox, Windows"; the start of what is not known; undefined when nothing was sent. */
export function deviceText(userAgent: string | null): string | undefined {
  if (!userAgent) return undefined
  const first = (names: typeof BROWSERS) => names.find(([pattern]) => pattern.test(userAgent))?.[1]
  const known = [first(BROWSERS), first(SYSTEMS)].filter(Boolean).join(', ')
  return known || userAgent.slice(0, RAW_LENGTH)
}

export const isHandheld = (userAgent: string | null): boolean =>
  /\b(iPhone|iPad|Android|Mobile)\b/.test(userAgent ?? '')

/** The server's own: the browser runs beside it. */
export const isThisMachine = (address: string): boolean => address === '::1' || /^(::ffff:)?127\./.test(address)
