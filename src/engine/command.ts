/** The contract of every command: its input and its result. No behaviour; the handlers are in commands/. */
import type { Bps, Credits, Lco, Lots, Millis, Pico } from '../base/money.ts'
import type { GovernanceCommands } from './governance-commands.ts'
import type { LaunchpadCommands, QuotaView } from './launchpad-commands.ts'
import type { AccountId, Asset } from './ledger/chart.ts'
import type { LendingCommands } from './lending-commands.ts'
import type { Rates, UsageVector } from './metering/rates.ts'
import type { ServiceRates, ServiceTier } from './metering/service-tiers.ts'
import type {
  FillView,
  ListId,
  ListInput,
  ListView,
  OrderId,
  OrderInput,
  OrderRef,
  OrderView,
  PlacedResult,
  RefusedHalf,
  Wallet,
} from './order-types.ts'
import type { ParameterKey } from './parameters.ts'
import type { PredictionCommands } from './prediction-commands.ts'
import type { WarCommands } from './wars-commands.ts'

export type { ProposalId } from './governance-commands.ts'
export type { OfferingAnnounce, QuotaView } from './launchpad-commands.ts'
export type { LenderView } from './lending-commands.ts'
export type {
  EndStatus,
  FillView,
  LimitOrder,
  ListId,
  ListInput,
  ListKind,
  ListStatus,
  ListView,
  OrderId,
  OrderInput,
  OrderMargin,
  OrderRef,
  OrderSide,
  OrderStatus,
  OrderView,
  PlacedResult,
  RefusedHalf,
  SelfTradeMode,
  TimeInForce,
  Trigger,
  TriggerKind,
  Wallet,
} from './order-types.ts'

export type KeyId = number & { readonly key: unique symbol }
export type CardId = number & { readonly card: unique symbol }
export type UnbondingId = number & { readonly unbonding: unique symbol }

/** Products with a kill switch. economy.md §12. */
export const products = ['relay', 'mining', 'trading', 'borrowing', 'prediction', 'launchpad', 'governance'] as const
export type Product = (typeof products)[number]

/** Limits of a key in µCR; null is no limit. Days and months are UTC. */
export interface KeyBudget {
  readonly total: Credits | null
  readonly daily: Credits | null
  readonly monthly: Credits | null
}

/** Facts about a call that decide no money: integers and short codes only, never text of the caller's. */
export interface CallFacts {
  readonly latencyMs: number
  readonly firstTokenMs: number | null
  readonly dialect: string
  readonly stream: boolean
  readonly status: number
  /** 'stop' | 'length' | 'client_gone' | 'upstream_cut' | 'hold_exhausted' | 'error' … */
  readonly outcome: string
  readonly estimated: boolean
  readonly quarantined: boolean
  /** Name of the failure that the caller was told; left out when there was none. */
  readonly error?: string
  /** Tries at upstreams that delivered nothing, in order; left out when there were none. At most 16. */
  readonly failures?: readonly CallFailure[]
}

/** A try at an upstream that delivered nothing. */
export interface CallFailure {
  readonly channel: number
  /** Name of the failure. */
  readonly code: string
  /** HTTP status of the upstream; null when it answered none. */
  readonly status: number | null
  readonly ms: number
}

/** Usage that the platform pays but bills nobody: retries, free failures, drains beyond the bill. */
export interface Unrecovered {
  readonly cardId: CardId
  readonly usage: UsageVector
  /** Standard when left out. */
  readonly service?: ServiceTier
}

