/** What a person chose about the app's look and keys, kept in this browser. No account data, no server settings. */
import { useSyncExternalStore } from 'react'

export type Language = 'en' | 'ja' | 'zh'
export type ThemeChoice = 'system' | 'light' | 'dark'
export type MarketColours = 'green-up' | 'red-up' | 'blue-orange'
export type Density = 'comfortable' | 'compact'

export interface Settings {
  theme: ThemeChoice
  /** undefined: follow the browser */
  language: Language | undefined
  market: MarketColours
  density: Density
  shortcuts: boolean
  rail: 'open' | 'closed'
}

const KEY = 'lx.settings'
const DEFAULTS: Settings = {
  theme: 'system',
  language: undefined,
  market: 'green-up',
  density: 'comfortable',
  shortcuts: true,
  rail: 'open',
}

const listeners = new Set<() => void>()
let current: Settings = read()

function read(): Settings {
  try {
    const saved: unknown = JSON.parse(localStorage.getItem(KEY) ?? '{}')
    return saved !== null && typeof saved === 'object' ? { ...DEFAULTS, ...saved } : DEFAULTS
  } catch {
    return DEFAULTS
  }
}

export const getSettings = (): Settings => current

export function changeSettings(change: Partial<Settings>): void {
  current = { ...current, ...change }
  try {
    localStorage.setItem(KEY, JSON.stringify(current))
  } catch {
    // Storage may be full or forbidden; the choice then lasts as long as the page.
  }
  for (const listener of listeners) listener()
}

/** Calls the listener after each change, here or in another tab; gives back how to end that. */
export function onSettings(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export const useSettings = (): Settings => useSyncExternalStore(onSettings, getSettings)

/** Keeps tabs of one browser in step. */
window.addEventListener('storage', (event) => {
  if (event.key !== KEY) return
  current = read()
  for (const listener of listeners) listener()
})
