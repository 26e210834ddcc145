/** Channels in SQL, secrets sealed, and a copy in memory that is always current: everything else reads that. */
import { randomBytes } from 'node:crypto'
import type { Kysely, Selectable, Transaction } from 'kysely'
import { isUniqueViolation } from '../../sql/error.ts'
import type { Clock } from '../ports.ts'
import type { Channel, ChannelKey } from './channel.ts'
import type { ChannelKeyRow, ChannelModelRow, ChannelRow, RelayTables } from './schema.ts'
import {
  type ChannelChange,
  type ChannelInput,
  type ChannelSettings,
  defaultChannelSettings,
  isAllowedOverride,
  isAllowedProxy,
  isAllowedUrl,
  withChange,
} from './settings.ts'
import type { Vault } from './vault.ts'

export type ChannelFailure =
  | 'channel_not_found'
  | 'channel_name_taken'
  | 'channel_url_refused'
  | 'channel_proxy_refused'
  | 'channel_override_refused'
  | 'unknown_provider'
export type ChannelResult =
  | { readonly ok: true; readonly channel: StoredChannel }
  | { readonly ok: false; readonly code: ChannelFailure }

export interface StoredChannel extends Channel {
  readonly createdAt: number
}

export interface ChannelStore {
  /** All that were not removed, by id. */
  list(): readonly StoredChannel[]
  get(id: number): StoredChannel | undefined
  create(input: ChannelInput): Promise<ChannelResult>
  update(id: number, change: ChannelChange): Promise<ChannelResult>
  /** For good. The channel as it was; its cards are the caller's to retire. */
  remove(id: number): Promise<ChannelResult>
  /** Told after every change, with the channel's id. */
  onChange(listener: (id: number) => void): void
}

export interface ChannelStoreOptions {
  readonly db: Kysely<RelayTables>
  readonly vault: Vault
  readonly clock: Clock
  /** Whether a provider exists and needs a base URL. */
  readonly provider: (name: string) => { readonly needsBaseUrl: boolean } | undefined
}

/** Enough of a secret to tell keys apart: `sk-a…wxyz`. */
export function secretHint(secret: string): string {
  return secret.length < 12 ? '…' : `${secret.slice(0, 4)}…${secret.slice(-4)}`
}

/** Reads all channels. Throws VaultError when the key is not the one they were sealed with. */
export async function openChannelStore(options: ChannelStoreOptions): Promise<ChannelStore> {
  const channels = await loadAll(options)
  const listeners: ((id: number) => void)[] = []
  const changed = (channel: StoredChannel): ChannelResult => {
    for (const listener of listeners) listener(channel.id)
    return { ok: true, channel }
  }

  async function save(
    before: StoredChannel | undefined,
    settings: ChannelSettings,
    change: ChannelChange,
  ): Promise<ChannelResult> {
    const failure = refusal(options, settings)
    if (failure) return { ok: false, code: failure }
    try {
      const channel = await options.db
        .transaction()
        .execute((db) => write({ ...options, db }, { before, settings, change }))
      channels.set(channel.id, channel)
      return changed(channel)
    } catch (error) {
      if (isUniqueViolation(error)) return { ok: false, code: 'channel_name_taken' }
      throw error
    }
  }

  return {
    list: () => [...channels.values()].sort((a, b) => a.id - b.id),
    get: (id) => channels.get(id),
    create: (input) => {
      const { name, provider } = input
      return save(undefined, withChange({ ...defaultChannelSettings, name, provider } as ChannelSettings, input), input)
    },
    async update(id, change) {
      const before = channels.get(id)
      if (!before) return { ok: false, code: 'channel_not_found' }
      return save(before, withChange(before, change), change)
    },
    async remove(id) {
      const channel = channels.get(id)
      if (!channel) return { ok: false, code: 'channel_not_found' }
      await options.db.transaction().execute(async (db) => {
        await db
          .updateTable('channel')
          .set({ removedAt: options.clock.now(), enabled: 0, headers: '', more: '' })
          .where('id', '=', id)
          .execute()
        await db.deleteFrom('channelKey').where('channelId', '=', id).execute()
      })
      channels.delete(id)
      return changed(channel)
    },
    onChange: (listener) => void listeners.push(listener),
  }
}

function refusal({ provider }: ChannelStoreOptions, settings: ChannelSettings): ChannelFailure | undefined {
  const known = provider(settings.provider)
  if (!known) return 'unknown_provider'
  const named = known.needsBaseUrl || settings.baseUrl !== ''
  if (named && !isAllowedUrl(settings)) return 'channel_url_refused'
  if (!isAllowedProxy(settings.proxy)) return 'channel_proxy_refused'
  return isAllowedOverride(settings.overrides) ? undefined : 'channel_override_refused'
}

interface Write {
  readonly before: StoredChannel | undefined
  readonly settings: ChannelSettings
  readonly change: ChannelChange
}

