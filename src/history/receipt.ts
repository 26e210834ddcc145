/** The receipt of one call: what is hashed, how receipts chain, and whether the bill follows from its own numbers. No database, no node modules. */
import { canonicalJson } from '../base/canonical.ts'
import type { Bps, Credits, Lco, Millis, Pico } from '../base/money.ts'
import type { CardId, KeyId, Tier } from '../engine/command.ts'
import type { AccountId } from '../engine/ledger/chart.ts'
import { carry, type PriceTerms, priceUsage } from '../engine/metering/charge.ts'
import type { Rates, UsageVector } from '../engine/metering/rates.ts'
import type { ServiceTier } from '../engine/metering/service-tiers.ts'
import { eraOf, minedBy } from '../engine/mining/emission.ts'

/** Hash before the first receipt of an account. */
export const NO_HASH = '0'.repeat(64)

/** Everything the owner may see and the bill depends on. Integers with their unit in the name: pCR, µCR, 1e-8 LCO. */
export type ReceiptBody = {
  readonly version: 1
  readonly account: AccountId
  /** 1, 2, 3 … within the account: a missing one shows. */
  readonly receipt: number
  readonly callId: string
  /** Number of the command that ended the call. */
  readonly sequence: number
  readonly at: Millis
  readonly status: 'captured' | 'released' | 'aborted'
  readonly outcome: string
  readonly keyId: KeyId | null
  readonly model: string
  /** Rates in pCR per unit and bucket; null when nothing was billed. */
  readonly card: { readonly cardId: CardId; readonly list: Rates; readonly cost: Rates } | null
  readonly usage: UsageVector
  readonly estimated: boolean
  readonly tier: Tier | null
  readonly tierBps: Bps
  readonly surchargeBps: Bps
  /** The service tier delivered and its multiple of list and cost; null and 0 when nothing was billed. */
  readonly service: ServiceTier | null
  readonly serviceBps: Bps
  readonly listPico: Pico
  readonly costPico: Pico
  readonly chargePico: Pico
  readonly carriedInPico: Pico
  readonly carriedOutPico: Pico
  readonly holdMicro: Credits
  readonly capturedMicro: Credits
  readonly writtenOffMicro: Credits
  /** What of the captured µCR a champion's free calls paid, which mines nothing; left out when that is nothing. */
  readonly promoMicro?: Credits
  readonly eligible: boolean
  readonly minedUnits: Lco
  readonly era: number
  readonly minedFromMicro: Credits
  /** Hash of the account's receipt before this one. */
  readonly previous: string
}

export type Receipt = ReceiptBody & {
  /** SHA-256 over the canonical JSON of all other fields, lower-case hex. */
  readonly hash: string
}

/** The bytes that are hashed: canonical JSON of all fields but the hash. */
export function receiptText(body: ReceiptBody): string {
  const { card, ...rest } = body
  return canonicalJson({ ...rest, card: plainCard(card) })
}

/** The card of a receipt as it stands in `receiptText`. */
export function cardText(card: ReceiptBody['card']): string {
  return canonicalJson(plainCard(card))
}

function plainCard(card: ReceiptBody['card']) {
  return card && { cardId: card.cardId, list: plainRates(card.list), cost: plainRates(card.cost) }
}

function plainRates({ tiers }: Rates): { tiers: { from: number; rates: readonly number[] }[] } {
  return { tiers: tiers.map(({ from, rates }) => ({ from, rates })) }
}

/** SHA-256 of a text as lower-case hex; may be asynchronous, so that a browser's will do. */
export type TextDigest = (text: string) => string | Promise<string>

export type ReceiptProblem =
  | 'hash'
  | 'chain'
  | 'list'
  | 'cost'
  | 'charge'
  | 'captured'
  | 'carried'
  | 'mined'
  | 'era'
  | 'not_free'

/**
 * Names every number that does not follow from the others; empty when the receipt is right. `previous` is the hash
 * of the account's receipt before, when the caller has it. docs/concepts/economy.md §4.
 */
export async function verifyReceipt(
  receipt: Receipt,
  check: { readonly digest: TextDigest; readonly previous?: string },
): Promise<ReceiptProblem[]> {
  const { hash, ...body } = receipt
  const problems: ReceiptProblem[] = []
  if ((await check.digest(receiptText(body))) !== hash) problems.push('hash')
  if (check.previous !== undefined && check.previous !== body.previous) problems.push('chain')
  return [...problems, ...(body.status === 'captured' ? billProblems(body) : freeProblems(body))]
}

/** Captured: list and cost from usage × rates × service tier, charge by tier, µCR by the carried remainder, LCO by the curve. */
function billProblems(body: ReceiptBody): ReceiptProblem[] {
  const problems: ReceiptProblem[] = []
  const price = body.card && priceUsage({ ...body.card, ...termsOf(body) }, body.usage)
  if (!price || price.list !== body.listPico) problems.push('list')
  if (!price || price.cost !== body.costPico) problems.push('cost')
  if (!price || price.charge !== body.chargePico) problems.push('charge')
  const step = carry(body.carriedInPico, body.chargePico)
  if (step.micro !== body.capturedMicro + body.writtenOffMicro) problems.push('captured')
  if (step.carried !== body.carriedOutPico) problems.push('carried')
  const mined = body.eligible ? minedBy(body.minedFromMicro, paidBy(body)) : 0
  if (mined !== body.minedUnits) problems.push('mined')
  if (body.eligible && eraOf(body.minedFromMicro) !== body.era) problems.push('era')
  return problems
}

/** µCR that the caller paid. */
function paidBy({ capturedMicro, promoMicro = 0 as Credits }: ReceiptBody): Credits {
  return (capturedMicro - promoMicro) as Credits
}

function freeProblems(body: ReceiptBody): ReceiptProblem[] {
  const free = body.chargePico === 0 && body.capturedMicro === 0 && body.minedUnits === 0
  return free ? [] : ['not_free']
}

function termsOf({ tierBps, tier, surchargeBps, serviceBps }: ReceiptBody): Omit<PriceTerms, 'list' | 'cost'> {
  return { tierBps, atCost: tier === 'whale', surchargeBps, serviceBps }
}
