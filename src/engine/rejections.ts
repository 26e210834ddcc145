/** Every refusal the engine can give, in one table: code → HTTP status and text. The wire's error tables derive from it. */

const table = {
  // Sequencing
  work_due: [503, 'Scheduled work is due before this command; the sequencer runs it first.'],
  wrong_rules_version: [409, 'The command was written for other rules.'],
  unknown_command: [400, 'No such command.'],
  malformed_command: [400, 'A field of the command is missing or out of range.'],
  idempotency_key_reused: [409, 'This idempotency key was used with another input.'],
  // Accounts
  account_not_found: [404, 'No such account.'],
  account_suspended: [403, 'The account is suspended.'],
  account_is_operator: [403, 'Operator accounts can not place orders, bet or stake.'],
  too_many_accounts: [503, 'The instance holds as many accounts as it can.'],
  // Money
  amount_not_positive: [400, 'The amount must be greater than zero.'],
  amount_out_of_range: [400, 'The amount is larger than can be booked exactly.'],
  insufficient_credits: [402, 'Not enough available credits.'],
  insufficient_lco: [402, 'Not enough available LCO.'],
  insufficient_treasury: [409, 'The treasury does not hold that much.'],
  exceeds_payable: [409, 'More than what is owed to upstreams.'],
  not_in_simulation: [403, 'Only available in simulation mode.'],
  faucet_daily_cap: [429, 'The faucet has given its daily amount to this account.'],
  payment_already_booked: [409, 'This payment is booked already, for another account or amount.'],
  topups_stopped: [503, 'Top-ups are stopped until custody covers all claims.'],
  // Parameters and switches
  unknown_parameter: [404, 'No such parameter.'],
  parameter_out_of_bounds: [400, 'The value is outside the bounds or off the step of this parameter.'],
  parameter_not_operators: [403, 'This parameter is not the operator’s to change.'],
  unknown_product: [404, 'No such product switch.'],
  reason_required: [400, 'A public reason is required.'],
  // Keys
  key_not_found: [404, 'No such key.'],
  key_revoked: [401, 'The key is revoked.'],
  key_expired: [401, 'The key has expired.'],
  key_hash_taken: [409, 'A key with this hash exists.'],
  key_of_run: [409, 'The key belongs to a run: close the run instead.'],
  run_in_run: [403, 'The key of a run can not open another run.'],
  key_limit: [409, 'The account has as many keys as allowed.'],
  key_budget_exceeded: [402, 'The key’s budget does not cover this call.'],
  // Price cards and calls
  card_not_found: [404, 'No such price card.'],
  card_retired: [409, 'The price card has been replaced.'],
  card_not_candidate: [409, 'The card was not among the candidates fixed at authorisation.'],
  no_candidates: [400, 'A call needs at least one candidate card.'],
  usage_out_of_range: [400, 'A usage figure is negative, fractional or absurdly large.'],
  relay_stopped: [503, 'The operator has stopped new calls.'],
  call_exists: [409, 'A call with this id exists.'],
  call_in_progress: [409, 'A call with this idempotency key is running.'],
  call_already_done: [409, 'A call with this idempotency key is done.'],
  hold_not_found: [404, 'No open hold for this call: captured, released or expired.'],
  max_cost_exceeded: [402, 'The highest cost of the call is above the caller’s limit.'],
  // Staking
  unbonding_not_found: [404, 'No such unbonding.'],
  insufficient_stake: [402, 'Not that much is staked.'],
  too_many_unbondings: [429, 'As many unbondings run as allowed: take out more at once, or wait until one ends.'],
  // Margin
  no_live_mark: [409, 'This needs a live mark price.'],
  margin_closing: [409, 'The margin account is being closed by force: only collateral and repayments are accepted.'],
  mark_too_young: [409, 'Nothing is lent before there have been marks for 24 hours.'],
  other_debt: [409, 'Only one asset can be owed at a time.'],
  nothing_owed: [409, 'Nothing is owed in this asset.'],
  leverage_limit: [409, 'The debt would be above what the equity allows, all open orders filled at their worst.'],
  beyond_bankruptcy: [409, 'The order could trade at a price that leaves less than is owed.'],
  lco_cap: [409, 'As much LCO is borrowed as may be, measured by what circulates.'],
  account_lco_cap: [409, 'One account may not owe so much LCO.'],
  depth_cap: [409, 'The book does not show enough bids near the mark to close so large a debt.'],
  lco_depth_cap: [409, 'The book does not show enough offers near the mark to buy so many owed LCO back.'],
  margin_level_too_low: [409, 'The margin level would be too low after it.'],
  // Exchange
  trading_stopped: [503, 'The operator has stopped new orders.'],
  trading_paused: [503, 'The circuit breaker has paused trading.'],
  below_min_notional: [400, 'The order is worth less than the minimum notional.'],
  above_max_notional: [400, 'The order is worth more than the maximum notional.'],
  below_min_quantity: [400, 'The order is smaller than one lot.'],
  bad_price: [400, 'The price is not a positive multiple of the tick in range.'],
  bad_quantity: [400, 'The quantity is not a positive multiple of the lot in range.'],
  bad_order_fields: [400, 'These fields do not go together for this order type.'],
  price_out_of_band: [400, 'The price is outside the band around the mark price.'],
  no_mark_price: [409, 'Market orders need a live mark price; place a limit order.'],
  would_cross: [409, 'A post-only order that would trade at once is refused.'],
  fok_not_filled: [409, 'The book can not fill the order at once in full.'],
  no_liquidity: [409, 'The book holds nothing this market order could trade with.'],
  too_many_orders: [429, 'The account has as many open orders as allowed.'],
  bad_trigger: [400, 'A trigger needs a price in range, or a distance to trail of 10 to 2,000 basis points, or both.'],
  would_trigger: [409, 'The last trade has reached the trigger already: the order would fire at once.'],
  no_last_price: [409, 'A trailing order needs a last trade to follow, or a price from which it follows.'],
  too_many_triggers: [429, 'The account has as many orders with a trigger waiting as allowed.'],
  bad_iceberg: [400, 'The shown part must be at least a lot, at most the quantity, and make not too many parts of it.'],
  bad_order_list: [400, 'These orders do not make such a list.'],
  client_list_id_reused: [409, 'A list with this client list id but other orders exists.'],
  list_not_found: [404, 'No such list that still binds orders.'],
  order_in_list: [409, 'A list binds the order: cancel the list instead.'],
  not_amendable: [409, 'Only the quantity of a limit order can be made smaller.'],
  client_order_id_reused: [409, 'An order with this client order id but another body exists.'],
  order_not_found: [404, 'No such open order.'],
  margin_not_open: [409, 'The account has not opened its margin wallet.'],
  borrowing_unavailable: [503, 'Nothing is lent at present.'],
  nothing_to_reduce: [409, 'There is no position that this side would make smaller.'],
  margin_list: [400, 'The orders of a list are of one wallet, borrow nothing and are not reduce-only.'],
  // Lending
  unknown_asset: [400, 'There are pools for CR and LCO.'],
  amount_too_small: [400, 'The amount is too small to be worth a share of the pool.'],
  insufficient_lent: [402, 'Not that much is lent and free to take out.'],
  withdrawal_waiting: [409, 'A withdrawal from this pool waits already: cancel it to ask for another amount.'],
  withdrawal_not_found: [404, 'No withdrawal from this pool waits.'],
  pool_stopped: [503, 'The pool lends nothing until an operator has acknowledged its loss.'],
  pool_exhausted: [409, 'The pool can not lend that much: most of it is lent, or lenders wait for their money.'],
  // Launchpad
  launchpad_stopped: [503, 'The operator has stopped new offerings and locks.'],
  tier_too_low: [403, 'The effective tier is too low for this.'],
  offering_not_found: [404, 'No such offering.'],
  offering_phase: [409, 'The offering is not in a phase in which this is possible.'],
  offering_exists: [409, 'The model has an offering that has not ended.'],
  offering_window: [400, 'A window of the offering begins too soon or too late, or is too short or too long.'],
  offering_cap: [400, 'The cap is outside its bounds.'],
  too_many_offerings: [409, 'As many offerings run as allowed.'],
  model_not_open: [403, 'The model is open only to accounts with a quota from the launchpad.'],
  quota_exceeded: [403, 'What is left of the launchpad quota does not cover the list price of this call.'],
  // Compute Wars
  war_not_in_review: [409, 'No round is under review.'],
  war_not_ranked: [404, 'This account is not among the ranked ones of the round.'],
  war_already_excluded: [409, 'The account is excluded already.'],
  war_not_excluded: [409, 'The account is not excluded.'],
  war_no_choice: [409, 'This account has no perk to choose.'],
  // Prediction markets
  prediction_stopped: [503, 'The operator has stopped new prediction markets and bets.'],
  prediction_not_found: [404, 'No such prediction market, or it is settled.'],
  prediction_status: [409, 'The market is not at the stage for this.'],
  bad_deadline: [400, 'The deadline is too near or too far.'],
  bad_prior: [400, 'The first probability is out of bounds.'],
  too_many_predictions: [503, 'As many prediction markets are open as allowed.'],
  too_many_proposals: [429, 'The account has as many markets that are not settled as allowed.'],
  below_min_bet: [400, 'The bet is smaller than the smallest allowed.'],
  late_limit: [409, 'Shortly before the deadline one account may bet only a small part of what is staked.'],
  odds_moved: [409, 'The bet would buy fewer shares than asked for.'],
  too_many_bets: [429, 'As many bets are placed as allowed.'],
  not_a_resolver: [403, 'Only resolvers that operators have named may say an outcome.'],
  holds_position: [403, 'Whoever has bet in the market has no say in its outcome.'],
  another_resolver: [409, 'The second word belongs to a resolver who has no part in the dispute.'],
  bad_effective_time: [
    400,
    'The outcome may have been known from a time between opening and deadline, for a side only.',
  ],
  own_claim: [409, 'An outcome is challenged by somebody else than who said it.'],
  too_many_comments: [429, 'As many comments in this hour as allowed.'],
  party_to_dispute: [403, 'Whoever has a bond in the dispute does not vote on it.'],
  // Governance
  governance_stopped: [503, 'The operator has stopped new proposals and votes.'],
  not_whale: [403, 'Only Whales propose.'],
  bad_proposal: [400, 'A proposal has at most 8 changes, each parameter once, and a text.'],
  parameter_not_governable: [403, 'This parameter can not be changed by a vote.'],
  parameter_unchanged: [400, 'The parameter has this value already.'],
  parameter_cools_off: [409, 'Another proposal has changed this parameter not long ago.'],
  parameter_moved: [409, 'The parameter is not what it was when the change was proposed.'],
  proposals_full: [429, 'As many proposals are open as allowed.'],
  proposal_not_found: [404, 'No such open proposal.'],
  not_voting: [409, 'The vote on this proposal has not begun, or has ended.'],
  already_voted: [409, 'This account has voted on this proposal.'],
  no_voting_power: [403, 'The account has been no Whale since the snapshot, or its stake had not stood for 7 days.'],
  stake_votes: [409, 'The stake backs a vote: it can be taken out when the vote has ended.'],
  nothing_to_decide: [409, 'Only a proposal whose advisory vote has ended is the operator’s to decide.'],
} as const satisfies Record<string, readonly [status: number, text: string]>

export type RejectionCode = keyof typeof table

/** A refusal as a value: the command changed nothing. `detail` holds integers or short ids that help the caller, never free text. */
export class Rejection {
  readonly code: RejectionCode
  readonly detail: RejectionDetail | undefined

  constructor(code: RejectionCode, detail?: RejectionDetail) {
    this.code = code
    this.detail = detail
  }
}

export type RejectionDetail = Readonly<Record<string, number | string>>

const plain = new Map<RejectionCode, Rejection>()

export function reject(code: RejectionCode, detail?: RejectionDetail): Rejection {
  if (detail) return new Rejection(code, detail)
  const known = plain.get(code)
  if (known) return known
  const fresh = new Rejection(code)
  plain.set(code, fresh)
  return fresh
}

export function rejectionStatus(code: RejectionCode): number {
  return table[code][0]
}

export function rejectionText(code: RejectionCode): string {
  return table[code][1]
}

export const rejectionCodes = Object.keys(table) as RejectionCode[]
