/** Rows of what operators look at: sums over calls by hour, channel and model, and tries at upstreams that failed. */
import type { Credits, Millis } from '../../base/money.ts'

/** 0 in `channel`: no channel delivered, or the entry names none. */
export type TrafficHourlyTable = {
  hour: Millis
  channel: number
  model: string
  calls: number
  /** Calls that ended free or aborted. */
  failed: number
  /** Calls that another upstream had failed before they ended. */
  retried: number
  estimated: number
  quarantined: number
  tokens_in: number
  tokens_out: number
  revenue: Credits
  cost: Credits
  /** Paid upstream and billed to nobody. */
  unrecovered: Credits
}

/** Delivered calls by how long they took; classes of latency.ts. */
export type LatencyHourlyTable = {
  hour: Millis
  channel: number
  model: string
  class: number
  /** Calls whose last byte came in this class. */
  calls: number
  /** Calls whose first token came in this class. */
  first_tokens: number
}

export type FailuresHourlyTable = {
  hour: Millis
  /** That was tried. 0 when none was. */
  channel: number
  model: string
  code: string
  /** Tries that delivered nothing. */
  tries: number
  /** Calls whose caller was told this, by the channel that was tried last. */
  told: number
}

/** Ways of calls on which some upstream failed, as `wayText` writes them. */
export type WaysHourlyTable = {
  hour: Millis
  model: string
  way: string
  calls: number
}

/** A try of one call at an upstream that delivered nothing. */
export type CallFailuresTable = {
  /** Of calls. */
  call: number
  /** 1, 2 … */
  try: number
  channel: number
  code: string
  status: number | null
  ms: number
}
