/** What a channel is at run time, secrets in the clear. Storage and encryption are in store.ts and vault.ts. */
import type { WireName } from '../wires/names.ts'

export const modelKinds = [
  'chat',
  'embedding',
  'image',
  'speech',
  'transcription',
  'moderation',
  'rerank',
  'video',
  'realtime',
] as const
export type ModelKind = (typeof modelKinds)[number]

/** One upstream credential. `id` is stable across restarts; health is kept by it. */
export interface ChannelKey {
  readonly id: string
  readonly secret: string
}

/** One model of a channel. */
export interface ChannelModel {
  /** The name callers use. */
  readonly model: string
  /** The name the upstream uses. */
  readonly upstream: string
  readonly kind: ModelKind
  /** Tokens; bounds the input of any call. null: unknown. */
  readonly contextLength: number | null
  /** Tokens one answer may have; null: the relay's default. */
  readonly maxOutput: number | null
  /** Most input tokens one image may cost; null: by the model's name. */
  readonly imageTokens: number | null
}

export interface Channel {
  readonly id: number
  readonly name: string
  /** A name in providers/registry.ts. */
  readonly provider: string
  /** Up to and with the version, without trailing slash: https://api.openai.com/v1. Empty for in-process providers. */
  readonly baseUrl: string
  readonly keys: readonly ChannelKey[]
  readonly keyChoice: 'random' | 'round_robin'
  readonly models: readonly ChannelModel[]
  /** Higher is tried first. */
  readonly priority: number
  /** Share among channels of one priority; 0 only when nothing else is left. */
  readonly weight: number
  /** What to do upstream when the client leaves: cancel, where that stops the bill, or read on to the usage. */
  readonly onClientGone: 'abort' | 'drain'
  /** Ask for usage in streams with stream_options; off for upstreams that refuse the field. */
  readonly streamUsage: boolean
  /** Set on every upstream request, over the provider's own. */
  readonly headers: Readonly<Record<string, string>>
  /** Top-level members set in the body of every JSON request; null takes one out. */
  readonly overrides: Readonly<Record<string, unknown>>
  /** Of an HTTP proxy, with credentials where it needs them; empty: none. */
  readonly proxy: string
  /** Groups of accounts that it serves; empty: everybody. */
  readonly groups: readonly string[]
  /** Formats it can be asked in, the best first; null: what its provider says. */
  readonly speaks: readonly WireName[] | null
  /** Minutes between two probes of its keys; 0: none. */
  readonly probeMinutes: number
  /** Permits loopback, private and link-local addresses. */
  readonly allowPrivate: boolean
  readonly enabled: boolean
}

/** Shorter header values are words that mean nothing, and are left. */
const SECRET_LENGTH = 8

/** True when the channel serves accounts of one of these groups. */
export function serves({ groups }: Pick<Channel, 'groups'>, ofAccount: readonly string[]): boolean {
  return groups.length === 0 || groups.some((group) => ofAccount.includes(group))
}

/** Words of an upstream without the channel's credentials, which careless upstreams repeat: keys, and values of its own headers. */
export function withoutSecrets(words: string, { keys, headers }: Pick<Channel, 'keys' | 'headers'>): string {
  const values = Object.values(headers).filter((value) => value.length >= SECRET_LENGTH)
  return [...keys.map(({ secret }) => secret), ...values].reduce((text, secret) => text.replaceAll(secret, '…'), words)
}
