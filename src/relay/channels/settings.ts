/** What an operator may set of a channel, with defaults, and why a base URL is refused. */

import type { WireName } from '../wires/names.ts'
import { isRefusedLiteral } from './address-guard.ts'
import type { Channel, ChannelModel, ModelKind } from './channel.ts'

export interface ModelInput {
  readonly model: string
  readonly upstream?: string | undefined
  readonly kind?: ModelKind | undefined
  readonly contextLength?: number | null | undefined
  readonly maxOutput?: number | null | undefined
  readonly imageTokens?: number | null | undefined
}

/** What is left out takes the default at creation and stays at a change. */
export interface ChannelChange {
  readonly name?: string | undefined
  readonly baseUrl?: string | null | undefined
  readonly models?: readonly ModelInput[] | undefined
  /** Replaces all keys. */
  readonly secrets?: readonly string[] | undefined
  readonly keyChoice?: Channel['keyChoice'] | undefined
  readonly weight?: number | undefined
  readonly priority?: number | undefined
  readonly headers?: Readonly<Record<string, string>> | undefined
  readonly overrides?: Readonly<Record<string, unknown>> | undefined
  readonly proxy?: string | null | undefined
  readonly groups?: readonly string[] | undefined
  readonly speaks?: readonly WireName[] | null | undefined
  readonly probeMinutes?: number | undefined
  readonly onClientGone?: Channel['onClientGone'] | undefined
  readonly streamUsage?: boolean | undefined
  readonly allowPrivate?: boolean | undefined
  readonly enabled?: boolean | undefined
}

export interface ChannelInput extends ChannelChange {
  readonly name: string
  readonly provider: string
}

export type ChannelSettings = Omit<Channel, 'id' | 'keys'>

/** Drains by default: most upstreams bill what they were asked for, whether or not anyone listens. */
export const defaultChannelSettings = {
  baseUrl: '',
  keyChoice: 'round_robin',
  models: [],
  priority: 0,
  weight: 100,
  onClientGone: 'drain',
  streamUsage: true,
  headers: {},
  overrides: {},
  proxy: '',
  groups: [],
  speaks: null,
  probeMinutes: 0,
  allowPrivate: false,
  enabled: true,
} as const satisfies Partial<ChannelSettings>

export function withChange<T extends ChannelSettings>(before: T, change: ChannelChange): T {
  const { secrets: _secrets, models, baseUrl, proxy, ...rest } = change
  const set = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined))
  return {
    ...before,
    ...set,
    ...(baseUrl === undefined ? {} : { baseUrl: plainUrl(baseUrl ?? '') }),
    ...(proxy === undefined ? {} : { proxy: plainUrl(proxy ?? '') }),
    ...(models === undefined ? {} : { models: models.map(modelOf) }),
  }
}

function modelOf(input: ModelInput): ChannelModel {
  return {
    model: input.model,
    upstream: input.upstream ?? input.model,
    kind: input.kind ?? 'chat',
    contextLength: input.contextLength ?? null,
    maxOutput: input.maxOutput ?? null,
    imageTokens: input.imageTokens ?? null,
  }
}

function plainUrl(url: string): string {
  return url.trim().replace(/\/+$/, '')
}

/** False for anything but https to a public host; a channel that allows private addresses may use http and any address. */
export function isAllowedUrl({ baseUrl, allowPrivate }: Pick<Channel, 'baseUrl' | 'allowPrivate'>): boolean {
  if (!URL.canParse(baseUrl)) return false
  const { protocol, username, password, search, hash, hostname } = new URL(baseUrl)
  if (username || password || search || hash) return false
  if (allowPrivate) return protocol === 'https:' || protocol === 'http:'
  return protocol === 'https:' && !isRefusedLiteral(hostname)
}

/** Members that the bill depends on; a channel can not change them. */
const billed = ['model', 'stream', 'stream_options', 'n', 'messages', 'input', 'contents', 'system', 'service_tier']

/** False for members that the bill depends on, and for more than a request's worth of them. */
export function isAllowedOverride(overrides: Channel['overrides']): boolean {
  const names = Object.keys(overrides)
  return names.length <= 50 && names.every((name) => !billed.includes(name))
}

/** An HTTP or HTTPS proxy. Its address is the operator's own choice, so private ones are allowed. */
export function isAllowedProxy(proxy: string): boolean {
  if (proxy === '') return true
  return URL.canParse(proxy) && ['http:', 'https:'].includes(new URL(proxy).protocol)
}