/** Input and result of every command; those of a product that stands by itself are in <product>-commands.ts. `at` and idempotency are on the envelope. */
export interface CommandTable
  extends LendingCommands,
    LaunchpadCommands,
    PredictionCommands,
    GovernanceCommands,
    WarCommands {
  'clock.tick': { input: { readonly to: Millis }; result: { readonly ran: number } }
  'account.open': {
    input: { readonly identity: string; readonly operator: boolean }
    result: { readonly account: AccountId; readonly opened: boolean }
  }
  'account.suspend': {
    input: { readonly account: AccountId; readonly suspended: boolean; readonly reason: string }
    result: Record<string, never>
  }
  'faucet.draw': {
    input: { readonly account: AccountId; readonly amount: Credits }
    result: { readonly available: Credits; readonly leftToday: Credits }
  }
  'topup.credit': {
    input: {
      readonly account: AccountId
      readonly amount: Credits
      readonly provider: string
      readonly paymentId: string
    }
    result: { readonly available: Credits; readonly booked: boolean }
  }
  'treasury.fund': {
    input: { readonly amount: Credits; readonly reason: string }
    result: { readonly treasury: Credits }
  }
  'treasury.withdraw': {
    input: { readonly amount: Credits; readonly reason: string }
    result: { readonly treasury: Credits }
  }
  'upstream.settle': {
    input: { readonly amount: Credits; readonly reason: string }
    result: { readonly payable: Credits }
  }
  'upstream.cost': {
    input: { readonly ref: string } & Unrecovered
    result: Record<string, never>
  }
  'parameter.set': {
    input: { readonly key: ParameterKey; readonly value: number; readonly reason: string; readonly actor: AccountId }
    result: { readonly before: number; readonly version: number }
  }
  'switch.set': {
    input: { readonly product: Product; readonly on: boolean; readonly reason: string; readonly actor: AccountId }
    result: Record<string, never>
  }
  'key.create': {
    input: {
      readonly account: AccountId
      readonly hash: string
      readonly expiresAt: Millis | null
      readonly budget: KeyBudget
    }
    result: { readonly keyId: KeyId }
  }
  'key.update': {
    input: {
      readonly account: AccountId
      readonly keyId: KeyId
      readonly expiresAt: Millis | null
      readonly budget: KeyBudget
    }
    result: Record<string, never>
  }
  'run.open': {
    input: {
      readonly account: AccountId
      /** The key that opens it, against whose budgets it counts; null: a session. */
      readonly parent: KeyId | null
      /** Of the run's own key. */
      readonly hash: string
      readonly budget: Credits
      /** At most 30 days ahead; never later than the parent's. */
      readonly expiresAt: Millis
    }
    result: { readonly keyId: KeyId; readonly expiresAt: Millis; readonly available: Credits }
  }
  'key.revoke': { input: { readonly account: AccountId; readonly keyId: KeyId }; result: Record<string, never> }
  'card.publish': {
    input: {
      readonly channel: number
      readonly model: string
      readonly list: Rates
      readonly cost: Rates
      readonly services?: ServiceRates
      readonly eligible: boolean
    }
    result: { readonly cardId: CardId; readonly replaced: CardId | null }
  }
  'card.retire': { input: { readonly cardId: CardId }; result: Record<string, never> }
  'relay.boot': { input: { readonly node: string; readonly bootId: string }; result: { readonly released: number } }
  'relay.beat': { input: { readonly bootId: string }; result: Record<string, never> }
  'call.authorize': {
    input: CallAuthorize
    result: {
      readonly hold: Credits
      readonly tierBps: Bps
      readonly tier: Tier
      readonly available: Credits
      /** Left out for a model that is open to all. */
      readonly quota?: QuotaView
    }
  }
  'call.extend': {
    input: { readonly callId: string; readonly bound: UsageVector }
    result: { readonly hold: Credits; readonly available: Credits }
  }
  'call.capture': { input: CallCapture; result: CallResult }
  'call.release': {
    input: { readonly callId: string; readonly facts: CallFacts; readonly unrecovered: readonly Unrecovered[] }
    result: { readonly available: Credits; readonly quota?: QuotaView }
  }
  'stake.add': { input: { readonly account: AccountId; readonly amount: Lco }; result: StakeView }
  'stake.remove': {
    input: { readonly account: AccountId; readonly amount: Lco }
    result: StakeView & { readonly unbondingId: UnbondingId; readonly releaseAt: Millis }
  }
  'stake.cancel': { input: { readonly account: AccountId; readonly unbondingId: UnbondingId }; result: StakeView }
  /** `terms`: version of what its owner has read. Again with another: that one is accepted from then on. */
  'margin.open': {
    input: { readonly account: AccountId; readonly terms: string }
    result: { readonly acceptedAt: Millis }
  }
  /** Between what is available and the margin account. */
  'margin.transfer': {
    input: { readonly account: AccountId; readonly direction: 'in' | 'out'; readonly amount: Credits }
    result: { readonly available: Credits; readonly margin: Credits }
  }
  /** Units of the asset; what is free is in the margin account, held by no order. */
  'margin.borrow': {
    input: { readonly account: AccountId; readonly asset: Asset; readonly amount: number }
    result: { readonly debt: number; readonly free: number }
  }
  'margin.repay': {
    /** null: as much as is owed and free. */
    input: { readonly account: AccountId; readonly asset: Asset; readonly amount: number | null }
    result: { readonly repaid: number; readonly interest: number; readonly debt: number; readonly free: number }
  }
  /** An operator takes note of a loss that lenders shared: the pool lends again. */
  'margin.acknowledge': {
    input: { readonly asset: Asset; readonly reason: string; readonly actor: AccountId }
    result: Record<string, never>
  }
  'order.place': {
    input: OrderInput
    result: PlacedResult
  }
  'order.place_list': {
    input: ListInput
    result: {
      readonly list: ListView
      readonly orders: readonly OrderView[]
      /** Of the first order. */
      readonly fills: readonly FillView[]
      readonly repeated: boolean
    }
  }
  /** An order of a list that still binds it cancels the whole list. */
  'order.cancel': {
    input: { readonly account: AccountId } & OrderRef
    result: { readonly order: OrderView }
  }
  'order.cancel_list': {
    input: { readonly account: AccountId; readonly listId?: ListId; readonly clientListId?: string }
    result: { readonly list: ListView; readonly orders: readonly OrderView[] }
  }
  'order.cancel_all': {
    /** Of one wallet, or of both when left out. */
    input: { readonly account: AccountId; readonly wallet?: Wallet }
    result: { readonly canceled: readonly OrderId[] }
  }
  /** Cancels, then places; what was canceled stays so when the new order is refused. Each half has its own result. */
  'order.replace': {
    input: {
      readonly account: AccountId
      readonly cancel: OrderRef
      readonly place: OrderInput
      /** `stop_on_failure`: nothing is placed when there is nothing to cancel. */
      readonly mode: 'stop_on_failure' | 'allow_failure'
    }
    result: {
      readonly canceled: { readonly ok: true; readonly order: OrderView } | RefusedHalf
      /** null: not tried. */
      readonly placed: ({ readonly ok: true } & PlacedResult) | RefusedHalf | null
    }
  }
  /** Makes the whole quantity of a limit order smaller; its rest keeps its place in the queue. */
  'order.amend': {
    input: { readonly account: AccountId; readonly lots: Lots } & OrderRef
    result: { readonly order: OrderView }
  }
  /** All orders of the account are canceled `ms` from now unless it is called again; 0 switches that off. */
  'order.cancel_after': {
    input: { readonly account: AccountId; readonly ms: number }
    result: { readonly at: Millis | null }
  }
}

