/** What an operator enters about a channel ⇄ what the API takes. No components. */
import type { Channel } from '../../../../../src/contract/admin-channels.ts'
import type { BodyOf } from '../../../api/platform.ts'
import { headersOf, namesOf, overridesOf, overridesText, secretsOf, wholeOf } from './channel-text.ts'

export interface ModelRow {
  /** name callers use */
  model: string
  /** name the upstream knows; empty: the same */
  upstream: string
  kind: Channel['models'][number]['kind']
  contextLength: string
  maxOutput: string
}

export interface ChannelValues {
  name: string
  provider: Channel['provider']
  baseUrl: string
  /** one a line; when changing, empty keeps those there are */
  secrets: string
  models: ModelRow[]
  keyChoice: 'random' | 'round_robin'
  weight: string
  priority: string
  /** "name: value", one a line; when changing, empty keeps those there are */
  headers: string
  /** JSON object; empty: none */
  overrides: string
  /** as shown, without its credentials: sent only when changed */
  proxy: string
  /** separated by commas; empty: everybody */
  groups: string
  probeMinutes: string
  onClientGone: 'abort' | 'drain'
  streamUsage: boolean
  allowPrivate: boolean
  enabled: boolean
}

export const NEW_MODEL: ModelRow = { model: '', upstream: '', kind: 'chat', contextLength: '', maxOutput: '' }
export const NEW_CHANNEL: ChannelValues = {
  name: '',
  provider: 'openai',
  baseUrl: '',
  secrets: '',
  models: [],
  keyChoice: 'random',
  weight: '1',
  priority: '0',
  headers: '',
  overrides: '',
  proxy: '',
  groups: '',
  probeMinutes: '0',
  onClientGone: 'abort',
  streamUsage: true,
  allowPrivate: false,
  enabled: true,
}

export function valuesOf(channel: Channel): ChannelValues {
  const text = (count: number | null) => (count === null ? '' : String(count))
  const { name, provider, keyChoice, onClientGone, streamUsage, allowPrivate, enabled } = channel
  return {
    ...{ name, provider, keyChoice, onClientGone, streamUsage, allowPrivate, enabled },
    baseUrl: channel.baseUrl ?? '',
    secrets: '',
    headers: '',
    overrides: overridesText(channel.overrides),
    proxy: channel.proxy ?? '',
    groups: channel.groups.join(', '),
    probeMinutes: String(channel.probeMinutes),
    weight: String(channel.weight),
    priority: String(channel.priority),
    models: channel.models.map(({ model, upstream, kind, contextLength, maxOutput }) => ({
      model,
      upstream: upstream === model ? '' : upstream,
      kind,
      contextLength: text(contextLength),
      maxOutput: text(maxOutput),
    })),
  }
}

type Settings = Omit<BodyOf<'POST /admin/channels'>, 'provider' | 'secrets'>

function settingsOf(values: ChannelValues): Settings {
  const { keyChoice, onClientGone, streamUsage, allowPrivate, enabled } = values
  const headers = headersOf(values.headers)
  return {
    ...{ keyChoice, onClientGone, streamUsage, allowPrivate, enabled },
    name: values.name.trim(),
    baseUrl: values.baseUrl.trim() === '' ? null : values.baseUrl.trim(),
    weight: wholeOf(values.weight, 1_000) ?? 1,
    priority: wholeOf(values.priority, 1_000) ?? 0,
    groups: namesOf(values.groups),
    overrides: overridesOf(values.overrides) ?? {},
    probeMinutes: wholeOf(values.probeMinutes, DAY_MINUTES) ?? 0,
    models: values.models.filter(({ model }) => model.trim() !== '').map(modelOf),
    ...(headers && Object.keys(headers).length > 0 ? { headers } : {}),
  }
}

