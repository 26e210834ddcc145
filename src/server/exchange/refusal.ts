/** Refusals of the exchange dialect: its codes and texts, and which of ours becomes which of them. Nothing is decided here. */
import type { ProblemCode } from '../../contract/errors.ts'
import { asRefusal } from '../problem.ts'

/** The body of every refusal, in the dialect's words. */
export interface RefusalBody {
  readonly code: number
  readonly msg: string
  /** What each half of a cancel-replace came to. */
  readonly data?: unknown
}

export class DialectRefusal extends Error {
  override readonly name = 'DialectRefusal'
  readonly status: number
  readonly body: RefusalBody
  readonly headers: Readonly<Record<string, string>>

  constructor(status: number, body: RefusalBody, headers: Readonly<Record<string, string>> = {}) {
    super(body.msg)
    this.status = status
    this.body = body
    this.headers = headers
  }
}

export function refuse(code: number, msg: string, status = 400): DialectRefusal {
  return new DialectRefusal(status, { code, msg })
}

/** Terms of margin are accepted by a person, never on the way. */
const NO_MARGIN =
  'Margin account does not exist. Its owner opens it by accepting the terms: web app or POST /api/v1/margin/open.'

export const refusals = {
  noSymbol: () => refuse(-1121, 'Invalid symbol.'),
  badKeyForm: () => refuse(-2014, 'API-key format invalid.', 401),
  unknownKey: () => refuse(-2015, 'Invalid API-key, IP, or permissions for action.', 401),
  badSignature: () => refuse(-1022, 'Signature for this request is not valid.'),
  missing: (name: string) => refuse(-1102, `Mandatory parameter '${name}' was not sent, was empty/null, or malformed.`),
  illegal: (name: string) => refuse(-1100, `Illegal characters found in parameter '${name}'.`),
  unsupported: () => refuse(-1020, 'This operation is not supported.'),
  nothingHere: () => refuse(-1020, 'This operation is not supported.', 404),
  cancelUnknown: () => refuse(-2011, 'Unknown order sent.'),
  orderUnknown: () => refuse(-2013, 'Order does not exist.'),
  noMargin: () => refuse(-3003, NO_MARGIN),
}

type Rule = readonly [status: number, code: number, msg: string]
const filter = (name: string): Rule => [400, -1013, `Filter failure: ${name}`]
const closed: Rule = [400, -1013, 'Market is closed.']
const mayNot: Rule = [400, -2010, 'This account may not place or cancel orders.']

