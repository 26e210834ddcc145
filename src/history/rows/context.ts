/** What row builders know besides the event: where it stands in the journal and what earlier events left behind. */
import type { Credits, Millis } from '../../base/money.ts'
import type { CallFacts, CardId } from '../../engine/command.ts'
import type { EntryEvent, Event, EventType } from '../../engine/event.ts'
import type { Pair } from '../../engine/exchange/pair.ts'
import type { AccountId } from '../../engine/ledger/chart.ts'
import type { Rates } from '../../engine/metering/rates.ts'
import type { RowSink } from '../batch.ts'
import type { BuybackFill } from '../buyback-record.ts'
import type { ReceiptBody } from '../receipt.ts'
import type { HistorySchema } from '../schema.ts'
import type { CallSort } from './call-sort.ts'

/** Where an account's calls stand: the end of its chain of receipts, and the series its calls are in. */
export interface AccountCalls {
  readonly account: AccountId
  receipt: number
  hash: string
  readonly series: Map<string, CallSeries>
}

export interface CallSeries {
  readonly owner: AccountCalls
  readonly sort: CallSort
  readonly series: number
  /** The series of all accounts' calls that these are in too. */
  readonly traffic: number
}

export interface CardRates {
  readonly cardId: CardId
  readonly list: Rates
  readonly cost: Rates
  /** As it stands in receipts. */
  readonly text: string
}

/** What the next row depends on besides its event. All of it can be read back from the tables. */
export interface ProjectionState {
  /** Ids given last. */
  series: number
  call: number
  topup: number
  burn: number
  /** Number of the newest aggregate of trades. */
  aggregate: number
  /** Shared by the tables of public changes, of margin and of the launchpad. */
  change: number
  pair: Pair
  /** Hash of the newest buyback record. */
  buybackHash: string
  /** Series by what their bookings touch, and by what their calls have in common. */
  readonly bookings: Map<string, number>
  readonly traffic: Map<string, number>
  /** The accounts whose calls end in this batch, and others. */
  readonly accounts: Map<AccountId, AccountCalls>
  readonly cards: Map<CardId, CardRates>
  /** How many notifications the accounts of this batch, and others, have had. */
  readonly notices: Map<AccountId, number>
}

/** A call that ended in this command. */
export interface EndedCall {
  readonly body: ReceiptBody
  readonly facts: CallFacts | null
  readonly series: CallSeries
}

type TradeRow = HistorySchema['trades']
export type PendingFill = Omit<TradeRow, 'buyback' | 'slice'>

/** One command while its events are turned into rows. */
export interface CommandContext {
  readonly seq: number
  readonly at: Millis
  readonly rows: RowSink
  /** Sums over the calls of the batch; `booked` is what the upstream is owed for one. */
  readonly tally: { add(call: EndedCall, booked: Credits): void }
  readonly state: ProjectionState
  /** SHA-256 as lower-case hex. */
  readonly digest: (text: string) => string
  readonly booked: EntryEvent[]
  readonly ended: EndedCall[]
  /** What upstreams are owed for, in the order booked: call id and µCR. */
  readonly upstream: (readonly [callId: string, amount: Credits])[]
  /** Trades of the ecosystem fund that no slice has claimed yet. */
  fundFills: PendingFill[]
  /** The trade before, of the same command: what the next one may be aggregated with. */
  lastTrade: PendingFill | undefined
}

/** Turns an event into rows. Depends on nothing but the event and the context; does no I/O. */
export type RowBuilder<T extends EventType> = (event: EventFor<T>, context: CommandContext) => void

/** The events that may carry this type, also those whose type is a union. */
export type EventFor<T extends EventType> = Event extends infer E
  ? E extends { readonly type: infer U }
    ? T extends U
      ? E
      : never
    : never
  : never

/** Fills as the buyback's public record names them. */
export function recordedFills(fills: readonly PendingFill[]): BuybackFill[] {
  return fills.map(({ id, price, quantity, notional }) => ({
    tradeId: id,
    price,
    quantityMilli: quantity,
    notionalMicro: notional,
  }))
}
