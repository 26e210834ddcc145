/** What a virtual key is besides money: name, scopes, allowed models and addresses, rate limits, how long answers may be. Budgets and expiry are the engine's. */
import { BlockList, isIP } from 'node:net'
import { type Scope, scopes } from '../../contract/endpoint.ts'
import type { KeyId } from '../../engine/command.ts'
import type { AccountId } from '../../engine/ledger/chart.ts'
import type { KeyProfileRow } from '../schema.ts'

/** null is no limit. */
export interface KeyLimits {
  readonly requestsPerMinute: number | null
  readonly tokensPerMinute: number | null
  readonly concurrent: number | null
}

export interface KeyProfile {
  readonly keyId: KeyId
  /** SHA-256 of the secret, hex. */
  readonly hash: string
  readonly account: AccountId
  readonly name: string
  /** `sk-lx-3fA…9Qz` */
  readonly hint: string
  readonly scopes: readonly Scope[]
  /** Exact names as callers send them; null allows all. */
  readonly allowedModels: readonly string[] | null
  /** Addresses and CIDR ranges; null allows all. */
  readonly allowedIps: readonly string[] | null
  readonly limits: KeyLimits
  /** Where the balance does not cover a model's longest answer and the caller sets no limit, ask for as much as it does. */
  readonly fitToBalance: boolean
  /** The sequencer's clock, ms. */
  readonly createdAt: number
  /** After a crash up to 30 s behind. */
  readonly lastUsedAt: number | null
  readonly revokedAt: number | null
  /** µCR of the envelope, for the key of a run; null for any other key. */
  readonly runBudget: number | null
}

/** What a person chooses for a key. */
export type KeySettings = Pick<
  KeyProfile,
  'name' | 'scopes' | 'allowedModels' | 'allowedIps' | 'limits' | 'fitToBalance'
>

export const noLimits: KeyLimits = { requestsPerMinute: null, tokensPerMinute: null, concurrent: null }

export function allowsModel(profile: Pick<KeyProfile, 'allowedModels'>, model: string): boolean {
  return profile.allowedModels === null || profile.allowedModels.includes(model)
}

/** Tests addresses against a list of addresses and CIDR ranges. A malformed entry admits nobody. */
export function addressTest(list: readonly string[]): (address: string) => boolean {
  const allowed = new BlockList()
  for (const entry of list) {
    const [address = '', bits] = entry.split('/')
    const family = isIP(address)
    const prefix = bits === undefined ? (family === 6 ? 128 : 32) : Number(bits)
    if (family === 0 || !Number.isInteger(prefix) || prefix < 0 || prefix > (family === 6 ? 128 : 32)) continue
    allowed.addSubnet(address, prefix, family === 6 ? 'ipv6' : 'ipv4')
  }
  return (address) => {
    const family = isIP(address)
    return family !== 0 && allowed.check(address, family === 6 ? 'ipv6' : 'ipv4')
  }
}

/** A row whose creation was finished; `keyId` says so. */
export function profileOf(row: KeyProfileRow, keyId: KeyId): KeyProfile {
  return {
    keyId,
    hash: row.hash,
    account: row.account as AccountId,
    name: row.name,
    hint: row.hint,
    scopes: scopes.filter((scope) => parsed<string[]>(row.scopes).includes(scope)),
    allowedModels: row.allowedModels === null ? null : parsed(row.allowedModels),
    allowedIps: row.allowedIps === null ? null : parsed(row.allowedIps),
    limits: { ...noLimits, ...parsed<Partial<KeyLimits>>(row.limits) },
    fitToBalance: row.fitToBalance === 1,
    createdAt: row.createdAt,
    lastUsedAt: row.lastUsedAt,
    revokedAt: row.revokedAt,
    runBudget: row.runBudget,
  }
}

/** The columns of what a person can set. */
export function columnsOf(
  settings: KeySettings,
): Pick<KeyProfileRow, 'name' | 'scopes' | 'allowedModels' | 'allowedIps' | 'limits' | 'fitToBalance'> {
  const { name, allowedModels, allowedIps } = settings
  return {
    name,
    scopes: JSON.stringify(settings.scopes),
    allowedModels: allowedModels && JSON.stringify(allowedModels),
    allowedIps: allowedIps && JSON.stringify(allowedIps),
    limits: JSON.stringify(settings.limits),
    fitToBalance: settings.fitToBalance ? 1 : 0,
  }
}

/** What columnsOf wrote. */
const parsed = <T>(json: string): T => JSON.parse(json) as T
