/** What tells the series of calls apart: the columns that many calls share, as one text. No SQL. */
import type { CallSeriesTable } from '../tables/calls.ts'

export type CallSort = Omit<CallSeriesTable, 'id' | 'account'>

/** Equal for equal sorts only: the texts in it are the engine's tokens, which hold no space. */
export function callSortText(sort: CallSort): string {
  const bill = `${sort.card} ${sort.tier} ${sort.tier_bps} ${sort.surcharge_bps} ${sort.eligible} ${sort.era}`
  const served = `${sort.service} ${sort.service_bps}`
  const told = `${sort.dialect} ${sort.stream} ${sort.http_status} ${sort.estimated}`
  return `${trafficText(sort)} ${sort.key_id} ${bill} ${served} ${told}`
}

export type TrafficSort = Pick<
  CallSort,
  'model' | 'channel' | 'status' | 'outcome' | 'error' | 'retried' | 'quarantined'
>

export function trafficText({ model, channel, status, outcome, error, retried, quarantined }: TrafficSort): string {
  return `${model} ${channel} ${status} ${outcome} ${error} ${retried} ${quarantined}`
}