/** Codes of ours that can meet a caller of the dialect; what is missing here is a request that can not be processed. */
const rules: { readonly [C in ProblemCode]?: Rule } = {
  insufficient_credits: [400, -2010, 'Account has insufficient balance for requested action.'],
  insufficient_lco: [400, -2010, 'Account has insufficient balance for requested action.'],
  bad_price: filter('PRICE_FILTER'),
  bad_quantity: filter('LOT_SIZE'),
  below_min_quantity: filter('LOT_SIZE'),
  below_min_notional: filter('NOTIONAL'),
  above_max_notional: filter('NOTIONAL'),
  amount_out_of_range: filter('NOTIONAL'),
  amount_not_positive: filter('NOTIONAL'),
  price_out_of_band: filter('PERCENT_PRICE_BY_SIDE'),
  too_many_orders: filter('MAX_NUM_ORDERS'),
  trading_stopped: closed,
  trading_paused: closed,
  no_mark_price: [400, -2010, 'Market orders need a live mark price; place a limit order.'],
  would_cross: [400, -2010, 'Order would immediately match and take.'],
  fok_not_filled: [400, -2010, 'Order could not be filled at once in full.'],
  no_liquidity: [400, -2010, 'No liquidity for this market order.'],
  client_order_id_reused: [400, -2010, 'Duplicate order sent.'],
  bad_order_fields: [400, -1106, 'A parameter was sent that this order type does not take.'],
  bad_trigger: [400, -1013, 'Stop price or trailing delta is not valid.'],
  would_trigger: [400, -2010, 'Order would trigger immediately.'],
  no_last_price: [400, -2010, 'A trailing order needs a last price to follow.'],
  too_many_triggers: filter('MAX_NUM_ALGO_ORDERS'),
  bad_iceberg: filter('ICEBERG_PARTS'),
  bad_order_list: [400, -2010, 'The relationship of the prices for the orders is not correct.'],
  client_list_id_reused: [400, -2010, 'Duplicate order sent.'],
  list_not_found: [400, -2011, 'Unknown order list sent.'],
  order_in_list: [400, -2038, 'Order amend rejected: a list binds the order.'],
  not_amendable: [400, -2038, 'Order amend rejected: only the quantity of a limit order can be made smaller.'],
  order_not_found: [400, -2011, 'Unknown order sent.'],
  margin_not_open: [400, -3003, NO_MARGIN],
  no_live_mark: [400, -3044, 'System busy: this needs a live mark price.'],
  margin_closing: [400, -3023, 'You can not transfer out or place orders: the account is being closed by force.'],
  mark_too_young: [400, -3012, 'Borrow is banned for this asset: there have been no mark prices for 24 hours yet.'],
  other_debt: [400, -3012, 'Borrow is banned for this asset: only one asset can be owed at a time.'],
  nothing_owed: [400, -3015, 'Repay amount exceeds borrow amount.'],
  leverage_limit: [400, -3006, 'Your borrow amount has exceed maximum borrow amount.'],
  account_lco_cap: [400, -3006, 'Your borrow amount has exceed maximum borrow amount.'],
  depth_cap: [400, -3006, 'Your borrow amount has exceed maximum borrow amount.'],
  lco_depth_cap: [400, -3006, 'Your borrow amount has exceed maximum borrow amount.'],
  beyond_bankruptcy: [
    400,
    -3023,
    'You can not place this order: it could trade at a price that leaves less than is owed.',
  ],
  margin_level_too_low: [400, -3020, 'Transfer out amount exceeds max amount.'],
  lco_cap: [400, -3045, 'The system does not have enough asset now.'],
  pool_stopped: [400, -3045, 'The system does not have enough asset now.'],
  pool_exhausted: [400, -3045, 'The system does not have enough asset now.'],
  borrowing_unavailable: [400, -3045, 'The system does not have enough asset now.'],
  nothing_to_reduce: [400, -2022, 'ReduceOnly Order is rejected.'],
  margin_list: [400, -2010, 'Orders of a list can not borrow and are of one account.'],
  account_is_operator: mayNot,
  account_suspended: mayNot,
  account_not_found: mayNot,
  overloaded: [503, -1008, 'Server is currently overloaded with other requests. Please try again in a few minutes.'],
  core_stopped: [
    503,
    -1007,
    'Timeout waiting for response from backend server. Send status unknown; execution status unknown.',
  ],
  maintenance: [503, -1016, 'This service is no longer available.'],
  history_stopped: [503, -1008, 'History is not available now. Please try again later.'],
  history_behind: [503, -1008, 'History has not caught up yet. Please try again shortly.'],
  payload_too_large: [413, -1135, 'The request is too large.'],
}

/** A code of ours in the dialect. */
export function translated(code: ProblemCode): DialectRefusal {
  const [status, number, msg] = rules[code] ?? [400, -1000, 'An unknown error occurred while processing the request.']
  return refuse(number, msg, status)
}

/** Anything thrown as a refusal of the dialect; undefined for our own mistakes, which the caller of this logs. */
export function asDialectRefusal(error: unknown): DialectRefusal | undefined {
  if (error instanceof DialectRefusal) return error
  const { code } = asRefusal(error)
  return code === 'internal_error' ? undefined : translated(code)
}

export const internal: RefusalBody = { code: -1001, msg: 'Internal error; unable to process your request.' }