export interface CallAuthorize {
  readonly bootId: string
  readonly callId: string
  readonly account: AccountId
  /** null: a call from the web app's session, without a key. */
  readonly keyId: KeyId | null
  /** The candidate cards, fixed for the life of the call. */
  readonly cardIds: readonly CardId[]
  /** The most the call can use, per bucket; the hold is the dearest candidate at this usage. */
  readonly bound: UsageVector
  /** Service tiers that the answer may come in; the hold covers the dearest. Standard alone when left out. */
  readonly services?: readonly ServiceTier[]
  /** Refuse when the hold would be above this. */
  readonly maxCost?: Credits
  /** The caller's Idempotency-Key with a hash of the request body. */
  readonly retryKey?: string
  readonly retryHash?: string
  /**
   * A job goes on without a connection: no boot's end releases its hold, any boot may extend, capture or release it, and
   * the calendar releases it at `until`, at most 30 days ahead, when nobody has.
   */
  readonly job?: { readonly until: Millis }
}

export interface CallCapture {
  readonly callId: string
  /** The candidate that delivered. */
  readonly cardId: CardId
  readonly usage: UsageVector
  /** The service tier that was delivered, asked for or not; standard when left out. */
  readonly service?: ServiceTier
  readonly facts: CallFacts
  readonly unrecovered: readonly Unrecovered[]
}

export type Tier = 'lv1' | 'lv2' | 'lv3' | 'lv4' | 'whale'

/** What a captured call cost and mined. */
export interface CallResult {
  readonly callId: string
  readonly cardId: CardId
  readonly tier: Tier
  readonly tierBps: Bps
  readonly service: ServiceTier
  /** Of list and cost at this price. */
  readonly serviceBps: Bps
  readonly list: Pico
  readonly charge: Pico
  readonly cost: Pico
  /** µCR really booked, after the carried remainder. */
  readonly captured: Credits
  readonly released: Credits
  /** µCR that hold and balance did not cover. */
  readonly writtenOff: Credits
  readonly mined: Lco
  readonly era: number
  readonly available: Credits
  /** Left out for a model that is open to all. */
  readonly quota?: QuotaView & { readonly consumed: Credits }
}

export interface StakeView {
  readonly staked: Lco
  readonly unbonding: Lco
  readonly tier: Tier
  /** The tier that the present stake gives once it has stood long enough, and when. */
  readonly nextTier: Tier
  readonly nextTierAt: Millis | null
}

export type CommandType = keyof CommandTable
export type InputOf<T extends CommandType> = CommandTable[T]['input']
export type ResultOf<T extends CommandType> = CommandTable[T]['result']

/** The second delivery of a key with the same hash gets the first result and books nothing. economy.md §2. */
export interface Idempotency {
  readonly account: AccountId
  readonly key: string
  readonly hash: string
}

/** A stamped command as it is journalled. `at` never decreases. */
export interface Command<T extends CommandType = CommandType> {
  readonly type: T
  readonly at: Millis
  readonly input: InputOf<T>
  readonly idem?: Idempotency
}
