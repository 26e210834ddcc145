/** Reads the hashed record of a receipt: whole numbers with their unit in the name, everything checked before it is used. */

/** The record lacks a field or a field has the wrong form. */
export class Malformed extends Error {
  override readonly name = 'Malformed'
  readonly field: string

  constructor(field: string) {
    super(`the record has no readable ${field}`)
    this.field = field
  }
}

export interface RateTier {
  readonly from: bigint
  /** pCR per unit, in the order of the buckets */
  readonly rates: readonly bigint[]
}

export interface ReceiptRecord {
  readonly receipt: bigint
  readonly account: bigint
  readonly at: bigint
  readonly callId: string
  readonly model: string
  readonly status: string
  readonly outcome: string
  readonly tier: string | null
  readonly service: string | null
  readonly cardId: bigint | null
  readonly list: readonly RateTier[]
  readonly cost: readonly RateTier[]
  readonly usage: readonly bigint[]
  readonly tierBps: bigint
  readonly surchargeBps: bigint
  readonly serviceBps: bigint
  readonly listPico: bigint
  readonly costPico: bigint
  readonly chargePico: bigint
  readonly carriedInPico: bigint
  readonly carriedOutPico: bigint
  readonly holdMicro: bigint
  readonly capturedMicro: bigint
  readonly writtenOffMicro: bigint
  /** 0 when the record leaves it out. */
  readonly promoMicro: bigint
  readonly eligible: boolean
  readonly minedUnits: bigint
  readonly era: bigint
  readonly minedFromMicro: bigint
  readonly previous: string
}

type Raw = Readonly<{ [key: string]: unknown }>

const isObject = (value: unknown): value is Raw => typeof value === 'object' && value !== null && !Array.isArray(value)

/** Throws Malformed. */
export function readRecord(raw: Raw | null): ReceiptRecord {
  if (raw === null) throw new Malformed('record')
  const card = raw['card']
  if (card !== null && !isObject(card)) throw new Malformed('card')
  return {
    ...identityOf(raw),
    ...amountsOf(raw),
    usage: wholes(raw['usage'], 'usage'),
    cardId: card === null ? null : whole(card, 'cardId'),
    list: card === null ? [] : tiersOf(card, 'list'),
    cost: card === null ? [] : tiersOf(card, 'cost'),
    eligible: raw['eligible'] === true,
  }
}

function identityOf(raw: Raw) {
  return {
    receipt: whole(raw, 'receipt'),
    account: whole(raw, 'account'),
    at: whole(raw, 'at'),
    callId: text(raw, 'callId'),
    model: text(raw, 'model'),
    status: text(raw, 'status'),
    outcome: text(raw, 'outcome'),
    tier: raw['tier'] === null ? null : text(raw, 'tier'),
    service: raw['service'] === null ? null : text(raw, 'service'),
    previous: text(raw, 'previous'),
  }
}

function amountsOf(raw: Raw) {
  return {
    tierBps: whole(raw, 'tierBps'),
    surchargeBps: whole(raw, 'surchargeBps'),
    serviceBps: whole(raw, 'serviceBps'),
    listPico: whole(raw, 'listPico'),
    costPico: whole(raw, 'costPico'),
    chargePico: whole(raw, 'chargePico'),
    carriedInPico: whole(raw, 'carriedInPico'),
    carriedOutPico: whole(raw, 'carriedOutPico'),
    holdMicro: whole(raw, 'holdMicro'),
    capturedMicro: whole(raw, 'capturedMicro'),
    writtenOffMicro: whole(raw, 'writtenOffMicro'),
    promoMicro: raw['promoMicro'] === undefined ? 0n : whole(raw, 'promoMicro'),
    minedUnits: whole(raw, 'minedUnits'),
    era: whole(raw, 'era'),
    minedFromMicro: whole(raw, 'minedFromMicro'),
  }
}

function whole(raw: Raw, field: string): bigint {
  const value = raw[field]
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) throw new Malformed(field)
  return BigInt(value)
}

function text(raw: Raw, field: string): string {
  const value = raw[field]
  if (typeof value !== 'string') throw new Malformed(field)
  return value
}

function wholes(values: unknown, field: string): bigint[] {
  if (!Array.isArray(values)) throw new Malformed(field)
  return values.map((value: unknown) => whole({ [field]: value }, field))
}

function tiersOf(card: Raw, field: 'list' | 'cost'): RateTier[] {
  const rates = card[field]
  const tiers = isObject(rates) ? rates['tiers'] : undefined
  if (!Array.isArray(tiers)) throw new Malformed(field)
  return tiers.map((tier: unknown) => {
    if (!isObject(tier)) throw new Malformed(field)
    return { from: whole(tier, 'from'), rates: wholes(tier['rates'], field) }
  })
}
