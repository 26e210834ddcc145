/** Facts that accepted commands leave behind; history, sockets and the log are fed from these alone. JSON-safe. */
import type { Bps, Credits, Lco, Lots, Millis, Pico, Ticks } from '../base/money.ts'
import type {
  CallFacts,
  CardId,
  KeyBudget,
  KeyId,
  ListView,
  OrderId,
  OrderSide,
  OrderView,
  Product,
  ProposalId,
  SelfTradeMode,
  Tier,
} from './command.ts'
import type { EntryKind } from './entry-kinds.ts'
import type {
  ProposalDecidingEvent,
  ProposalEndedEvent,
  ProposalQueuedEvent,
  ProposedEvent,
  VotedEvent,
  VoteOpenedEvent,
} from './governance-events.ts'
import type {
  OfferingActEvent,
  OfferingAllocatedEvent,
  OfferingAnnouncedEvent,
  OfferingLockedEvent,
  OfferingQuotaEvent,
  OfferingReleasedEvent,
  OfferingTurnedEvent,
  OfferingUsedEvent,
} from './launchpad-events.ts'
import type { AccountId } from './ledger/chart.ts'
import type { LendingPaidEvent, LoanEvent, PoolEvent } from './lending-events.ts'
import type {
  MarginAcknowledgedEvent,
  MarginClosedEvent,
  MarginLossEvent,
  MarginOpenedEvent,
  MarginRecoveredEvent,
  MarginStageEvent,
  MarginTakenOverEvent,
  MarginTransferredEvent,
} from './margin-events.ts'
import type { Rates, UsageVector } from './metering/rates.ts'
import type { ServiceRates, ServiceTier } from './metering/service-tiers.ts'
import type { ParameterKey } from './parameters.ts'
import type {
  PredictionBetEvent,
  PredictionBondEvent,
  PredictionChangedEvent,
  PredictionCommentEvent,
  PredictionPaidEvent,
  PredictionResolverEvent,
  PredictionTalliedEvent,
  PredictionVotedEvent,
} from './prediction-events.ts'
import type { RejectionCode } from './rejections.ts'
import type { StakeEvent, TierEvent, UnbondingEvent } from './staking-events.ts'
import type {
  WarClosedEvent,
  WarExclusionEvent,
  WarPaidEvent,
  WarPerkEndedEvent,
  WarPerkStartedEvent,
} from './wars-events.ts'
import type { BuybackClosedEvent, BuybackOpenedEvent, BuybackSliceEvent, WeekClosedEvent } from './week-events.ts'

/** One ledger entry: triples [from slot, to slot, amount] flattened. `ref` is a call id, order id, week … by kind. */
export interface EntryEvent {
  readonly type: 'entry'
  readonly kind: EntryKind
  readonly ref: string
  readonly moves: readonly number[]
}

export interface CallCapturedEvent {
  readonly type: 'call.captured'
  readonly callId: string
  readonly account: AccountId
  readonly keyId: KeyId | null
  readonly cardId: CardId
  readonly channel: number
  readonly model: string
  readonly usage: UsageVector
  readonly facts: CallFacts
  readonly tier: Tier
  readonly tierBps: Bps
  /** Fixed at authorisation, like the tier. */
  readonly surchargeBps: Bps
  /** The service tier delivered and its multiple of list and cost, fixed with the card. */
  readonly service: ServiceTier
  readonly serviceBps: Bps
  readonly list: Pico
  readonly charge: Pico
  readonly cost: Pico
  /** Sub-µCR carried in and out of this call, pCR. */
  readonly carriedIn: Pico
  readonly carriedOut: Pico
  readonly hold: Credits
  readonly captured: Credits
  /** What of it a champion's grant paid: that part is not eligible. */
  readonly promo: Credits
  readonly writtenOff: Credits
  readonly eligible: boolean
  readonly mined: Lco
  readonly era: number
  /** X before the call, µCR. */
  readonly minedFrom: Credits
}

