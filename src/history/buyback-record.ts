/** The public record of a buyback as a chain of hashes: opened, each slice with its fills, closed. No database, no node modules. */
import { canonicalJson } from '../base/canonical.ts'
import type { Credits, Lco, Millis } from '../base/money.ts'
import type { BuybackSliceEvent } from '../engine/week-events.ts'
import type { MilliLco, UnitPrice } from './units.ts'

/** µCR per LCO, thousandths of an LCO, µCR. */
export interface BuybackFill {
  readonly tradeId: number
  readonly price: UnitPrice
  readonly quantityMilli: MilliLco
  readonly notionalMicro: Credits
}

export interface OpenedRecord {
  readonly record: 'opened'
  readonly buybackId: number
  readonly at: Millis
  readonly budgetMicro: Credits
  readonly reference: UnitPrice | null
  readonly guard: UnitPrice | null
  readonly slices: number
}

export interface SliceRecord {
  readonly record: 'slice'
  readonly buybackId: number
  readonly slice: number
  readonly at: Millis
  readonly offeredMicro: Credits
  readonly spentMicro: Credits
  readonly boughtUnits: Lco
  readonly outcome: BuybackSliceEvent['outcome']
  readonly fills: readonly BuybackFill[]
}

export interface ClosedRecord {
  readonly record: 'closed'
  readonly buybackId: number
  readonly at: Millis
  readonly budgetMicro: Credits
  readonly spentMicro: Credits
  readonly boughtUnits: Lco
  readonly burnedUnits: Lco
  readonly toWarPoolUnits: Lco
}

export type BuybackRecord = OpenedRecord | SliceRecord | ClosedRecord

/** What is hashed with SHA-256: canonical JSON of the record with the hash of the record before, over all buybacks. */
export function buybackText(record: BuybackRecord, previous: string): string {
  if (record.record !== 'slice') return canonicalJson({ ...record, previous })
  const fills = record.fills.map((fill) => ({ ...fill }))
  return canonicalJson({ ...record, fills, previous })
}
