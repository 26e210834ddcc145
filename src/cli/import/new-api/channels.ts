/** A channel of new-api as one of ours: which provider speaks for its type, at what address, with which models. Pure. */
import type { providers } from '../../../contract/admin-channels.ts'
import { modelName } from '../../../contract/values.ts'
import { type ModelKind, modelKindOf } from './model-kind.ts'
import type { ChannelRow } from './rows.ts'

type ProviderName = (typeof providers)[number]

interface Kind {
  readonly title: string
  readonly provider: ProviderName
  /** The usual address, up to and with the version; empty where there is none. */
  readonly base: string
  /** What new-api adds behind an address that an operator typed. */
  readonly version: string
}

const openai = (title: string, base: string, version = '/v1'): Kind => ({ title, provider: 'openai', base, version })

/** new-api's numbers of channel types that have an upstream here. */
const kinds: ReadonlyMap<number, Kind> = new Map([
  [1, openai('OpenAI', 'https://api.openai.com/v1')],
  [3, { title: 'Azure', provider: 'azure', base: '', version: '/openai' }],
  [4, openai('Ollama', 'http://localhost:11434/v1')],
  [6, openai('OpenAI Max', 'https://api.openaimax.com/v1')],
  [7, openai('OhMyGPT', 'https://api.ohmygpt.com/v1')],
  [8, openai('custom', '', '')],
  [14, { title: 'Anthropic', provider: 'anthropic', base: 'https://api.anthropic.com/v1', version: '/v1' }],
  [17, openai('Ali', 'https://dashscope.aliyuncs.com/compatible-mode/v1', '/compatible-mode/v1')],
  [19, openai('360', 'https://api.360.cn/v1')],
  [20, { title: 'OpenRouter', provider: 'openrouter', base: 'https://openrouter.ai/api/v1', version: '/v1' }],
  [
    24,
    {
      title: 'Gemini',
      provider: 'gemini',
      base: 'https://generativelanguage.googleapis.com/v1beta',
      version: '/v1beta',
    },
  ],
  [25, openai('Moonshot', 'https://api.moonshot.cn/v1')],
  [26, openai('Zhipu', 'https://open.bigmodel.cn/api/paas/v4', '/api/paas/v4')],
  [27, openai('Perplexity', 'https://api.perplexity.ai', '')],
  [31, openai('01.AI', 'https://api.lingyiwanwu.com/v1')],
  [34, { title: 'Cohere', provider: 'cohere', base: 'https://api.cohere.com/v2', version: '/v2' }],
  [35, openai('MiniMax', 'https://api.minimax.chat/v1')],
  [38, openai('Jina', 'https://api.jina.ai/v1')],
  [40, openai('SiliconFlow', 'https://api.siliconflow.cn/v1')],
  [42, { title: 'Mistral', provider: 'mistral', base: 'https://api.mistral.ai/v1', version: '/v1' }],
  [43, { title: 'DeepSeek', provider: 'deepseek', base: 'https://api.deepseek.com', version: '' }],
  [45, openai('VolcEngine', 'https://ark.cn-beijing.volces.com/api/v3', '/api/v3')],
  [46, openai('Baidu', 'https://qianfan.baidubce.com/v2', '/v2')],
  [47, openai('Xinference', '')],
  [48, { title: 'xAI', provider: 'xai', base: 'https://api.x.ai/v1', version: '/v1' }],
  [53, openai('Submodel', 'https://llm.submodel.ai/v1')],
  [55, openai('Sora', 'https://api.openai.com/v1')],
])

/** Types that another form of key keeps from coming over by itself. */
const byHand: ReadonlyMap<number, string> = new Map([
  [33, 'AWS keys hold a region: add it as a bedrock channel by hand'],
  [41, 'Vertex keys are service accounts: add it as a vertex channel by hand'],
])

export interface ChannelModelPlan {
  readonly model: string
  readonly upstream: string
  readonly kind: ModelKind
}

export interface ChannelPlan {
  readonly reference: number
  readonly name: string
  readonly provider: ProviderName
  readonly kind: string
  readonly baseUrl: string
  readonly secrets: readonly string[]
  readonly keyChoice: 'random' | 'round_robin'
  readonly models: readonly ChannelModelPlan[]
  readonly groups: readonly string[]
  readonly priority: number
  readonly weight: number
  readonly proxy: string | null
  readonly headers: Readonly<Record<string, string>>
  readonly overrides: Readonly<Record<string, unknown>>
  readonly allowPrivate: boolean
  readonly enabled: boolean
  /** What does not come over, in words. */
  readonly notes: readonly string[]
}

export interface Skipped {
  readonly reference: number
  readonly name: string
  readonly reason: string
}

const MAX_MODELS = 500
const MAX_SECRETS = 50
const HIGHEST = 1_000

