/** One order over its row of numbers: the columns and what they mean. Where rows live is order-rows.ts. */
import type { Bps, Credits, Lots, Millis, Ticks } from '../../base/money.ts'
import type {
  EndStatus,
  OrderId,
  OrderInput,
  OrderMargin,
  OrderSide,
  OrderStatus,
  SelfTradeMode,
  TimeInForce,
} from '../command.ts'
import type { AccountId } from '../ledger/chart.ts'
import type { OrderTerms } from './terms.ts'

/** Columns of a row. Up to STORED_COLUMNS they are the stored format: append, never reorder. */
export const ID = 0
const ACCOUNT = 1
const FLAGS = 2
const PAIR = 3
/** 0 stands for none in the next three. */
const PRICE = 4
const LOTS = 5
const QUOTE = 6
const TAKER_FEE_BPS = 7
const MAKER_FEE_BPS = 8
const FILLED_LOTS = 9
const FILLED_NOTIONAL = 10
const MAKER_NOTIONAL = 11
const MAKER_FEE = 12
const TAKER_FEE = 13
const RESTING = 14
const PLACED_AT = 15
const UPDATED_AT = 16
const ENDED = 17
export const STORED_COLUMNS = 18
/** Neighbours in the list of the account that the order is in: slots, so they are rebuilt after a load. */
export const NEXT = 18
export const PREVIOUS = 19
export const COLUMNS = 20

/** What FLAGS holds, as shifts: side 1 bit, kind 2, time in force 2, post-only 1, self-trade 2, status 3, has a client id 1, has terms 1, of the margin wallet 1, borrows 1, repays 1, reduce-only 1. */
const SIDE = 0
const KIND = 1
const TIF = 3
const POST_ONLY = 5
const SELF_TRADE = 6
const STATUS = 8
const CLIENT_ID = 11
const TERMS = 12
const MARGIN = 13
const BORROW = 14
const REPAY = 15
const REDUCE_ONLY = 16

/** The order of these lists is part of the stored format: append, never reorder. */
const sides = ['buy', 'sell'] as const satisfies readonly OrderSide[]
const kinds = ['limit', 'market', 'market_quote'] as const satisfies readonly OrderInput['kind'][]
const tifs = ['gtc', 'ioc', 'fok'] as const satisfies readonly TimeInForce[]
const modes = ['expire_maker', 'expire_taker', 'expire_both', 'decrement'] as const satisfies readonly SelfTradeMode[]
const statuses = ['open', 'filled', 'canceled', 'expired', 'pending'] as const satisfies readonly OrderStatus[]

/** An order as it is placed: what its owner asked for and the terms that hold for it from then on. */
export interface NewOrder {
  readonly input: OrderInput
  /** The pair that its ticks and lots are in. */
  readonly pair: number
  readonly takerFeeBps: Bps
  readonly makerFeeBps: Bps
  readonly at: Millis
  /** null: it has none. */
  readonly terms: OrderTerms | null
  readonly status: 'pending' | 'open'
}

/**
 * One order: reads and writes its row. Cheap to make and short-lived, as the row is used again once the order is gone.
 * `OrderRows.touch` after changing it.
 */
export class Order {
  readonly #block: Float64Array
  readonly #base: number
  readonly slot: number
  /** null when its owner gave none. */
  readonly clientOrderId: string | null
  /** null for a plain order. */
  readonly terms: OrderTerms | null

  /** `base`: where its row begins in the block. */
  constructor(
    block: Float64Array,
    base: number,
    known: { readonly slot: number; readonly clientOrderId: string | null; readonly terms: OrderTerms | null },
  ) {
    this.#block = block
    this.#base = base
    this.slot = known.slot
    this.clientOrderId = known.clientOrderId
    this.terms = known.terms
  }