interface WriteContext extends Omit<ChannelStoreOptions, 'db'> {
  readonly db: Transaction<RelayTables>
}

async function write(context: WriteContext, { before, settings, change }: Write): Promise<StoredChannel> {
  const { db, vault, clock } = context
  const createdAt = before?.createdAt ?? clock.now()
  const id = before?.id ?? (await insertChannel(db, settings, createdAt))
  const { overrides, proxy, groups, speaks, probeMinutes } = settings
  const more: MoreSettings = { overrides, proxy, groups, speaks, probeMinutes }
  const row = {
    ...columnsOf(settings),
    headers: vault.seal(JSON.stringify(settings.headers), headersPlace(id)),
    more: vault.seal(JSON.stringify(more), morePlace(id)),
  }
  await db.updateTable('channel').set(row).where('id', '=', id).execute()
  if (!before || change.models) {
    await db.deleteFrom('channelModel').where('channelId', '=', id).execute()
    const rows = settings.models.map((model): ChannelModelRow => ({ channelId: id, ...model }))
    if (rows.length > 0) await db.insertInto('channelModel').values(rows).execute()
  }
  const keys = change.secrets ? await replaceKeys(context, id, change.secrets) : (before?.keys ?? [])
  return { ...settings, id, keys, createdAt }
}

async function insertChannel(
  db: Transaction<RelayTables>,
  settings: ChannelSettings,
  createdAt: number,
): Promise<number> {
  const row = { ...columnsOf(settings), headers: '', more: '', createdAt, removedAt: null }
  const { id } = await db.insertInto('channel').values(row).returning('id').executeTakeFirstOrThrow()
  return id
}

async function replaceKeys(
  { db, vault }: WriteContext,
  channelId: number,
  secrets: readonly string[],
): Promise<readonly ChannelKey[]> {
  const keys = secrets.map((secret) => ({ id: randomBytes(9).toString('base64url'), secret }))
  await db.deleteFrom('channelKey').where('channelId', '=', channelId).execute()
  const rows = keys.map(
    ({ id, secret }, position): ChannelKeyRow => ({
      id,
      channelId,
      position,
      secret: vault.seal(secret, keyPlace(channelId, id)),
    }),
  )
  if (rows.length > 0) await db.insertInto('channelKey').values(rows).execute()
  return keys
}

async function loadAll({ db, vault }: ChannelStoreOptions): Promise<Map<number, StoredChannel>> {
  const rows = await db.selectFrom('channel').selectAll().where('removedAt', 'is', null).execute()
  const keys = await db.selectFrom('channelKey').selectAll().orderBy('position').execute()
  const models = await db.selectFrom('channelModel').selectAll().orderBy('model').execute()
  const of = <R extends { channelId: number }>(list: readonly R[], id: number): R[] =>
    list.filter(({ channelId }) => channelId === id)
  return new Map(
    rows.map((row) => {
      const own = of(keys, row.id).map(({ id, secret }) => ({ id, secret: vault.open(secret, keyPlace(row.id, id)) }))
      return [
        row.id,
        { ...settingsOf(row, of(models, row.id), vault), id: row.id, keys: own, createdAt: row.createdAt },
      ]
    }),
  )
}

function settingsOf(row: Selectable<ChannelRow>, models: readonly ChannelModelRow[], vault: Vault): ChannelSettings {
  const { name, provider, baseUrl, keyChoice, priority, weight, onClientGone } = row
  return {
    name,
    provider,
    baseUrl,
    keyChoice,
    priority,
    weight,
    onClientGone,
    streamUsage: row.streamUsage === 1,
    headers: JSON.parse(vault.open(row.headers, headersPlace(row.id))) as Record<string, string>,
    ...(JSON.parse(vault.open(row.more, morePlace(row.id))) as MoreSettings),
    allowPrivate: row.allowPrivate === 1,
    enabled: row.enabled === 1,
    models: models.map(({ channelId: _channel, ...model }) => model),
  }
}

function columnsOf(settings: ChannelSettings) {
  const { name, provider, baseUrl, keyChoice, priority, weight, onClientGone } = settings
  const [streamUsage, allowPrivate, enabled] = [settings.streamUsage, settings.allowPrivate, settings.enabled].map(
    Number,
  ) as [number, number, number]
  return { name, provider, baseUrl, keyChoice, priority, weight, onClientGone, streamUsage, allowPrivate, enabled }
}

type MoreSettings = Pick<ChannelSettings, 'overrides' | 'proxy' | 'groups' | 'speaks' | 'probeMinutes'>

const morePlace = (channelId: number): string => `channel/${channelId}/more`
const headersPlace = (channelId: number): string => `channel/${channelId}/headers`
const keyPlace = (channelId: number, keyId: string): string => `channel/${channelId}/key/${keyId}`