export function channelPlan(row: ChannelRow): ChannelPlan | Skipped {
  const skip = (reason: string): Skipped => ({ reference: row.id, name: row.name, reason })
  const kind = kinds.get(row.type)
  if (!kind) return skip(byHand.get(row.type) ?? `type ${row.type} has no upstream here`)
  const baseUrl = addressOf(row.baseUrl, kind)
  if (baseUrl === undefined) return skip(`its address is no http address: ${row.baseUrl.slice(0, 100)}`)
  const notes: string[] = []
  const models = modelsOf(row, notes)
  if (models.length === 0) return skip('it has no models')
  const secrets = row.keys.filter((key) => /^[\x21-\x7e]{1,500}$/.test(key)).slice(0, MAX_SECRETS)
  if (secrets.length < row.keys.length)
    notes.push(`${row.keys.length - secrets.length} of ${row.keys.length} keys do not fit: ${MAX_SECRETS} plain keys`)
  return {
    reference: row.id,
    name: nameOf(row),
    provider: kind.provider,
    kind: kind.title,
    baseUrl,
    secrets,
    keyChoice: row.inTurn ? 'round_robin' : 'random',
    models,
    groups: groupsOf(row, notes),
    priority: clamped(row.priority, { what: 'priority', notes }),
    // new-api counts a weight of 0 as any other, ours takes it last.
    weight: clamped(Math.max(row.weight, 1), { what: 'weight', notes }),
    proxy: proxyOf(row, notes),
    headers: headersOf(row, notes),
    overrides: row.paramOverride,
    allowPrivate: isPrivate(baseUrl),
    enabled: row.enabled,
    notes,
  }
}

export function isSkipped(plan: object): plan is Skipped {
  return 'reason' in plan
}

function nameOf({ id, name }: ChannelRow): string {
  const plain = name.replace(/[\p{Cc}\p{Cs}\u2028\u2029]/gu, ' ').trim()
  return (plain === '' ? `new-api ${id}` : plain).slice(0, 64).trim()
}

/** new-api keeps addresses without the version, ours has it. */
function addressOf(typed: string, kind: Kind): string | undefined {
  const plain = typed.replace(/\/+$/, '')
  if (plain === '') return kind.base === '' ? undefined : kind.base
  if (!/^https?:\/\//.test(plain) || !URL.canParse(plain)) return undefined
  const { pathname } = new URL(plain)
  const versioned = pathname !== '/' && /\/v\d+(beta)?$/.test(pathname)
  return versioned || plain.endsWith(kind.version) ? plain : `${plain}${kind.version}`
}

function modelsOf({ models, mapping }: ChannelRow, notes: string[]): ChannelModelPlan[] {
  const fit = (name: string): boolean => modelName.safeParse(name).success
  const plans = models.map((model) => {
    const upstream = upstreamOf(model, mapping)
    return { model, upstream, kind: modelKindOf(upstream) }
  })
  const good = plans.filter(({ model, upstream }) => fit(model) && fit(upstream))
  if (good.length < plans.length) notes.push(`${plans.length - good.length} models have names that are not taken here`)
  if (good.length > MAX_MODELS) notes.push(`only its first ${MAX_MODELS} models come over`)
  return good.slice(0, MAX_MODELS)
}

/** Mappings may lead to mappings; a circle stops where it began. */
function upstreamOf(model: string, mapping: ChannelRow['mapping']): string {
  const seen = new Set<string>()
  let name = model
  while (!seen.has(name) && mapping[name] !== undefined && mapping[name] !== '') {
    seen.add(name)
    name = mapping[name] as string
  }
  return seen.has(name) ? model : name
}

/** Everybody is in `default`: such a channel serves everybody here. */
function groupsOf({ groups }: ChannelRow, notes: string[]): readonly string[] {
  if (groups.length === 0 || groups.includes('default')) return []
  notes.push(`serves only the groups ${groups.join(', ')}`)
  return groups.map((group) => group.slice(0, 64)).slice(0, 50)
}

function clamped(value: number, { what, notes }: { readonly what: string; readonly notes: string[] }): number {
  const whole = Math.min(Math.max(Math.trunc(value), 0), HIGHEST)
  if (whole !== value) notes.push(`${what} ${value} becomes ${whole}`)
  return whole
}

function proxyOf({ proxy }: ChannelRow, notes: string[]): string | null {
  if (proxy === '') return null
  if (/^https?:\/\//.test(proxy)) return proxy
  notes.push('its proxy is no HTTP proxy and is left out')
  return null
}

/** Values with placeholders mean something only to new-api. */
function headersOf({ headerOverride }: ChannelRow, notes: string[]): Readonly<Record<string, string>> {
  const entries = Object.entries(headerOverride)
  const good = entries.filter(
    (entry): entry is [string, string] =>
      typeof entry[1] === 'string' &&
      /^[A-Za-z0-9-]{1,64}$/.test(entry[0]) &&
      /^[\x20-\x7e]{0,1024}$/.test(entry[1]) &&
      !entry[1].includes('{'),
  )
  if (good.length < entries.length) notes.push(`${entries.length - good.length} header overrides are left out`)
  return Object.fromEntries(good)
}

/** Whether the operator must have meant an address inside. */
function isPrivate(baseUrl: string): boolean {
  const { hostname } = new URL(baseUrl)
  return (
    hostname === 'localhost' ||
    !hostname.includes('.') ||
    /^(127\.|10\.|192\.168\.|169\.254\.|172\.(1[6-9]|2\d|3[01])\.|\[)/.test(hostname)
  )
}