  get id(): OrderId {
    return this.#get(ID) as OrderId
  }
  get account(): AccountId {
    return this.#get(ACCOUNT) as AccountId
  }
  get side(): OrderSide {
    return sides[this.#flags(SIDE, 1)] as OrderSide
  }
  get kind(): OrderInput['kind'] {
    return kinds[this.#flags(KIND, 3)] as OrderInput['kind']
  }
  get tif(): TimeInForce {
    return tifs[this.#flags(TIF, 3)] as TimeInForce
  }
  get postOnly(): boolean {
    return this.#flags(POST_ONLY, 1) === 1
  }
  get selfTrade(): SelfTradeMode {
    return modes[this.#flags(SELF_TRADE, 3)] as SelfTradeMode
  }
  /** Of the margin wallet. */
  get onMargin(): boolean {
    return this.#flags(MARGIN, 1) === 1
  }
  get reduceOnly(): boolean {
    return this.#flags(REDUCE_ONLY, 1) === 1
  }
  get repays(): boolean {
    return this.#flags(REPAY, 1) === 1
  }
  get margin(): OrderMargin | null {
    if (!this.onMargin) return null
    return { borrow: this.#flags(BORROW, 1) === 1, repay: this.repays, reduceOnly: this.reduceOnly }
  }
  get status(): OrderStatus {
    return statuses[this.#flags(STATUS, 7)] as OrderStatus
  }
  /** Pending or open. */
  get live(): boolean {
    return this.#get(ENDED) === 0
  }
  /** Value of the parameter `market.pair` when it was placed: its price and lots are in that pair's tick and lot. */
  get pair(): number {
    return this.#get(PAIR)
  }
  get price(): Ticks | null {
    return (this.#get(PRICE) || null) as Ticks | null
  }
  get lots(): Lots | null {
    return (this.#get(LOTS) || null) as Lots | null
  }
  set lots(lots: Lots) {
    this.#set(LOTS, lots)
  }
  get quote(): Credits | null {
    return (this.#get(QUOTE) || null) as Credits | null
  }
  /** Fixed when placed. */
  get takerFeeBps(): Bps {
    return this.#get(TAKER_FEE_BPS) as Bps
  }
  get makerFeeBps(): Bps {
    return this.#get(MAKER_FEE_BPS) as Bps
  }
  get placedAt(): Millis {
    return this.#get(PLACED_AT) as Millis
  }

  get filledLots(): Lots {
    return this.#get(FILLED_LOTS) as Lots
  }
  set filledLots(lots: Lots) {
    this.#set(FILLED_LOTS, lots)
  }
  get filledNotional(): Credits {
    return this.#get(FILLED_NOTIONAL) as Credits
  }
  set filledNotional(notional: Credits) {
    this.#set(FILLED_NOTIONAL, notional)
  }
  /** What traded while resting, and the fee on it. */
  get makerNotional(): Credits {
    return this.#get(MAKER_NOTIONAL) as Credits
  }
  set makerNotional(notional: Credits) {
    this.#set(MAKER_NOTIONAL, notional)
  }
  get makerFee(): Credits {
    return this.#get(MAKER_FEE) as Credits
  }
  set makerFee(fee: Credits) {
    this.#set(MAKER_FEE, fee)
  }
  get takerFee(): Credits {
    return this.#get(TAKER_FEE) as Credits
  }
  set takerFee(fee: Credits) {
    this.#set(TAKER_FEE, fee)
  }
  /** Lots that rest in the book. */
  get resting(): Lots {
    return this.#get(RESTING) as Lots
  }
  set resting(lots: Lots) {
    this.#set(RESTING, lots)
  }
  get updatedAt(): Millis {
    return this.#get(UPDATED_AT) as Millis
  }
  set updatedAt(at: Millis) {
    this.#set(UPDATED_AT, at)
  }
  /** Position in the sequence of all orders that ended; 0 while it lives. Eviction follows it. */
  get ended(): number {
    return this.#get(ENDED)
  }

  /** A pending order is placed. */
  open(): void {
    this.#become('open')
  }

  /** Marks a live order as ended. */
  end(status: EndStatus, ended: number): void {
    this.#become(status)
    this.#set(ENDED, ended)
  }

  #become(status: OrderStatus): void {
    this.#set(FLAGS, (this.#get(FLAGS) & ~(7 << STATUS)) | (statuses.indexOf(status) << STATUS))
  }

  #flags(shift: number, mask: number): number {
    return (this.#get(FLAGS) >> shift) & mask
  }

  /** Small numbers as what the engine keeps in a field of an object without a box: what is read here mostly ends in a view. */
  #get(column: number): number {
    const value = this.#block[this.#base + column]!
    const small = value | 0
    return small === value ? small : value
  }

  #set(column: number, value: number): void {
    this.#block[this.#base + column] = value
  }
}

/** Writes the row of a new order: nothing filled, nothing resting. */
export function writeOrder(
  row: { readonly block: Float64Array; readonly base: number },
  id: number,
  order: NewOrder,
): void {
  const { block, base } = row
  const { input, pair, takerFeeBps, makerFeeBps, at } = order
  for (let column = 0; column < COLUMNS; column++) block[base + column] = 0
  block[base + ID] = id
  block[base + ACCOUNT] = input.account
  block[base + FLAGS] = flagsOf(order)
  block[base + PAIR] = pair
  if (input.kind === 'limit') block[base + PRICE] = input.price
  if (input.kind === 'market_quote') block[base + QUOTE] = input.quote
  else block[base + LOTS] = input.lots
  block[base + TAKER_FEE_BPS] = takerFeeBps
  block[base + MAKER_FEE_BPS] = makerFeeBps
  block[base + PLACED_AT] = at
  block[base + UPDATED_AT] = at
}

/** Whether the row's order has a client order id, which is kept beside the rows. */
export function hasClientId(block: Float64Array, base: number): boolean {
  return ((block[base + FLAGS]! >> CLIENT_ID) & 1) === 1
}

/** Whether the row's order has terms, which are kept beside the rows. */
export function hasTerms(block: Float64Array, base: number): boolean {
  return ((block[base + FLAGS]! >> TERMS) & 1) === 1
}

/** From now on the row's order has terms. */
export function markTerms(block: Float64Array, base: number): void {
  block[base + FLAGS] = block[base + FLAGS]! | (1 << TERMS)
}

function flagsOf({ input, terms, status }: NewOrder): number {
  const limit = input.kind === 'limit' ? input : undefined
  return (
    (sides.indexOf(input.side) << SIDE) |
    (kinds.indexOf(input.kind) << KIND) |
    (tifs.indexOf(limit?.tif ?? 'ioc') << TIF) |
    ((limit?.postOnly ? 1 : 0) << POST_ONLY) |
    (modes.indexOf(input.selfTrade ?? 'expire_maker') << SELF_TRADE) |
    (statuses.indexOf(status) << STATUS) |
    ((input.clientOrderId === undefined ? 0 : 1) << CLIENT_ID) |
    ((terms === null ? 0 : 1) << TERMS) |
    (input.margin === undefined ? 0 : marginFlags(input.margin))
  )
}

function marginFlags({ borrow, repay, reduceOnly }: OrderMargin): number {
  return (
    (1 << MARGIN) | ((borrow ? 1 : 0) << BORROW) | ((repay ? 1 : 0) << REPAY) | ((reduceOnly ? 1 : 0) << REDUCE_ONLY)
  )
}
