/** What the relay needs from the rest of the system, as narrow ports the composition root fills. No behaviour. */
import type { Credits } from '../base/money.ts'
import type {
  CallAuthorize,
  CallCapture,
  CardId,
  CommandType,
  InputOf,
  KeyId,
  ResultOf,
  Tier,
} from '../engine/command.ts'
import type { AccountId } from '../engine/ledger/chart.ts'
import type { Rates, UsageVector } from '../engine/metering/rates.ts'
import type { ServiceRates } from '../engine/metering/service-tiers.ts'
import type { Rejection, RejectionCode, RejectionDetail } from '../engine/rejections.ts'
import type { CallQuote } from '../engine/views.ts'
import type { Channel, ChannelModel, ModelKind } from './channels/channel.ts'
import type { AskedServices } from './usage/service-tiers.ts'

/** A settled command: `Outcome` of the engine without what the relay has no use for. */
export type Answer<T extends CommandType> =
  | { readonly ok: true; readonly result: ResultOf<T> }
  | { readonly ok: false; readonly code: RejectionCode; readonly detail: RejectionDetail | undefined }

/**
 * Money, only through the engine's call commands. Every promise settles once the command is durable. Rejects with an
 * error whose `name` is `Overloaded` when the core takes no more work now, and with any other error when it has stopped.
 */
export interface MoneyPort {
  /** UTC ms of the core's clock, which stamps its commands: the end of a job's hold is told by it. */
  now(): number
  boot(input: InputOf<'relay.boot'>): Promise<Answer<'relay.boot'>>
  beat(input: InputOf<'relay.beat'>): Promise<Answer<'relay.beat'>>
  authorize(input: CallAuthorize): Promise<Answer<'call.authorize'>>
  /** True when a call that was just submitted to `authorize` holds its credits already, durable or not. */
  isHeld(callId: string): boolean
  /** Of a call that was held once: `aborted` was given back because its relay had gone; undefined is over, billed or released. */
  stateOf(callId: string): 'held' | 'aborted' | undefined
  extend(input: InputOf<'call.extend'>): Promise<Answer<'call.extend'>>
  capture(input: CallCapture): Promise<Answer<'call.capture'>>
  release(input: InputOf<'call.release'>): Promise<Answer<'call.release'>>
  /** What the relay asks upstreams for itself. */
  cost(input: InputOf<'upstream.cost'>): Promise<Answer<'upstream.cost'>>
}

/** Who calls, with every limit that is decided before money is touched. */
export interface Principal {
  readonly account: AccountId
  /** null: the web app's session. */
  readonly keyId: KeyId | null
  readonly operator: boolean
  readonly tier: Tier
  readonly scopes: readonly string[]
  /** Exact names as callers send them; null: every model. */
  readonly models: readonly string[] | null
  readonly limits: PrincipalLimits
  /** Groups of the account; channels may serve some only. */
  readonly groups: readonly string[]
  /** Where the balance does not cover a model's longest answer, ask for as much as it does. */
  readonly fitToBalance: boolean
  /** A champion's perk: calls at a time are not counted against the tier. Left out: they are. */
  readonly unlimited?: boolean
}

/** Of one key, beside the limits of its owner's tier; null is no limit. */
export interface PrincipalLimits {
  readonly requestsPerMinute: number | null
  readonly tokensPerMinute: number | null
  readonly concurrent: number | null
}

export type KeyRefusal = 'invalid_key' | 'key_revoked' | 'key_expired' | 'account_suspended' | 'address_not_allowed'
export type KeyLookup =
  | { readonly ok: true; readonly principal: Principal }
  | { readonly ok: false; readonly reason: KeyRefusal }

/** Virtual keys by their secret, where they may be used from `address`. A lookup in memory: it is on the path of every call. */
export interface KeyDirectory {
  find(secret: string, address: string): KeyLookup
  /** The same key as it is now, wherever it is used, for work that goes on after its request; null: the web app's session. */
  current(account: AccountId, keyId: KeyId | null): KeyLookup
}

/** The active price card of a (channel, model). */
export interface CardRef {
  readonly cardId: CardId
  readonly list: Rates
  readonly cost: Rates
  readonly services: ServiceRates
}

/** Active cards, as the engine knows them now. A lookup in memory. */
export interface CardDirectory {
  active(channel: number, model: string): CardRef | undefined
}

/** One channel that may serve a model, with the card that prices it. */
export interface Candidate {
  readonly channel: Channel
  readonly model: ChannelModel
  readonly card: CardRef
}