export interface CallEndedEvent {
  readonly type: 'call.released' | 'call.aborted'
  readonly callId: string
  readonly account: AccountId
  readonly keyId: KeyId | null
  readonly model: string
  readonly hold: Credits
  readonly facts: CallFacts | null
}

/** Paid upstream, billed to nobody: a retry, a free failure, a drain beyond the bill. */
export interface CallUnrecoveredEvent {
  readonly type: 'call.unrecovered'
  readonly callId: string
  readonly cardId: CardId
  readonly channel: number
  readonly model: string
  /** µCR booked now; the channel carries the rest. */
  readonly amount: Credits
}

export interface TradeEvent {
  readonly type: 'trade'
  readonly tradeId: number
  readonly price: Ticks
  readonly lots: Lots
  readonly takerSide: OrderSide
  readonly makerOrder: OrderId
  /** 0 for a buyback slice and a forced close. */
  readonly takerOrder: OrderId
  readonly maker: AccountId
  /** 0 for the ecosystem fund and the risk reserve. */
  readonly taker: AccountId
  readonly makerFee: Credits
  readonly takerFee: Credits
  /** Whether the side trades with its margin wallet. */
  readonly makerMargin: boolean
  readonly takerMargin: boolean
  /** `forced`: a position is closed for its owner, who is the taker with order 0. */
  readonly source: 'normal' | 'buyback' | 'forced'
}

/** Two orders of one account that met and did not trade. */
export interface PreventedEvent {
  readonly type: 'trade.prevented'
  readonly preventedId: number
  readonly account: AccountId
  readonly makerOrder: OrderId
  readonly takerOrder: OrderId
  readonly takerSide: OrderSide
  /** The resting order's. */
  readonly price: Ticks
  /** Taken off the resting order; 0 when only the taker expires. */
  readonly lots: Lots
  readonly mode: SelfTradeMode
}

/** A trigger has fired; what its order then does follows in events of its own. */
export interface TriggeredEvent {
  readonly type: 'order.triggered'
  /** Open, nothing traded yet. */
  readonly order: OrderView
  /** Of the trade that reached it; null for an order that its list placed. */
  readonly price: Ticks | null
}

/** A list came to be, placed what its first order led to, or binds nothing any more. */
export interface ListEvent {
  readonly type: 'list.placed' | 'list.updated' | 'list.done'
  readonly list: ListView
}

export type OrderEventType = 'order.placed' | 'order.updated' | 'order.done'

export interface OrderEvent {
  readonly type: OrderEventType
  readonly order: OrderView
  /** Why; `suspension` and `operator`: its owner may not trade any more. */
  readonly cause:
    | 'new'
    | 'fill'
    | 'cancel'
    | 'ioc_rest'
    | 'band'
    | 'self_trade'
    | 'pair_change'
    | 'suspension'
    | 'operator'
    /** It rests after its trigger has fired. */
    | 'trigger'
    /** `refusal` says why it could not be placed when its trigger fired or its list came to it. */
    | 'refused'
    /** What was reserved for it is spent. */
    | 'reserve'
    /** Another order of its list took its place, or will never come to it. */
    | 'list'
    | 'amend'
    /** Its owner has not been heard of in time. */
    | 'timer'
    /** It would have turned the position around. */
    | 'reduce_only'
    /** Its owner's margin account is being closed by force. */
    | 'forced'
  readonly refusal?: RejectionCode
}

export interface BookEvent {
  readonly type: 'book'
  /** Triples [side 0|1, price ticks, total lots at the price now (0 = gone)] flattened. */
  readonly levels: readonly number[]
}

export interface MarkEvent {
  readonly type: 'mark'
  readonly at: Millis
  /** Ticks; null while there is none. */
  readonly mark: Ticks | null
  readonly frozen: boolean
  readonly impactMid: Ticks | null
  readonly twap5m: Ticks | null
  readonly vwap60s: Ticks | null
  readonly median30m: Ticks | null
}

