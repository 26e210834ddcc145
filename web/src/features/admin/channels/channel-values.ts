/** What an operator enters about a channel ⇄ what the API takes. No components. */
import type { Channel } from '../../../../../src/contract/admin-channels.ts'
import type { BodyOf } from '../../../api/platform.ts'

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
  provider: 'openai' | 'sandbox'
  baseUrl: string
  /** one a line; when changing, empty keeps those there are */
  secrets: string
  models: ModelRow[]
  keyChoice: 'random' | 'round_robin'
  weight: string
  priority: string
  /** "name: value", one a line; when changing, empty keeps those there are */
  headers: string
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

export function creationOf(values: ChannelValues): BodyOf<'POST /admin/channels'> {
  return { ...settingsOf(values), provider: values.provider, secrets: secretsOf(values.secrets) }
}

/** Secrets and headers are left out when nothing is entered: they stay. */
export function changeOf(values: ChannelValues): BodyOf<'PATCH /admin/channels/{channelId}'> {
  const secrets = secretsOf(values.secrets)
  return { ...settingsOf(values), ...(secrets.length > 0 ? { secrets } : {}) }
}

const LONGEST = 100_000_000

/** undefined when it is not a whole number up to `most`. */
function wholeOf(entered: string, most: number): number | undefined {
  const text = entered.normalize('NFKC').replace(/[\s,_]/g, '')
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN
  return value <= most ? value : undefined
}

const secretsOf = (entered: string): string[] => entered.split(/\s+/).filter((secret) => secret !== '')

/** undefined when a line is no header. */
export function headersOf(entered: string): Record<string, string> | undefined {
  const lines = entered
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
  const pairs = lines.map((line) => /^([A-Za-z0-9-]{1,64}):\s*([\x20-\x7e]{0,1024})$/.exec(line))
  if (pairs.some((pair) => pair === null)) return undefined
  return Object.fromEntries(pairs.map((pair) => [pair?.[1] ?? '', pair?.[2] ?? '']))
}

export type Fault = 'name' | 'baseUrl' | 'secrets' | 'models' | 'weight' | 'priority' | 'headers'

/** What keeps the channel from being saved. */
export function faultsOf(values: ChannelValues): Fault[] {
  const names = values.models.map(({ model }) => model.trim()).filter((name) => name !== '')
  const limits = values.models.flatMap(({ contextLength, maxOutput }) => [contextLength, maxOutput])
  const wrong: { readonly [F in Fault]: boolean } = {
    name: values.name.trim() === '' || values.name.trim().length > 64,
    baseUrl: values.provider === 'openai' && !/^https?:\/\/[^\s/]+/.test(values.baseUrl.trim()),
    secrets: secretsOf(values.secrets).some((secret) => !/^[\x21-\x7e]{1,500}$/.test(secret)),
    models:
      new Set(names).size !== names.length ||
      names.some((name) => !/^[A-Za-z0-9][\w.:/@+-]{0,127}$/.test(name)) ||
      limits.some((limit) => limit.trim() !== '' && !wholeOf(limit, LONGEST)),
    weight: wholeOf(values.weight, 1_000) === undefined,
    priority: wholeOf(values.priority, 1_000) === undefined,
    headers: headersOf(values.headers) === undefined,
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
