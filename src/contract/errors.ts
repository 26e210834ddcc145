/** Every code a problem can carry: the engine's rejections by name, the server's own with status and text. */

/** Refusals of the engine that cross the wire; status and text are the engine's (src/engine/rejections.ts). A test keeps both lists equal. */
export const engineCodes = [
  'work_due',
  'wrong_rules_version',
  'unknown_command',
  'malformed_command',
  'idempotency_key_reused',
  'account_not_found',
  'account_suspended',
  'account_is_operator',
  'too_many_accounts',
  'amount_not_positive',
  'amount_out_of_range',
  'insufficient_credits',
  'insufficient_lco',
  'insufficient_treasury',
  'exceeds_payable',
  'not_in_simulation',
  'faucet_daily_cap',
  'payment_already_booked',
  'topups_stopped',
  'unknown_parameter',
  'parameter_out_of_bounds',
  'parameter_not_operators',
  'unknown_product',
  'reason_required',
  'key_not_found',
  'key_revoked',
  'key_expired',
  'key_hash_taken',
  'key_limit',
  'key_budget_exceeded',
  'card_not_found',
  'card_retired',
  'card_not_candidate',
  'no_candidates',
  'usage_out_of_range',
  'relay_stopped',
  'call_exists',
  'call_in_progress',
  'call_already_done',
  'hold_not_found',
  'max_cost_exceeded',
  'unbonding_not_found',
  'insufficient_stake',
  'too_many_unbondings',
  'trading_stopped',
  'trading_paused',
  'below_min_notional',
  'above_max_notional',
  'below_min_quantity',
  'bad_price',
  'bad_quantity',
  'bad_order_fields',
  'price_out_of_band',
  'no_mark_price',
  'would_cross',
  'fok_not_filled',
  'no_liquidity',
  'too_many_orders',
  'client_order_id_reused',
  'order_not_found',
] as const
export type EngineCode = (typeof engineCodes)[number]

/** Refusals that the server gives itself. */
export const serverErrors = {
  // The request as such
  validation_failed: [400, 'A field is missing, unknown or has the wrong form; `errors` names each.'],
  malformed_json: [400, 'The body is not valid JSON in UTF-8.'],
  malformed_request: [400, 'The request can not be read.'],
  invalid_cursor: [400, 'This cursor was not given out by this list.'],
  invalid_idempotency_key: [400, 'An Idempotency-Key has 1 to 128 printable ASCII characters.'],
  not_found: [404, 'Nothing is here.'],
  method_not_allowed: [405, 'This path does not take this method.'],
  request_timeout: [408, 'The request took too long to arrive.'],
  payload_too_large: [413, 'The body is larger than this path takes.'],
  uri_too_long: [414, 'The address is too long.'],
  unsupported_media_type: [415, 'Send application/json.'],
  headers_too_large: [431, 'The headers are too large.'],
  // Who is asking
  unauthorized: [401, 'Sign in, or send a valid key as a bearer token.'],
  forbidden: [403, 'Your role does not allow this.'],
  scope_missing: [403, 'The key lacks the scope for this.'],
  ip_not_allowed: [403, 'The key may not be used from this address.'],
  cross_site_refused: [403, 'A request from another site with a session cookie is refused.'],
  session_required: [403, 'This needs a signed-in session; keys can not do it.'],
  // Limits and state of the service
  rate_limited: [429, 'Too many requests; wait as long as Retry-After says.'],
  internal_error: [500, 'Something broke on our side; the trace id finds it in the logs.'],
  not_available: [501, 'This instance does not offer that.'],
  overloaded: [503, 'Too busy to take this now; nothing was booked. Try again after Retry-After.'],
  maintenance: [503, 'The service is stopping or starting; try again after Retry-After.'],
  core_stopped: [503, 'The core has stopped because its journal failed; nothing more is booked until a restart.'],
  history_stopped: [503, 'History has stopped, so this can not be told as it is now. Calls and trading go on.'],
  history_behind: [503, 'History has not caught up with what is booked yet. Try again after Retry-After.'],
  // Sign-up and setup
  setup_not_needed: [409, 'An operator exists already.'],
  setup_token_invalid: [403, 'The setup token is wrong or used.'],
  email_taken: [409, 'An account with this email exists.'],
  weak_password: [400, 'The password is too short or too common.'],
  // Resources outside the engine
  call_not_found: [404, 'No such call of yours.'],
  model_not_found: [404, 'No such model.'],
  buyback_not_found: [404, 'No such buyback.'],
  channel_not_found: [404, 'No such channel.'],
  channel_name_taken: [409, 'A channel with this name exists.'],
  channel_url_refused: [400, 'This base URL is not allowed for a channel.'],
  channel_proxy_refused: [400, 'A proxy is an http or https address.'],
  channel_override_refused: [400, 'A channel can not override what the bill depends on.'],
  no_known_price: [409, 'The price list has no price for this model; set one by hand.'],
  session_not_found: [404, 'No such session; it may have ended.'],
  reset_token_invalid: [403, 'This link is not known: it was cut off, or a newer one has taken its place.'],
  reset_token_used: [410, 'This link has set a password already. Ask an operator for a new one.'],
  reset_token_expired: [410, 'This link is too old. Ask an operator for a new one.'],
  last_operator: [409, 'The last operator can not lose the role.'],
  confirmation_mismatch: [400, 'Type the name of what you are changing to confirm.'],
  clock_not_virtual: [409, 'The clock is real; only a test clock can be moved.'],
  too_many_subscriptions: [429, 'The connection has as many subscriptions as allowed.'],
  unknown_channel: [404, 'No such live channel.'],
} as const satisfies Record<string, readonly [status: number, text: string]>

export type ServerCode = keyof typeof serverErrors
export type ProblemCode = EngineCode | ServerCode

/** What any endpoint may answer besides its own refusals. */
export const commonErrors = [
  'validation_failed',
  'malformed_request',
  'uri_too_long',
  'headers_too_large',
  'request_timeout',
  'rate_limited',
  'maintenance',
  'internal_error',
] as const satisfies readonly ServerCode[]
/** What an endpoint that is not public may answer besides. */
export const accessErrors = [
  'unauthorized',
  'forbidden',
  'scope_missing',
  'ip_not_allowed',
  'session_required',
  'key_revoked',
  'key_expired',
  'account_suspended',
] as const satisfies readonly ProblemCode[]
/** What an endpoint with a body or a change may answer besides. */
export const changeErrors = [
  'malformed_json',
  'payload_too_large',
  'unsupported_media_type',
  'cross_site_refused',
  'overloaded',
  'core_stopped',
] as const satisfies readonly ProblemCode[]
/** What an endpoint that is told from history may answer besides. */
export const historyErrors = ['history_stopped', 'history_behind'] as const satisfies readonly ServerCode[]
export const idempotencyErrors = [
  'invalid_idempotency_key',
  'idempotency_key_reused',
] as const satisfies readonly ProblemCode[]