/** A model as `GET /v1/models` shows it. */
export interface OfferedModel {
  readonly model: string
  readonly kind: ModelKind
  readonly provider: string
  readonly contextLength: number | null
  readonly maxOutput: number | null
  /** Of the dearest candidate. */
  readonly list: Rates
  readonly sandbox: boolean
}

/** Enabled channels and their models. Lookups in memory. */
export interface ChannelDirectory {
  /** Priced candidates; unpriced ones are left out. */
  candidates(model: string, kind: ModelKind): readonly Candidate[]
  /** Whether some enabled channel for one of the groups carries the model, priced or not, and as what kinds. */
  carries(model: string, groups: readonly string[]): { readonly known: boolean; readonly kinds: readonly ModelKind[] }
  /** For an account of these groups; all when left out. */
  offered(groups?: readonly string[]): readonly OfferedModel[]
  /** All enabled channels. */
  channels(): readonly Channel[]
}

/** A finished response kept for repeats of its Idempotency-Key. */
export interface StoredReply {
  readonly hash: string
  readonly callId: string
  readonly status: number
  readonly headers: readonly (readonly [string, string])[]
  readonly body: Uint8Array
  /** False: the response was broken off, and so are its repeats. */
  readonly complete: boolean
}

/** Keeps replies for 24 h. */
export interface ReplayStore {
  get(account: AccountId, key: string): Promise<StoredReply | undefined>
  put(account: AccountId, key: string, reply: StoredReply): Promise<void>
}

export interface QuoteInput {
  readonly account: AccountId
  readonly cardIds: readonly CardId[]
  readonly usage: UsageVector
  /** That the answer may come in; standard alone when left out. */
  readonly services?: AskedServices | undefined
}

/** What exactly this usage would hold, charge and mine now; the engine's `quoteCall`. Books nothing. */
export interface QuotePort {
  quote(input: QuoteInput): Promise<CallQuote | Rejection>
  /** What it would hold, as things stand in memory; undefined when it would be refused whatever the balance: a quota counts here. */
  hold(input: QuoteInput): Credits | undefined
  /** The least of the balance and what is left of the key's budgets. */
  spendable(principal: Pick<Principal, 'account' | 'keyId'>): Credits
}

/** Never waits and never throws. */
export interface QuarantineNotes {
  /** `reported` is JSON, at most 2,000 characters. */
  note(callId: string, reported: string): void
}

/** A spend envelope as its owner sees it. */
export interface RunFacts {
  /** Of its key. */
  readonly id: KeyId
  readonly name: string
  /** First and last characters of its key. */
  readonly hint: string
  /** closing: it takes no calls, and some still run. */
  readonly status: 'open' | 'closing' | 'closed'
  readonly models: readonly string[] | null
  readonly budget: Credits
  readonly spent: Credits
  /** By calls that run. */
  readonly held: Credits
  readonly returned: Credits
  /** UTC milliseconds. */
  readonly createdAt: number
  readonly expiresAt: number
}

export interface RunAsk {
  readonly name: string
  /** null: those of the opening key. */
  readonly models: readonly string[] | null
  readonly budget: Credits
  readonly expiresAt: number
  readonly retry: { readonly key: string; readonly hash: string } | undefined
}

interface Refused {
  readonly ok: false
  readonly code: RejectionCode
  readonly detail: RejectionDetail | undefined
}
export type RunAnswer = { readonly ok: true; readonly run: RunFacts } | Refused

/** Who asks for runs: a person, or one of their keys. */
export type RunOwner = Pick<Principal, 'account' | 'keyId' | 'operator'>

export interface RunList {
  readonly limit: number
  /** Id to start below. */
  readonly before?: number
  /** With those that have ended. */
  readonly ended: boolean
}

/** Runs and their keys. The secret is told once, and to a repeat of the same opening. For the key of a run there is no other run. */
export interface RunPort {
  open(
    owner: RunOwner,
    ask: RunAsk,
  ): Promise<{ readonly ok: true; readonly run: RunFacts; readonly secret: string } | Refused>
  /** Newest first. */
  list(owner: RunOwner, query: RunList): Promise<readonly RunFacts[]>
  find(owner: RunOwner, id: number): Promise<RunFacts | undefined>
  /** undefined when the owner has no such run. */
  close(owner: RunOwner, id: number): Promise<RunAnswer | undefined>
}

/** UTC milliseconds. */
export interface Clock {
  now(): number
}
