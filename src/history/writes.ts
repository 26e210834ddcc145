/** Which tables are only added to, and how a row meets one with the same key in the others. No SQL text. */
import type { HistorySchema } from './schema.ts'

/** Tables the projector writes rows into; its own position is not among them. */
export type HistoryTable = Exclude<keyof HistorySchema, 'projection'>

/**
 * What happens to a column when the key exists: `add` sums, `set` takes the new value, `latest` too unless it is null,
 * `high` and `low` keep the extreme, `keep` leaves the old one. Applied in memory within a batch and by the database
 * across batches alike.
 */
export type Merge = 'add' | 'set' | 'latest' | 'high' | 'low' | 'keep'

type Column<T extends HistoryTable> = Extract<keyof HistorySchema[T], string>

/** Rows that are merged by key: `key` columns identify, all others say how they meet. */
interface MergeRule<T extends HistoryTable> {
  readonly columns: { readonly [C in Column<T>]: 'key' | Merge }
}

/** Tables whose rows are merged by key. */
export const merged = {
  accounts: { columns: { id: 'key', identity: 'keep', operator: 'set', seq: 'keep', at: 'keep' } },
  account_activity: {
    columns: {
      account: 'key',
      calls: 'add',
      charged: 'add',
      mined: 'add',
      trades: 'add',
      traded: 'add',
      fees: 'add',
      topped_up: 'add',
      last_at: 'high',
      receipt_hash: 'latest',
    },
  },
  usage_daily: {
    columns: {
      account: 'key',
      day: 'key',
      model: 'key',
      key_id: 'key',
      calls: 'add',
      failed: 'add',
      tokens_in: 'add',
      tokens_cached: 'add',
      tokens_out: 'add',
      charged: 'add',
      mined: 'add',
      list_micro: 'add',
      list_rest: 'add',
      cost_micro: 'add',
      cost_rest: 'add',
      latency_ms: 'add',
      timed: 'add',
      first_token_ms: 'add',
      first_tokens: 'add',
    },
  },
  traffic_hourly: {
    columns: {
      hour: 'key',
      channel: 'key',
      model: 'key',
      calls: 'add',
      failed: 'add',
      retried: 'add',
      estimated: 'add',
      quarantined: 'add',
      tokens_in: 'add',
      tokens_out: 'add',
      revenue: 'add',
      cost: 'add',
      unrecovered: 'add',
    },
  },
  latency_hourly: {
    columns: { hour: 'key', channel: 'key', model: 'key', class: 'key', calls: 'add', first_tokens: 'add' },
  },
  failures_hourly: {
    columns: { hour: 'key', channel: 'key', model: 'key', code: 'key', tries: 'add', told: 'add' },
  },
  ways_hourly: { columns: { hour: 'key', model: 'key', way: 'key', calls: 'add' } },
  supply_daily: { columns: { day: 'key', minted: 'add', burned: 'add', staked: 'add' } },
  candles: {
    columns: {
      interval: 'key',
      start: 'key',
      open: 'keep',
      high: 'high',
      low: 'low',
      close: 'set',
      quantity: 'add',
      notional: 'add',
      taker_buy_quantity: 'add',
      taker_buy_notional: 'add',
      trades: 'add',
    },
  },
  marks: {
    columns: {
      minute: 'key',
      at: 'set',
      mark: 'set',
      frozen: 'set',
      impact_mid: 'set',
      twap_5m: 'set',
      vwap_60s: 'set',
      median_30m: 'set',
    },
  },
  pool_hours: {
    columns: {
      asset: 'key',
      hour: 'key',
      at: 'set',
      lent: 'set',
      claims: 'set',
      utilisation: 'set',
      borrow_rate: 'set',
      supply_rate: 'set',
    },
  },
  interest_daily: { columns: { account: 'key', day: 'key', asset: 'key', paid: 'add' } },
  proposal_states: {
    columns: {
      id: 'key',
      status: 'set',
      due_at: 'latest',
      opened_at: 'latest',
      whales: 'latest',
      total: 'latest',
      cap: 'latest',
      quorum: 'latest',
      advisory: 'latest',
      yes: 'latest',
      no: 'latest',
      abstain: 'latest',
      voters: 'latest',
      ended_at: 'latest',
      defeat: 'latest',
      failure_key: 'latest',
      failure_code: 'latest',
      burned: 'latest',
    },
  },
  text_uses: { columns: { hash: 'key', seq: 'keep' } },
  notices: {
    columns: { account: 'key', place: 'key', number: 'set', seq: 'set', at: 'set', kind: 'set', data: 'set' },
  },
  offering_usage: { columns: { offering: 'key', account: 'key', calls: 'add', used: 'add' } },
  prediction_markets: {
    columns: { market: 'key', status: 'set', proposer: 'keep', closes_at: 'keep', seq: 'set', at: 'set', view: 'set' },
  },
  prediction_prices: {
    columns: {
      market: 'key',
      at: 'set',
      cost: 'set',
      yes: 'set',
      no: 'set',
      yes_ppm: 'set',
      staked_yes: 'set',
      staked_no: 'set',
      bets: 'set',
    },
  },
  prediction_points: { columns: { market: 'key', minute: 'key', yes_ppm: 'set', staked: 'set' } },
  prediction_forecasts: {
    columns: { account: 'key', market: 'key', weight: 'add', weighted: 'add', outcome: 'keep' },
  },
  prediction_votes: {
    columns: { market: 'key', account: 'key', at: 'set', outcome: 'set', power: 'set', counted: 'set' },
  },
  reserve_days: { columns: { day: 'key', asset: 'key', kind: 'key', received: 'add', paid: 'add' } },
} as const satisfies { [T in HistoryTable]?: MergeRule<T> }

export type MergedTable = keyof typeof merged
/** Tables whose rows are only ever added: a second row with the same key is an error. */
export type AppendedTable = Exclude<HistoryTable, MergedTable | 'series_items'>

export function isMerged(table: HistoryTable): table is MergedTable {
  return Object.hasOwn(merged, table)
}
