/** What row builders know besides the event: where it stands in the journal and what earlier events left behind. */
import type { Credits, Millis } from '../../base/money.ts'
import type { CardId } from '../../engine/command.ts'
import type { Event, EventType } from '../../engine/event.ts'
import type { Pair } from '../../engine/exchange/pair.ts'
import type { AccountId } from '../../engine/ledger/chart.ts'
import type { Rates } from '../../engine/metering/rates.ts'
import type { RowSink } from '../batch.ts'
import type { BuybackFill } from '../buyback-record.ts'
import type { HistorySchema } from '../schema.ts'

export interface ReceiptHead {
  readonly receipt: number
  readonly hash: string
}

export interface CardRates {
  readonly cardId: CardId
  readonly list: Rates
  readonly cost: Rates
}

/** What the next row depends on besides its event. All of it can be read back from the tables. */
export interface ProjectionState {
  /** Ids given last. */
  entry: number
  call: number
  topup: number
  /** Shared by the tables of public changes. */
  change: number
  pair: Pair
  /** Hash of the newest buyback record. */
  buybackHash: string
  /** Ends of the chains of receipts that this batch continues. */
  readonly heads: Map<AccountId, ReceiptHead>
  readonly cards: Map<CardId, CardRates>
}

/** A call that ended in this command, for its margin. */
export interface EndedCall {
  readonly callId: string
  readonly channel: number
  readonly model: string
  readonly captured: Credits
  readonly failed: 0 | 1
}

type TradeRow = HistorySchema['trades']
export type PendingFill = Omit<TradeRow, 'buyback' | 'slice'>

/** One command while its events are turned into rows. */
export interface CommandContext {
  readonly seq: number
  readonly at: Millis
  readonly rows: RowSink
  readonly state: ProjectionState
  /** SHA-256 as lower-case hex. */
  readonly digest: (text: string) => string
  /** Entries of the command so far. */
  entries: number
  readonly ended: EndedCall[]
  readonly upstream: Map<string, number>
  /** Trades of the ecosystem fund that no slice has claimed yet. */
  fundFills: PendingFill[]
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
