/** Recomputes a buyback in the browser from its public record: sums, guard, and the chain of hashes. docs/concepts/economy.md §6. */
import { canonicalJson, type Json } from '../../../../../src/base/canonical.ts'
import { addDecimal, compareDecimal, divDecimal, subDecimal, toUnits } from '../../../amount/decimal.ts'
import type { Answer } from '../../../api/platform.ts'
import type { Digest } from '../../../parts/sha256.ts'

export type BuybackRecord = Answer<'GET /transparency/buybacks/{buybackId}'>
type Slice = BuybackRecord['sliceList'][number]
type Fill = BuybackRecord['fills'][number]

export type CheckName = 'fills' | 'slices' | 'average' | 'guard' | 'burned' | 'chain'
export interface Check {
  readonly name: CheckName
  /** undefined: this browser can not hash */
  readonly ok: boolean | undefined
}

const sum = (amounts: readonly string[], zero: string): string => amounts.reduce(addDecimal, zero)
const equal = (a: string, b: string): boolean => compareDecimal(a, b) === 0

export async function verifyBuyback(record: BuybackRecord, digest: Digest): Promise<Check[]> {
  const { sliceList, fills, guard } = record
  return [
    { name: 'fills', ok: sliceList.every((slice) => fillsAgree(slice, fillsOf(record, slice))) },
    {
      name: 'slices',
      ok:
        equal(
          sum(
            sliceList.map(({ spent }) => spent),
            '0',
          ),
          record.spent,
        ) &&
        equal(
          sum(
            sliceList.map(({ bought }) => bought),
            '0',
          ),
          record.bought,
        ) &&
        compareDecimal(record.spent, record.budget) <= 0,
    },
    { name: 'average', ok: averageOf(record) === record.averagePrice },
    {
      name: 'guard',
      ok: guard === null ? fills.length === 0 : fills.every(({ price }) => compareDecimal(price, guard) <= 0),
    },
    {
      name: 'burned',
      ok: record.state === 'open' || equal(subDecimal(record.bought, record.burned), record.toWarPool),
    },
    { name: 'chain', ok: await chainAgrees(record, digest) },
  ]
}

const fillsOf = ({ fills }: BuybackRecord, { slice }: Slice): Fill[] => fills.filter((fill) => fill.slice === slice)

function fillsAgree(slice: Slice, fills: readonly Fill[]): boolean {
  return (
    equal(
      sum(
        fills.map(({ credits }) => credits),
        '0',
      ),
      slice.spent,
    ) &&
    equal(
      sum(
        fills.map(({ lco }) => lco),
        '0',
      ),
      slice.bought,
    ) &&
    compareDecimal(slice.spent, slice.offered) <= 0
  )
}

/** CR per LCO, six decimals, floored. */
function averageOf({ spent, bought }: BuybackRecord): string | null {
  return divDecimal(spent, bought, 6) ?? null
}

/** Every record's hash is SHA-256 of its canonical JSON with the hash before it. undefined where the browser has none. */
async function chainAgrees(record: BuybackRecord, digest: Digest): Promise<boolean | undefined> {
  let previous = await digest(canonicalJson({ ...opened(record), previous: record.previousHash }))
  if (previous === undefined) return undefined
  for (const slice of record.sliceList) {
    previous = await digest(canonicalJson({ ...sliceJson(record, slice), previous }))
    if (previous !== slice.hash) return false
  }
  if (record.state === 'closed') previous = await digest(canonicalJson({ ...closed(record), previous }))
  return previous === record.hash
}

const micro = (credits: string): number => Number(toUnits(credits, 6))
const units = (lco: string): number => Number(toUnits(lco, 8))

function opened({ buybackId, openedAt, budget, reference, guard, slices }: BuybackRecord) {
  return {
    record: 'opened',
    buybackId,
    at: openedAt,
    budgetMicro: micro(budget),
    reference: reference === null ? null : micro(reference),
    guard: guard === null ? null : micro(guard),
    slices,
  } satisfies Json
}

function sliceJson(record: BuybackRecord, slice: Slice) {
  return {
    record: 'slice',
    buybackId: record.buybackId,
    slice: slice.slice,
    at: slice.at,
    offeredMicro: micro(slice.offered),
    spentMicro: micro(slice.spent),
    boughtUnits: units(slice.bought),
    outcome: slice.outcome,
    fills: fillsOf(record, slice).map(({ tradeId, price, lco, credits }) => ({
      tradeId,
      price: micro(price),
      quantityMilli: Number(toUnits(lco, 3)),
      notionalMicro: micro(credits),
    })),
  } satisfies Json
}

function closed({ buybackId, closedAt, budget, spent, bought, burned, toWarPool }: BuybackRecord) {
  return {
    record: 'closed',
    buybackId,
    at: closedAt ?? 0,
    budgetMicro: micro(budget),
    spentMicro: micro(spent),
    boughtUnits: units(bought),
    burnedUnits: units(burned),
    toWarPoolUnits: units(toWarPool),
  } satisfies Json
}