function modelOf(row: ModelRow): NonNullable<Settings['models']>[number] {
  const model = row.model.trim()
  const upstream = row.upstream.trim()
  return {
    model,
    ...(upstream === '' || upstream === model ? {} : { upstream }),
    kind: row.kind,
    contextLength: wholeOf(row.contextLength, LONGEST) ?? null,
    maxOutput: wholeOf(row.maxOutput, LONGEST) ?? null,
  }
}

const proxyOf = ({ proxy }: ChannelValues): string | null => (proxy.trim() === '' ? null : proxy.trim())

export function creationOf(values: ChannelValues): BodyOf<'POST /admin/channels'> {
  return {
    ...settingsOf(values),
    provider: values.provider,
    secrets: secretsOf(values.secrets),
    proxy: proxyOf(values),
  }
}

/** Secrets and headers are left out when nothing is entered, and the proxy when it is as shown: they stay. */
export function changeOf(values: ChannelValues, before: Channel): BodyOf<'PATCH /admin/channels/{channelId}'> {
  const secrets = secretsOf(values.secrets)
  const proxy = proxyOf(values)
  return {
    ...settingsOf(values),
    ...(secrets.length > 0 ? { secrets } : {}),
    ...(proxy === before.proxy ? {} : { proxy }),
  }
}

const LONGEST = 100_000_000
const DAY_MINUTES = 1_440
const ADDRESS = /^https?:\/\/[^\s/]+/
/** Upstreams without an address of their own. */
const NEED_ADDRESS: readonly Channel['provider'][] = ['openai', 'azure', 'ollama']

export type Fault =
  | 'name'
  | 'baseUrl'
  | 'secrets'
  | 'models'
  | 'weight'
  | 'priority'
  | 'headers'
  | 'overrides'
  | 'proxy'
  | 'groups'
  | 'probeMinutes'

/** What keeps the channel from being saved. */
export function faultsOf(values: ChannelValues): Fault[] {
  const names = values.models.map(({ model }) => model.trim()).filter((name) => name !== '')
  const address = values.baseUrl.trim()
  const limits = values.models.flatMap(({ contextLength, maxOutput }) => [contextLength, maxOutput])
  const wrong: { readonly [F in Fault]: boolean } = {
    name: values.name.trim() === '' || values.name.trim().length > 64,
    baseUrl: address === '' ? NEED_ADDRESS.includes(values.provider) : !ADDRESS.test(address),
    secrets: secretsOf(values.secrets).some((secret) => !/^[\x21-\x7e]{1,500}$/.test(secret)),
    models:
      new Set(names).size !== names.length ||
      names.some((name) => !/^[A-Za-z0-9][\w.:/@+-]{0,127}$/.test(name)) ||
      limits.some((limit) => limit.trim() !== '' && !wholeOf(limit, LONGEST)),
    weight: wholeOf(values.weight, 1_000) === undefined,
    priority: wholeOf(values.priority, 1_000) === undefined,
    headers: headersOf(values.headers) === undefined,
    overrides: overridesOf(values.overrides) === undefined,
    proxy: proxyOf(values) !== null && !ADDRESS.test(values.proxy.trim()),
    groups: namesOf(values.groups).some((name) => name.length > 64),
    probeMinutes: wholeOf(values.probeMinutes, DAY_MINUTES) === undefined,
  }
  return (Object.keys(wrong) as Fault[]).filter((fault) => wrong[fault])
}

/** Rows for pasted names, one a line or separated by commas; "name = upstream" sets an alias. Names there already are skipped. */
export function pasted(text: string, rows: readonly ModelRow[]): ModelRow[] {
  const known = new Set(rows.map(({ model }) => model.trim()))
  const added = new Map<string, ModelRow>()
  for (const piece of text.split(/[\n,]/)) {
    const [model = '', upstream = ''] = piece.split('=').map((part) => part.trim())
    if (model !== '' && !known.has(model)) added.set(model, { ...NEW_MODEL, model, upstream })
  }
  return [...rows.filter(({ model }) => model.trim() !== ''), ...added.values()]
}
