/** Claims about the fast writer of receipts: it writes what the slow one writes. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Bps, Credits, Lco, Millis, Pico } from '../../base/money.ts'
import type { CardId, KeyId } from '../../engine/command.ts'
import type { AccountId } from '../../engine/ledger/chart.ts'
import { serviceTiers } from '../../engine/metering/service-tiers.ts'
import { cardText, type ReceiptBody, receiptText } from '../receipt.ts'
import { receiptLine } from './receipt-line.ts'

const whole = fc.maxSafeNat()
const rates = fc.record({
  tiers: fc.array(fc.record({ from: whole, rates: fc.array(whole, { maxLength: 14 }) }), {
    minLength: 1,
    maxLength: 3,
  }),
})

const amounts = <T extends number>() => whole.map((value) => value as T)

const bodies: fc.Arbitrary<ReceiptBody> = fc.record({
  ...{ version: fc.constant(1 as const), account: amounts<AccountId>(), receipt: whole, callId: fc.string() },
  ...{ sequence: whole, at: amounts<Millis>(), outcome: fc.string(), keyId: fc.option(amounts<KeyId>()) },
  status: fc.constantFrom('captured', 'released', 'aborted'),
  model: fc.string({ unit: 'binary' }),
  card: fc.option(fc.record({ cardId: amounts<CardId>(), list: rates, cost: rates })),
  ...{ usage: fc.array(whole, { maxLength: 14 }), estimated: fc.boolean() },
  tier: fc.option(fc.constantFrom('lv1', 'lv4', 'whale')),
  ...{ tierBps: amounts<Bps>(), surchargeBps: amounts<Bps>(), serviceBps: amounts<Bps>() },
  service: fc.option(fc.constantFrom(...serviceTiers)),
  ...{ listPico: amounts<Pico>(), costPico: amounts<Pico>(), chargePico: amounts<Pico>() },
  ...{ carriedInPico: amounts<Pico>(), carriedOutPico: amounts<Pico>() },
  ...{ holdMicro: amounts<Credits>(), capturedMicro: amounts<Credits>(), writtenOffMicro: amounts<Credits>() },
  ...{ eligible: fc.boolean(), minedUnits: amounts<Lco>(), era: whole, minedFromMicro: amounts<Credits>() },
  previous: fc.stringMatching(/^[0-9a-f]{64}$/),
})

test('a receipt written straight down is the canonical JSON of its fields', () => {
  fc.assert(
    fc.property(bodies, fc.option(amounts<Credits>()), (plain, promoMicro) => {
      const body = promoMicro === null ? plain : { ...plain, promoMicro }
      const line = receiptLine({ body, card: cardText(body.card), usage: JSON.stringify(body.usage) })
      expect(line).toBe(receiptText(body))
    }),
  )
})