export type Event =
  | EntryEvent
  | {
      readonly type: 'account.opened'
      readonly account: AccountId
      readonly identity: string
      readonly operator: boolean
    }
  | {
      readonly type: 'account.suspended'
      readonly account: AccountId
      readonly suspended: boolean
      readonly reason: string
    }
  | {
      readonly type: 'topup.credited'
      readonly account: AccountId
      readonly amount: Credits
      readonly provider: string
      readonly paymentId: string
    }
  | {
      readonly type: 'parameter.changed'
      readonly key: ParameterKey
      readonly before: number
      readonly after: number
      readonly reason: string
      /** Who proposed it when a proposal did it. */
      readonly actor: AccountId
      readonly version: number
      /** null: an operator's own act. */
      readonly proposal: ProposalId | null
    }
  | {
      readonly type: 'switch.changed'
      readonly product: Product
      readonly on: boolean
      readonly reason: string
      readonly actor: AccountId
    }
  | {
      readonly type: 'key.created'
      readonly account: AccountId
      readonly keyId: KeyId
      readonly expiresAt: Millis | null
      readonly budget: KeyBudget
    }
  | {
      readonly type: 'key.updated'
      readonly account: AccountId
      readonly keyId: KeyId
      readonly expiresAt: Millis | null
      readonly budget: KeyBudget
    }
  | {
      readonly type: 'run.opened'
      readonly account: AccountId
      readonly keyId: KeyId
      readonly parent: KeyId | null
      readonly budget: Credits
      readonly expiresAt: Millis
    }
  | {
      readonly type: 'run.closed'
      readonly account: AccountId
      readonly keyId: KeyId
      readonly parent: KeyId | null
      readonly budget: Credits
      /** What its calls did not spend. */
      readonly returned: Credits
    }
  | { readonly type: 'key.revoked'; readonly account: AccountId; readonly keyId: KeyId }
  | {
      readonly type: 'card.published'
      readonly cardId: CardId
      readonly channel: number
      readonly model: string
      readonly list: Rates
      readonly cost: Rates
      readonly services: ServiceRates
      readonly eligible: boolean
    }
  | { readonly type: 'card.retired'; readonly cardId: CardId }
  | CallCapturedEvent
  | CallEndedEvent
  | CallUnrecoveredEvent
  | StakeEvent
  | TierEvent
  | UnbondingEvent
  | OrderEvent
  | TriggeredEvent
  | ListEvent
  /** When all orders of the account will be canceled; null: no longer. */
  | { readonly type: 'orders.timer'; readonly account: AccountId; readonly at: Millis | null }
  | TradeEvent
  | PreventedEvent
  | BookEvent
  | MarkEvent
  | MarginStageEvent
  | MarginClosedEvent
  | MarginLossEvent
  | MarginTakenOverEvent
  | MarginRecoveredEvent
  | MarginAcknowledgedEvent
  | MarginOpenedEvent
  | MarginTransferredEvent
  | { readonly type: 'trading.paused'; readonly until: Millis }
  | WeekClosedEvent
  | BuybackOpenedEvent
  | BuybackSliceEvent
  | BuybackClosedEvent
  | PoolEvent
  | LendingPaidEvent
  | LoanEvent
  | OfferingAnnouncedEvent
  | OfferingTurnedEvent
  | OfferingActEvent
  | OfferingLockedEvent
  | OfferingQuotaEvent
  | OfferingAllocatedEvent
  | OfferingReleasedEvent
  | OfferingUsedEvent
  | WarClosedEvent
  | WarExclusionEvent
  | WarPaidEvent
  | WarPerkStartedEvent
  | WarPerkEndedEvent
  | PredictionChangedEvent
  | PredictionBetEvent
  | PredictionCommentEvent
  | PredictionVotedEvent
  | PredictionTalliedEvent
  | PredictionBondEvent
  | PredictionPaidEvent
  | PredictionResolverEvent
  | ProposedEvent
  | VoteOpenedEvent
  | VotedEvent
  | ProposalDecidingEvent
  | ProposalQueuedEvent
  | ProposalEndedEvent

export type EventType = Event['type']
export type EventOf<T extends EventType> = Extract<Event, { readonly type: T }>
