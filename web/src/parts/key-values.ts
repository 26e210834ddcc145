/** What a person enters about a key ⇄ what the API takes. No components. */
import type { Key } from '../../../src/contract/keys.ts'
import { toWire } from '../amount/decimal.ts'
import type { BodyOf } from '../api/platform.ts'

export type Scope = Key['scopes'][number]
export type Expiry = 'never' | '7' | '30' | '90' | '365' | 'keep'

export interface KeyValues {
  name: string
  scopes: Scope[]
  /** days from now; 'keep' leaves the date as it is */
  expiry: Expiry
  total: string
  daily: string
  monthly: string
  /** empty: all models */
  models: string[]
  /** one address or range a line; empty: everywhere */
  ips: string
  requestsPerMinute: string
  tokensPerMinute: string
  concurrent: string
  fitToBalance: boolean
  /** new keys that may trade only: with an API key and a secret for bots */
  signing: boolean
}

export const NEW_KEY: KeyValues = {
  name: '',
  scopes: ['relay', 'read'],
  expiry: 'never',
  total: '',
  daily: '',
  monthly: '',
  models: [],
  ips: '',
  requestsPerMinute: '',
  tokensPerMinute: '',
  concurrent: '',
  fitToBalance: false,
  signing: false,
}

const shown = (amount: string | null): string => (amount === null ? '' : amount.replace(/\.?0+$/, ''))
const text = (count: number | null): string => (count === null ? '' : String(count))

export const valuesOf = (key: Key): KeyValues => ({
  name: key.name,
  scopes: key.scopes,
  expiry: key.expiresAt === null ? 'never' : 'keep',
  total: shown(key.budget.total),
  daily: shown(key.budget.daily),
  monthly: shown(key.budget.monthly),
  models: key.allowedModels ?? [],
  ips: (key.allowedIps ?? []).join('\n'),
  requestsPerMinute: text(key.limits.requestsPerMinute),
  tokensPerMinute: text(key.limits.tokensPerMinute),
  concurrent: text(key.limits.concurrent),
  fitToBalance: key.fitToBalance,
  signing: key.signing !== null,
})

const DAY_MS = 86_400_000
const LIMIT_MAX = 1_000_000

export const ipLines = (ips: string): string[] => ips.split(/[\s,]+/).filter(Boolean)
/** Undefined for anything but a whole number from 1 to 1,000,000; null for nothing entered. */
export function limitOf(entered: string): number | null | undefined {
  const trimmed = entered.normalize('NFKC').trim()
  if (trimmed === '') return null
  const count = /^\d{1,7}$/.test(trimmed) ? Number(trimmed) : 0
  return count >= 1 && count <= LIMIT_MAX ? count : undefined
}

/** @param now ms, for expiries counted from today */
export function bodyOf(values: KeyValues, now: number): BodyOf<'POST /keys'> {
  const ips = ipLines(values.ips)
  return {
    name: values.name.trim(),
    scopes: values.scopes,
    ...(values.expiry === 'keep'
      ? {}
      : { expiresAt: values.expiry === 'never' ? null : now + Number(values.expiry) * DAY_MS }),
    budget: {
      total: toWire(values.total) ?? null,
      daily: toWire(values.daily) ?? null,
      monthly: toWire(values.monthly) ?? null,
    },
    allowedModels: values.models.length > 0 ? values.models : null,
    allowedIps: ips.length > 0 ? ips : null,
    limits: {
      requestsPerMinute: limitOf(values.requestsPerMinute) ?? null,
      tokensPerMinute: limitOf(values.tokensPerMinute) ?? null,
      concurrent: limitOf(values.concurrent) ?? null,
    },
    fitToBalance: values.fitToBalance,
  }
}
