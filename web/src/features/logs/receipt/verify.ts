/** Recomputes a receipt in the browser from its own record: bill, mining, hash. No engine code, no server. docs/concepts/economy.md §1, §4. */
import { canonicalJson, type Json } from '../../../../../src/base/canonical.ts'
import type { Receipt } from '../../../../../src/contract/calls.ts'
import { fromUnits } from '../../../amount/decimal.ts'
import type { Digest } from '../../../parts/sha256.ts'
import { eraAt, minedBy } from './emission.ts'
import { Malformed, type ReceiptRecord, readRecord } from './record.ts'
import { shownDifferences } from './shown.ts'

export type CheckName =
  | 'form'
  | 'shown'
  | 'list'
  | 'cost'
  | 'charge'
  | 'captured'
  | 'carried'
  | 'mined'
  | 'free'
  | 'chain'
  | 'hash'

export interface Check {
  readonly name: CheckName
  /** undefined: this browser can not tell */
  readonly ok: boolean | undefined
  /** what the receipt says and what was found, as people read it */
  readonly said: string
  readonly found: string
}

export interface Verification {
  readonly checks: readonly Check[]
  /** unproven: the numbers agree, but the hash could not be computed here */
  readonly verdict: 'verified' | 'differs' | 'unproven'
}

const BPS = 10_000n
const PICO_PER_MICRO = 1_000_000n

export async function verifyReceipt(receipt: Receipt, digest: Digest): Promise<Verification> {
  const checks = await checksOf(receipt, digest)
  const verdict = checks.some(({ ok }) => ok === false)
    ? 'differs'
    : checks.some(({ ok }) => ok === undefined)
      ? 'unproven'
      : 'verified'
  return { checks, verdict }
}

async function checksOf(receipt: Receipt, digest: Digest): Promise<Check[]> {
  let bill: ReceiptRecord
  try {
    bill = readRecord(receipt.record)
  } catch (error) {
    if (error instanceof Malformed) return [{ name: 'form', ok: false, said: error.field, found: '–' }]
    throw error
  }
  const differences = shownDifferences(receipt, bill)
  return [
    { name: 'shown', ok: differences.length === 0, said: differences.join(', '), found: '' },
    ...(bill.status === 'captured' ? billChecks(bill) : [freeCheck(bill)]),
    compare('chain', receipt.prevHash ?? '0'.repeat(64), bill.previous),
    await hashCheck(receipt, digest),
  ]
}

function compare(name: CheckName, said: string, found: string): Check {
  return { name, ok: said === found, said, found }
}

const pico = (units: bigint): string => fromUnits(units, 12)
const credits = (units: bigint): string => fromUnits(units, 6)
const lco = (units: bigint): string => fromUnits(units, 8)
const ceilDiv = (a: bigint, b: bigint): bigint => (a + b - 1n) / b

/** list and cost from usage × rates × service tier, charge by tier and rounded once, whole µCR by the carried remainder, LCO by the curve. */
function billChecks(bill: ReceiptRecord): Check[] {
  const list = priced(bill.list, bill.usage)
  const cost = priced(bill.cost, bill.usage)
  const floor = ceilDiv(cost * bill.serviceBps * (BPS + bill.surchargeBps), BPS * BPS)
  const share = ceilDiv(list * bill.serviceBps * bill.tierBps, BPS * BPS)
  const charge = bill.tier === 'whale' || floor > share ? floor : share
  const due = bill.carriedInPico + charge
  const micro = due / PICO_PER_MICRO
  const mined = bill.eligible ? minedBy(bill.minedFromMicro, bill.capturedMicro - bill.promoMicro) : 0n
  const era = eraAt(bill.minedFromMicro)
  return [
    compare('list', pico(bill.listPico), pico(ceilDiv(list * bill.serviceBps, BPS))),
    compare('cost', pico(bill.costPico), pico(ceilDiv(cost * bill.serviceBps, BPS))),
    compare('charge', pico(bill.chargePico), pico(charge)),
    compare('captured', credits(bill.capturedMicro + bill.writtenOffMicro), credits(micro)),
    compare('carried', pico(bill.carriedOutPico), pico(due - micro * PICO_PER_MICRO)),
    {
      ...compare('mined', lco(bill.minedUnits), lco(mined)),
      ok: bill.minedUnits === mined && (!bill.eligible || bill.era === era),
    },
  ]
}

function freeCheck(bill: ReceiptRecord): Check {
  const free = bill.chargePico === 0n && bill.capturedMicro === 0n && bill.minedUnits === 0n
  return { name: 'free', ok: free, said: credits(bill.capturedMicro), found: credits(0n) }
}

/** pCR of the usage at the tier its context length reaches. */
function priced(tiers: ReceiptRecord['list'], usage: readonly bigint[]): bigint {
  const context = usage.slice(0, 6).reduce((sum, units) => sum + units, 0n)
  const rates = tiers.findLast((tier) => tier.from <= context)?.rates ?? []
  return usage.reduce((sum, units, bucket) => sum + units * (rates[bucket] ?? 0n), 0n)
}

async function hashCheck({ hash, record }: Receipt, digest: Digest): Promise<Check> {
  const { hash: _, ...body } = record ?? {}
  const found = await digest(canonicalJson(body as Json))
  return { name: 'hash', ok: found === undefined ? undefined : found === hash, said: hash ?? '–', found: found ?? '–' }
}
