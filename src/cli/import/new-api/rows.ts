/** What the rows of a new-api database say, over all its versions and the three databases it lives in: columns may be missing, numbers may be texts. */
import type { Row } from './source.ts'

/** Status of users, tokens and channels. */
export const ENABLED = 1

export interface UserRow {
  readonly id: number
  readonly username: string
  readonly displayName: string
  readonly email: string
  /** bcrypt. */
  readonly passwordHash: string
  readonly operator: boolean
  readonly enabled: boolean
  readonly deleted: boolean
  /** In units of QuotaPerUnit to the dollar; may be negative. */
  readonly quota: number
  readonly group: string
}

export interface TokenRow {
  readonly id: number
  readonly userId: number
  /** Without `sk-`. */
  readonly key: string
  readonly name: string
  readonly enabled: boolean
  readonly deleted: boolean
  /** Seconds since 1970; null never expires. */
  readonly expiresAt: number | null
  /** null is unlimited. */
  readonly remainingQuota: number | null
  readonly models: readonly string[] | null
  readonly addresses: readonly string[]
  /** Empty: that of the user. */
  readonly group: string
}

export interface ChannelRow {
  readonly id: number
  readonly type: number
  readonly name: string
  readonly keys: readonly string[]
  readonly enabled: boolean
  readonly baseUrl: string
  readonly models: readonly string[]
  readonly groups: readonly string[]
  readonly mapping: Readonly<Record<string, string>>
  readonly priority: number
  readonly weight: number
  /** Uses its keys in turn instead of by chance. */
  readonly inTurn: boolean
  readonly proxy: string
  readonly paramOverride: Readonly<Record<string, unknown>>
  readonly headerOverride: Readonly<Record<string, unknown>>
}

/** The administrator's role; root has 100. */
const ADMIN_ROLE = 10

export function userRow(row: Row): UserRow {
  return {
    id: numberIn(row, 'id'),
    username: textIn(row, 'username'),
    displayName: textIn(row, 'display_name'),
    email: textIn(row, 'email').trim().toLowerCase(),
    passwordHash: textIn(row, 'password'),
    operator: numberIn(row, 'role') >= ADMIN_ROLE,
    enabled: numberIn(row, 'status', ENABLED) === ENABLED,
    deleted: isDeleted(row),
    quota: numberIn(row, 'quota'),
    group: textIn(row, 'group') || 'default',
  }
}

export function tokenRow(row: Row): TokenRow {
  const expires = numberIn(row, 'expired_time', -1)
  return {
    id: numberIn(row, 'id'),
    userId: numberIn(row, 'user_id'),
    key: textIn(row, 'key').trim(),
    name: textIn(row, 'name'),
    enabled: numberIn(row, 'status', ENABLED) === ENABLED,
    deleted: isDeleted(row),
    expiresAt: expires < 0 ? null : expires,
    remainingQuota: flagIn(row, 'unlimited_quota') ? null : numberIn(row, 'remain_quota'),
    models: flagIn(row, 'model_limits_enabled') ? listOf(textIn(row, 'model_limits'), /[,\n]/) : null,
    addresses: listOf(textIn(row, 'allow_ips'), /[,\s]+/),
    group: textIn(row, 'group'),
  }
}

export function channelRow(row: Row): ChannelRow {
  const info = objectIn(row, 'channel_info')
  const setting = objectIn(row, 'setting')
  return {
    id: numberIn(row, 'id'),
    type: numberIn(row, 'type'),
    name: textIn(row, 'name').trim(),
    keys: keysOf(textIn(row, 'key'), info['is_multi_key'] === true),
    enabled: numberIn(row, 'status', ENABLED) === ENABLED,
    baseUrl: textIn(row, 'base_url').trim(),
    models: [...new Set(listOf(textIn(row, 'models'), /[,\n]/))],
    groups: listOf(textIn(row, 'group'), /,/),
    mapping: textsOf(objectIn(row, 'model_mapping')),
    priority: numberIn(row, 'priority'),
    weight: numberIn(row, 'weight'),
    inTurn: info['multi_key_mode'] === 'polling',
    proxy: typeof setting['proxy'] === 'string' ? setting['proxy'] : '',
    paramOverride: objectIn(row, 'param_override'),
    headerOverride: objectIn(row, 'header_override'),
  }
}

/** Only a channel of many keys splits its text: one key may have several lines, such as Google's. */
function keysOf(text: string, many: boolean): readonly string[] {
  const trimmed = text.trim()
  if (trimmed === '') return []
  if (!many) return [trimmed]
  const items = trimmed.startsWith('[') ? parsed(trimmed) : undefined
  if (Array.isArray(items)) return items.map((item) => (typeof item === 'string' ? item : JSON.stringify(item)))
  return listOf(trimmed, /\n/)
}

function isDeleted(row: Row): boolean {
  return row['deleted_at'] !== undefined && row['deleted_at'] !== null
}

export function textIn(row: Row, name: string): string {
  const value = row[name]
  if (typeof value === 'string') return value
  if (value instanceof Uint8Array) return Buffer.from(value).toString('utf8')
  return typeof value === 'number' || typeof value === 'bigint' ? String(value) : ''
}

/** `otherwise` when it is missing or no number. */
export function numberIn(row: Row, name: string, otherwise = 0): number {
  const value = row[name]
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  if (typeof number === 'bigint') return Number(number)
  return typeof number === 'number' && Number.isFinite(number) ? number : otherwise
}

function flagIn(row: Row, name: string): boolean {
  const value = row[name]
  return value === true || value === 1 || value === 1n || value === '1' || value === 'true' || value === 't'
}

/** A column of JSON: MySQL and PostgreSQL may have parsed it already. */
function objectIn(row: Row, name: string): Readonly<Record<string, unknown>> {
  const value = row[name]
  const object: unknown = isRecord(value) && !(value instanceof Uint8Array) ? value : parsed(textIn(row, name))
  return isRecord(object) ? object : {}
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function textsOf(object: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(object).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  )
}

function listOf(text: string, separator: RegExp): string[] {
  return text
    .split(separator)
    .map((item) => item.trim())
    .filter(Boolean)
}

/** Undefined for what is no JSON. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
