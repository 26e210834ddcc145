/** A small new-api as its database holds it: people with quotas, tokens, channels, ratios; in the SQL of each database it can live in. */
import bcrypt from 'bcryptjs'

export const databases = ['sqlite', 'mysql', 'postgres'] as const
export type Database = (typeof databases)[number]

type Column = 'id' | 'number' | 'flag' | 'text' | 'json' | 'date'
type Table = Readonly<Record<string, Column>>

const tables: Readonly<Record<string, Table>> = {
  options: { key: 'text', value: 'text' },
  users: {
    ...{ id: 'id', username: 'text', password: 'text', display_name: 'text', role: 'number', status: 'number' },
    ...{ email: 'text', quota: 'number', group: 'text', deleted_at: 'date' },
  },
  tokens: {
    ...{ id: 'id', user_id: 'number', key: 'text', status: 'number', name: 'text', expired_time: 'number' },
    ...{ remain_quota: 'number', unlimited_quota: 'flag', model_limits_enabled: 'flag', model_limits: 'text' },
    ...{ allow_ips: 'text', group: 'text', deleted_at: 'date' },
  },
  channels: {
    ...{ id: 'id', type: 'number', key: 'text', status: 'number', name: 'text', weight: 'number', base_url: 'text' },
    ...{ models: 'text', group: 'text', model_mapping: 'text', priority: 'number', setting: 'text' },
    ...{ param_override: 'text', header_override: 'text', channel_info: 'json' },
  },
  redemptions: { id: 'id', user_id: 'number', key: 'text', status: 'number', name: 'text', quota: 'number' },
}

const types: Readonly<Record<Database, Readonly<Record<Column, string>>>> = {
  sqlite: {
    id: 'integer primary key',
    number: 'integer',
    flag: 'numeric',
    text: 'text',
    json: 'json',
    date: 'datetime',
  },
  mysql: {
    id: 'bigint primary key',
    number: 'bigint',
    flag: 'tinyint(1)',
    text: 'varchar(700)',
    json: 'json',
    date: 'datetime(3)',
  },
  postgres: {
    id: 'bigint primary key',
    number: 'bigint',
    flag: 'boolean',
    text: 'text',
    json: 'json',
    date: 'timestamptz',
  },
}

/** Passwords of the people below, as they type them. */
export const annsPassword = 'ann likes horses'
export const annsKey = `sk-${'A1b2'.repeat(12)}`
export const bosKey = `sk-${'B3c4'.repeat(12)}`

/** `upstream` is the address of an OpenAI-compatible server, without its version. */
export function newApi(database: Database, upstream: string): readonly string[] {
  const rows: Readonly<Record<string, readonly object[]>> = {
    options,
    users: usersWith(bcrypt.hashSync(annsPassword, 4)),
    tokens,
    channels: channelsAt(upstream),
    redemptions: [{ id: 1, user_id: 1, key: 'code', status: 1, name: 'gift', quota: 500_000 }],
  }
  return Object.entries(tables).flatMap(([name, columns]) => [
    createTable(database, name, columns),
    ...(rows[name] ?? []).map((row) => insert(database, { name, columns, row })),
  ])
}

const person = (row: object): object => ({ role: 1, status: 1, email: '', display_name: '', group: 'default', ...row })
const token = (row: object): object => ({
  ...{ status: 1, expired_time: -1, remain_quota: 0, unlimited_quota: false, model_limits_enabled: false },
  ...{ model_limits: '', allow_ips: '', group: '', ...row },
})
const channel = (row: object): object => ({
  status: 1,
  weight: 0,
  priority: 0,
  base_url: '',
  group: 'default',
  channel_info: '{}',
  ...row,
})

const quoted = (database: Database, name: string): string => (database === 'mysql' ? `\`${name}\`` : `"${name}"`)

function createTable(database: Database, name: string, columns: Table): string {
  const lines = Object.entries(columns).map(([column, type]) => `${quoted(database, column)} ${types[database][type]}`)
  return `create table ${quoted(database, name)} (${lines.join(', ')})`
}

interface Inserted {
  readonly name: string
  readonly columns: Table
  readonly row: object
}

