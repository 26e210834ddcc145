/** The contract of every command: its input and its result. No behaviour; the handlers are in commands/. */
import type { Bps, Credits, Lco, Lots, Millis, Pico, Ticks } from '../base/money.ts'
import type { AccountId } from './ledger/chart.ts'
import type { Rates, UsageVector } from './metering/rates.ts'
import type { ServiceRates, ServiceTier } from './metering/service-tiers.ts'
import type { ParameterKey } from './parameters.ts'
import type { RejectionCode, RejectionDetail } from './rejections.ts'

export type KeyId = number & { readonly key: unique symbol }
export type CardId = number & { readonly card: unique symbol }
export type OrderId = number & { readonly order: unique symbol }
export type ListId = number & { readonly list: unique symbol }
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

export type OrderSide = 'buy' | 'sell'
export type TimeInForce = 'gtc' | 'ioc' | 'fok'
export type SelfTradeMode = 'expire_maker' | 'expire_taker' | 'expire_both' | 'decrement'
/** `pending`: waits for its trigger or for its list's first order; not in the book. */
export type OrderStatus = 'pending' | 'open' | 'filled' | 'canceled' | 'expired'
/** How an order ends. */
export type EndStatus = Exclude<OrderStatus, 'pending' | 'open'>

/** Stop-loss sell and take-profit buy fire at or below, stop-loss buy and take-profit sell at or above. */
export type TriggerKind = 'stop_loss' | 'take_profit'

/** What an order waits for: the price of a trade. */
export interface Trigger {
  readonly kind: TriggerKind
  /** Of a trailing one: where it begins to follow; null only then: at once. */
  readonly price: Ticks | null
  /** 10 … 2,000. Fires so far from the best price since it follows: below the highest (sell), above the lowest (buy). */
  readonly trailBps?: Bps
}

interface OrderCommon {
  readonly account: AccountId
  readonly side: OrderSide
  /** At most 36 characters of A–Z a–z 0–9 - _ . : / ; unique among the account's open and last 1,000 done orders. */
  readonly clientOrderId?: string
  readonly selfTrade?: SelfTradeMode
  /** Waits, with its reserve held, until the trigger fires; then it is placed. */
  readonly trigger?: Trigger
}
export interface LimitOrder extends OrderCommon {
  readonly kind: 'limit'
  readonly price: Ticks
  readonly lots: Lots
  readonly tif: TimeInForce
  readonly postOnly: boolean
  /** Most lots that show in the book at a time; `gtc` only. */
  readonly iceberg?: Lots
}
export interface MarketByQuantity extends OrderCommon {
  readonly kind: 'market'
  readonly lots: Lots
}
/** A buy spends at most `quote` incl. fee; a sell ends at gross proceeds of `quote` and takes no trigger. */
export interface MarketByQuote extends OrderCommon {
  readonly kind: 'market_quote'
  readonly quote: Credits
}
export type OrderInput = LimitOrder | MarketByQuantity | MarketByQuote

/** What the API shows of an order; money in µCR, quantities in lots. */
export interface OrderView {
  readonly orderId: OrderId
  readonly account: AccountId
  readonly clientOrderId: string | null
  readonly side: OrderSide
  readonly kind: 'limit' | 'market' | 'market_quote'
  readonly tif: TimeInForce
  readonly postOnly: boolean
  readonly price: Ticks | null
  readonly lots: Lots | null
  readonly quote: Credits | null
  /** Value of the parameter `market.pair` when it was placed: price and lots are in that pair's tick and lot, for ever. */
  readonly pair: number
  readonly filledLots: Lots
  /** Σ ticks × lots of its fills. */
  readonly filledNotional: Credits
  readonly fee: Credits
  readonly status: OrderStatus
  readonly trigger: Trigger | null
  /** When the trigger fired; null before and without one. */
  readonly triggeredAt: Millis | null
  readonly iceberg: Lots | null
  readonly listId: ListId | null
  readonly placedAt: Millis
  readonly updatedAt: Millis
}

/** Fills of one command from the taker's side. */
export interface FillView {
  readonly tradeId: number
  readonly price: Ticks
  readonly lots: Lots
  readonly fee: Credits
}

/** One of the two: the order, or the client order id that its owner gave it. */
export interface OrderRef {
  readonly orderId?: OrderId
  readonly clientOrderId?: string
}

/**
 * `oco`: two orders of one side and quantity, at most one without a trigger; when one trades or fires the other is
 * canceled. `oto`: a limit order and the one that is placed when it is filled. `otoco`: the same with an oco as the second.
 */
export type ListKind = 'oco' | 'oto' | 'otoco'

export interface ListInput {
  readonly account: AccountId
  readonly kind: ListKind
  /** As a client order id, of lists. */
  readonly clientListId?: string
  /** In the order of the kind's text; all by `account`. */
  readonly orders: readonly OrderInput[]
}

export interface ListView {
  readonly listId: ListId
  readonly account: AccountId
  readonly kind: ListKind
  readonly clientListId: string | null
  /** `working`: its first order is not filled yet; `open`: two orders stand for one another; `done`: none waits any more. */
  readonly status: ListStatus
  readonly orders: readonly OrderId[]
  readonly placedAt: Millis
  readonly updatedAt: Millis
}
export type ListStatus = 'working' | 'open' | 'done'

export interface PlacedResult {
  readonly order: OrderView
  readonly fills: readonly FillView[]
  readonly repeated: boolean
}

/** A half of a replacement that was refused. */
export interface RefusedHalf {
  readonly ok: false
  readonly code: RejectionCode
  readonly detail: RejectionDetail | undefined
}

/** Input and result of every command. `at` and idempotency are on the envelope. */
export interface CommandTable {
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
    result: { readonly hold: Credits; readonly tierBps: Bps; readonly tier: Tier; readonly available: Credits }
  }
  'call.extend': {
    input: { readonly callId: string; readonly bound: UsageVector }
    result: { readonly hold: Credits; readonly available: Credits }
  }
  'call.capture': { input: CallCapture; result: CallResult }
  'call.release': {
    input: { readonly callId: string; readonly facts: CallFacts; readonly unrecovered: readonly Unrecovered[] }
    result: { readonly available: Credits }
  }
  'stake.add': { input: { readonly account: AccountId; readonly amount: Lco }; result: StakeView }
  'stake.remove': {
    input: { readonly account: AccountId; readonly amount: Lco }
    result: StakeView & { readonly unbondingId: UnbondingId; readonly releaseAt: Millis }
  }
  'stake.cancel': { input: { readonly account: AccountId; readonly unbondingId: UnbondingId }; result: StakeView }
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
  'order.cancel_all': { input: { readonly account: AccountId }; result: { readonly canceled: readonly OrderId[] } }
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
