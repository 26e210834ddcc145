/** The lines of a bill as they stand on the receipt: units × price = amount, per bucket. No components. */
import type { Receipt } from '../../../../../src/contract/calls.ts'
import type { BucketName, WireRates } from '../../../../../src/contract/rates.ts'
import { fromUnits, mulDecimal, toUnits } from '../../../amount/decimal.ts'
import { BUCKETS, CONTEXT_BUCKETS, scaleOf, shownRate } from '../../../parts/rates.ts'

export interface BillLine {
  readonly bucket: BucketName
  /** as counted: seconds for what is priced by the second */
  readonly units: string
  /** CR for the bucket's usual amount: a million tokens, one image */
  readonly rate: string
  readonly scale: ReturnType<typeof scaleOf>
  /** CR, 12 decimals */
  readonly amount: string
}

/** The tier of the card that this context length reaches. */
export function tierOf(rates: WireRates, usage: Receipt['usage']): WireRates[number] | undefined {
  const context = BUCKETS.slice(0, CONTEXT_BUCKETS).reduce((sum, bucket) => sum + (usage[bucket] ?? 0), 0)
  return rates.findLast(({ from }) => from <= context)
}

export function billLines({ card, usage }: Pick<Receipt, 'card' | 'usage'>): BillLine[] {
  const tier = tierOf(card?.list ?? [], usage)
  return BUCKETS.flatMap((bucket) => {
    const units = usage[bucket] ?? 0
    const price = tier?.rates[bucket]
    // Every call counts itself; without a price per call that says nothing.
    if (units === 0 || (bucket === 'calls' && price === undefined)) return []
    const rate = price ?? '0.000000000000'
    return [
      {
        bucket,
        units: unitsText(bucket, units),
        rate: shownRate(bucket, rate) ?? '0',
        scale: scaleOf(bucket),
        amount: mulDecimal(rate, String(units)),
      },
    ]
  })
}

/** Time is counted in milliseconds and priced by the second. */
const unitsText = (bucket: BucketName, units: number): string =>
  bucket === 'milliseconds' ? `${fromUnits(BigInt(units), 3).replace(/\.?0+$/, '')} s` : units.toLocaleString('en-US')

/** CR of the usage in the standard service tier, 12 decimals. */
export function standardList(receipt: Pick<Receipt, 'card' | 'usage'>): string {
  return fromUnits(
    billLines(receipt).reduce((sum, { amount }) => sum + toUnits(amount, 12), 0n),
    12,
  )
}

/** What decided the charge: the share of the list price, or the cost below which nobody pays. */
export function chargedBy({ tier, tierBps, serviceBps, charge, ...billed }: ChargeTerms): 'whale' | 'share' | 'floor' {
  if (tier === 'whale') return 'whale'
  const bps = BigInt(tierBps ?? 0) * BigInt(serviceBps ?? 10_000)
  const share = (toUnits(standardList(billed), 12) * bps + 99_999_999n) / 100_000_000n
  return charge === fromUnits(share, 12) ? 'share' : 'floor'
}

type ChargeTerms = Pick<Receipt, 'tier' | 'card' | 'usage' | 'tierBps' | 'serviceBps' | 'charge'>

/** 8500 → "85 %", 9550 → "95.5 %" */
export const percentOfBps = (bps: number): string => `${(bps / 100).toFixed(2).replace(/\.?0+$/, '')} %`