function insert(database: Database, { name, columns, row }: Inserted): string {
  const entries = Object.entries(row).filter(([column]) => column in columns)
  const names = entries.map(([column]) => quoted(database, column)).join(', ')
  return `insert into ${quoted(database, name)} (${names}) values (${entries.map(([, value]) => literal(database, value)).join(', ')})`
}

function literal(database: Database, value: unknown): string {
  if (typeof value === 'boolean') return database === 'postgres' ? String(value) : value ? '1' : '0'
  if (typeof value === 'number') return String(value)
  const text = String(value).replaceAll("'", "''")
  return `'${database === 'mysql' ? text.replaceAll('\\', '\\\\') : text}'`
}

const info = (value: object): string => JSON.stringify(value)

const options: readonly object[] = [
  { key: 'ModelRatio', value: info({ 'plain-1': 1.25, 'gpt-4o-mini': 0.075, 'odd one!': 1 }) },
  { key: 'CompletionRatio', value: info({ 'plain-1': 4 }) },
  { key: 'CacheRatio', value: info({ 'plain-1': 0.5 }) },
  { key: 'ModelPrice', value: info({ 'dall-e-9': 0.04 }) },
  { key: 'GroupRatio', value: info({ default: 1, vip: 0.8 }) },
  { key: 'QuotaPerUnit', value: '500000' },
]

const usersWith = (cheap: string): readonly object[] => [
  person({ id: 1, username: 'root', role: 100, password: cheap, email: 'root@example.org', quota: 100_000_000 }),
  person({
    id: 2,
    username: 'ann',
    password: cheap,
    email: 'Ann@Example.org',
    quota: 6_172_839,
    display_name: 'Ann',
  }),
  person({ id: 3, username: 'bo', password: cheap, quota: 500_000, group: 'vip' }),
  person({ id: 4, username: 'cy', password: cheap, email: 'cy@example.org', quota: 1_000_000, status: 2 }),
  person({ id: 5, username: 'dee', password: 'not bcrypt', email: 'dee@example.org', quota: -70 }),
  person({
    id: 6,
    username: 'gone',
    password: cheap,
    email: 'gone@example.org',
    quota: 9,
    deleted_at: '2025-01-01 00:00:00',
  }),
]

const tokens: readonly object[] = [
  token({ id: 1, user_id: 2, key: annsKey.slice(3), name: 'laptop', unlimited_quota: true }),
  token({ id: 2, user_id: 2, key: 'C5d6'.repeat(12), name: 'used up', remain_quota: 0 }),
  token({
    id: 3,
    user_id: 2,
    key: 'D7e8'.repeat(12),
    name: 'old',
    unlimited_quota: true,
    expired_time: 1_600_000_000,
  }),
  token({ id: 4, user_id: 2, key: 'E9f0'.repeat(12), name: 'off', unlimited_quota: true, status: 2 }),
  token({
    ...{ id: 5, user_id: 3, key: bosKey.slice(3), name: 'server', remain_quota: 250_000, group: 'svip' },
    ...{ model_limits_enabled: true, model_limits: 'plain-1,gpt-4o-mini', allow_ips: '127.0.0.1\n10.0.0.0/8' },
  }),
]

const channelsAt = (upstream: string): readonly object[] => [
  channel({
    ...{ id: 1, type: 1, name: 'main', key: 'upstream-key-1\nupstream-key-2', base_url: upstream, weight: 3 },
    ...{
      models: 'plain-1,gpt-4o-mini,dall-e-9,unheard-of',
      model_mapping: info({ 'plain-1': 'up-1' }),
      priority: 7,
    },
    channel_info: info({ is_multi_key: true, multi_key_size: 2, multi_key_mode: 'polling' }),
  }),
  channel({ id: 2, type: 14, name: 'main', key: 'claude-key', models: 'claude-sonnet-4-5', group: 'vip' }),
  channel({ id: 3, type: 2, name: 'pictures', key: 'x', models: 'midjourney' }),
  channel({ id: 4, type: 33, name: 'cloud', key: 'a|b|us-east-1', models: 'claude-3' }),
]
