/** What only some orders have besides their row: trigger, shown part, list, reserve while they wait. Plain orders have none. */
import type { ByteReader, ByteWriter } from '../../base/bytes.ts'
import type { Bps, Lots, Millis, Ticks } from '../../base/money.ts'
import type { ListId, OrderInput, Trigger, TriggerKind } from '../command.ts'

/** What its list still does with an order. */
export type Leg = 0 | 1 | 2 | 3
/** Nothing: it is in no list, or the list is done with it. */
export const FREE = 0 satisfies Leg
/** What its list places next waits until it is filled. */
export const FIRST = 1 satisfies Leg
/** Waits for the first order of its list, without a reserve. */
export const HELD = 2 satisfies Leg
/** One of two of which one may trade; the list holds the reserve of both. */
export const PAIRED = 3 satisfies Leg

/** `OrderRows.touch` after changing them. */
export interface OrderTerms {
  readonly trigger: Trigger | null
  /** 0: not yet. */
  triggeredAt: Millis
  /** Lots shown at a time; 0: all. */
  readonly iceberg: Lots
  /** 0: none. */
  readonly list: ListId | 0
  leg: Leg
  /** µCR or LCO units that it may need while it waits: held by itself, or by its list as the larger of two. */
  reserve: number
  /** Lots that its owner asked for; 0: never made smaller. */
  askedLots: Lots
}

/** The order of this list is part of the stored format: append, never reorder. */
const kinds = ['stop_loss', 'take_profit'] as const satisfies readonly TriggerKind[]

export function termsOf(
  input: OrderInput,
  list: { readonly id: ListId; readonly leg: Leg } | undefined,
): OrderTerms | null {
  const trigger = input.trigger === undefined ? null : plainTrigger(input.trigger)
  const iceberg = (input.kind === 'limit' ? (input.iceberg ?? 0) : 0) as Lots
  if (trigger === null && iceberg === 0 && list === undefined) return null
  return { ...noTerms(), trigger, iceberg, list: list?.id ?? 0, leg: list?.leg ?? FREE }
}

/** Of an order that turns out to need some. */
export function noTerms(): OrderTerms {
  return {
    trigger: null,
    triggeredAt: 0 as Millis,
    iceberg: 0 as Lots,
    list: 0,
    leg: FREE,
    reserve: 0,
    askedLots: 0 as Lots,
  }
}

/** u8 trigger (0 none), u8 leg, f64 trigger price, trail, when it fired, iceberg, list, reserve, asked lots. */
export function writeTerms(w: ByteWriter, terms: OrderTerms): void {
  const { trigger, triggeredAt, iceberg, list, leg, reserve, askedLots } = terms
  w.u8(trigger === null ? 0 : kinds.indexOf(trigger.kind) + 1).u8(leg)
  w.f64(trigger?.price ?? 0).f64(trigger?.trailBps ?? 0)
  w.f64(triggeredAt).f64(iceberg).f64(list).f64(reserve).f64(askedLots)
}

export function readTerms(r: ByteReader): OrderTerms {
  const [kind, leg] = [kinds[r.u8() - 1], r.u8() as Leg]
  const price = (r.f64() || null) as Ticks | null
  const trailBps = r.f64() as Bps
  const trigger = kind === undefined ? null : { kind, price, ...(trailBps === 0 ? {} : { trailBps }) }
  return {
    trigger,
    triggeredAt: r.f64() as Millis,
    iceberg: r.f64() as Lots,
    list: r.f64() as ListId | 0,
    leg,
    reserve: r.f64(),
    askedLots: r.f64() as Lots,
  }
}

/** The same trigger asked for again. */
export function sameTrigger(a: Trigger | null, b: Trigger | null): boolean {
  if (a === null || b === null) return a === b
  return a.kind === b.kind && a.price === b.price && (a.trailBps ?? 0) === (b.trailBps ?? 0)
}

/** What its owner wrote, without members that no trigger has. */
function plainTrigger({ kind, price, trailBps }: Trigger): Trigger {
  return trailBps === undefined ? { kind, price } : { kind, price, trailBps }
}
