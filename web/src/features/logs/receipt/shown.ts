/** Whether the numbers on the page are those of the hashed record: a page could show one bill and hash another. */
import type { Receipt } from '../../../../../src/contract/calls.ts'
import type { WireRates } from '../../../../../src/contract/rates.ts'
import { fromUnits } from '../../../amount/decimal.ts'
import { BUCKETS } from '../../../parts/rates.ts'
import type { RateTier, ReceiptRecord } from './record.ts'

const NO_HASH = '0'.repeat(64)

/** Names of the fields that differ; empty when the page shows what was hashed. */
export function shownDifferences(receipt: Receipt, bill: ReceiptRecord): string[] {
  const billed = bill.status === 'captured'
  const pico = (units: bigint) => (billed ? fromUnits(units, 12) : null)
  const pairs: { readonly [field: string]: readonly [shown: unknown, hashed: unknown] } = {
    callId: [receipt.callId, bill.callId],
    account: [receipt.account, Number(bill.account)],
    at: [receipt.at, Number(bill.at)],
    model: [receipt.model, bill.model],
    state: [receipt.state, bill.status],
    outcome: [receipt.outcome, bill.outcome],
    tier: [receipt.tier, bill.tier],
    tierBps: [receipt.tierBps, billed ? Number(bill.tierBps) : null],
    surchargeBps: [receipt.surchargeBps, billed ? Number(bill.surchargeBps) : null],
    service: [receipt.service, bill.service],
    serviceBps: [receipt.serviceBps, billed ? Number(bill.serviceBps) : null],
    usage: [usageText(receipt), bill.usage.map(String).join()],
    list: [receipt.list, fromUnits(bill.listPico, 12)],
    cost: [receipt.cost, pico(bill.costPico)],
    charge: [receipt.charge, pico(bill.chargePico)],
    carriedIn: [receipt.carriedIn, pico(bill.carriedInPico)],
    carriedOut: [receipt.carriedOut, pico(bill.carriedOutPico)],
    hold: [receipt.hold, fromUnits(bill.holdMicro, 6)],
    charged: [receipt.charged, fromUnits(bill.capturedMicro, 6)],
    writtenOff: [receipt.writtenOff, fromUnits(bill.writtenOffMicro, 6)],
    promo: [receipt.promo, fromUnits(bill.promoMicro, 6)],
    mined: [receipt.mined, fromUnits(bill.minedUnits, 8)],
    era: [receipt.era, billed ? Number(bill.era) : null],
    minedFrom: [receipt.minedFrom, billed ? fromUnits(bill.minedFromMicro, 6) : null],
    cardId: [receipt.card?.cardId ?? null, bill.cardId === null ? null : Number(bill.cardId)],
    listRates: [wireText(receipt.card?.list), tierText(bill.list)],
    costRates: [wireText(receipt.card?.cost), tierText(bill.cost)],
    prevHash: [receipt.prevHash ?? NO_HASH, bill.previous],
  }
  return Object.entries(pairs).flatMap(([field, [shown, hashed]]) => (shown === hashed ? [] : [field]))
}

/** Counts in the order of the buckets without trailing zeros. */
function usageText({ usage }: Receipt): string {
  return withoutEnd(BUCKETS.map((bucket) => String(usage[bucket] ?? 0))).join()
}

function wireText(rates: WireRates | undefined): string {
  const perUnit = (tier: WireRates[number]) => withoutEnd(BUCKETS.map((bucket) => plain(tier.rates[bucket] ?? '0')))
  return (rates ?? []).map((tier) => `${tier.from}:${perUnit(tier).join()}`).join(' ')
}

function tierText(tiers: readonly RateTier[]): string {
  const perUnit = (tier: RateTier) => withoutEnd(tier.rates.map((rate) => plain(fromUnits(rate, 12))))
  return tiers.map((tier) => `${tier.from}:${perUnit(tier).join()}`).join(' ')
}

const plain = (decimal: string): string => (/^0(\.0*)?$/.test(decimal) ? '0' : decimal)

function withoutEnd(values: string[]): string[] {
  while (values.at(-1) === '0') values.pop()
  return values
}
