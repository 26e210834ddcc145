/** Claims about receipts: a right one verifies, and no number in it can be changed unnoticed. */
import { hash } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Bps, Credits, Lco, Millis, Pico } from '../base/money.ts'
import type { CardId, KeyId } from '../engine/command.ts'
import type { AccountId } from '../engine/ledger/chart.ts'
import { NO_HASH, type Receipt, type ReceiptBody, receiptText, verifyReceipt } from './receipt.ts'

const digest = (text: string): string => hash('sha256', text)

/** 1,000 input and 500 output tokens at 2.5 and 10 µCR, 95 % of list, in era 0. */
const body: ReceiptBody = {
  version: 1,
  account: 7 as AccountId,
  receipt: 3,
  callId: 'call-3',
  sequence: 1042,
  at: 1_767_225_600_000 as Millis,
  status: 'captured',
  outcome: 'stop',
  keyId: 2 as KeyId,
  model: 'm',
  card: {
    cardId: 5 as CardId,
    list: { tiers: [{ from: 0, rates: [2_500_000, 0, 0, 0, 0, 0, 10_000_000] }] },
    cost: { tiers: [{ from: 0, rates: [1_000_000, 0, 0, 0, 0, 0, 4_000_000] }] },
  },
  usage: [1_000, 0, 0, 0, 0, 0, 500],
  estimated: false,
  tier: 'lv2',
  tierBps: 9_500 as Bps,
  surchargeBps: 0 as Bps,
  service: 'standard',
  serviceBps: 10_000 as Bps,
  listPico: 7_500_000_000 as Pico,
  costPico: 3_000_000_000 as Pico,
  chargePico: 7_125_000_000 as Pico,
  carriedInPico: 999_999 as Pico,
  carriedOutPico: 999_999 as Pico,
  holdMicro: 9_000 as Credits,
  capturedMicro: 7_125 as Credits,
  writtenOffMicro: 0 as Credits,
  eligible: true,
  minedUnits: 7_125_000 as Lco,
  era: 0,
  minedFromMicro: 1_000_000 as Credits,
  previous: NO_HASH,
}

function signed(changes: Partial<ReceiptBody> = {}): Receipt {
  const changed = { ...body, ...changes }
  return { ...changed, hash: digest(receiptText(changed)) }
}

test('a right receipt verifies, also with a digest that takes its time', async () => {
  expect(await verifyReceipt(signed(), { digest, previous: NO_HASH })).toEqual([])
  expect(await verifyReceipt(signed(), { digest: async (text) => digest(text) })).toEqual([])
})

test('no field can be changed without breaking the hash', async () => {
  for (const [field, value] of Object.entries(body)) {
    const problems = await verifyReceipt({ ...signed(), [field]: changed(value) }, { digest })
    expect([field, problems.includes('hash')]).toEqual([field, true])
  }
})

function changed(value: ReceiptBody[keyof ReceiptBody]): unknown {
  if (typeof value === 'number') return value + 1
  if (typeof value === 'string') return `${value}0`
  if (typeof value === 'boolean') return !value
  return Array.isArray(value) ? [...value, 1] : null
}

test('a receipt that does not follow on from the one before is found', async () => {
  expect(await verifyReceipt(signed(), { digest, previous: 'f'.repeat(64) })).toEqual(['chain'])
})

test('a forger who hashes anew is found by the numbers', async () => {
  const cases: [Partial<ReceiptBody>, string][] = [
    [{ listPico: 7_500_000_001 as Pico }, 'list'],
    [{ costPico: 1 as Pico }, 'cost'],
    [{ chargePico: 7_125_000_001 as Pico }, 'charge'],
    [{ usage: [1_001] }, 'list'],
    [{ tierBps: 10_000 as Bps }, 'charge'],
    [{ surchargeBps: 2_000 as Bps, tier: 'whale' }, 'charge'],
    [{ service: 'batch', serviceBps: 5_000 as Bps }, 'list'],
    [{ capturedMicro: 7_126 as Credits }, 'captured'],
    [{ carriedOutPico: 0 as Pico }, 'carried'],
    [{ minedUnits: 7_126_000 as Lco }, 'mined'],
    [{ eligible: false }, 'mined'],
    [{ era: 1 }, 'era'],
    [{ card: null }, 'charge'],
  ]
  for (const [changes, problem] of cases) {
    expect(await verifyReceipt(signed(changes), { digest })).toContain(problem)
  }
})

test('a batch verifies at half of everything, rounded once', async () => {
  const half = { listPico: 3_750_000_000 as Pico, costPico: 1_500_000_000 as Pico, chargePico: 3_562_500_000 as Pico }
  const micro = { capturedMicro: 3_563 as Credits, carriedOutPico: 499_999 as Pico, minedUnits: 3_563_000 as Lco }
  const batch = { service: 'batch', serviceBps: 5_000 as Bps } as const
  expect(await verifyReceipt(signed({ ...half, ...micro, ...batch }), { digest })).toEqual([])
})

test('what was written off still has to add up', async () => {
  const parts = { capturedMicro: 7_000 as Credits, writtenOffMicro: 125 as Credits, minedUnits: 7_000_000 as Lco }
  expect(await verifyReceipt(signed(parts), { digest })).toEqual([])
  const short = { ...parts, writtenOffMicro: 124 as Credits }
  expect(await verifyReceipt(signed(short), { digest })).toEqual(['captured'])
})

test('a call that was released or aborted must be free', async () => {
  const nothing = { chargePico: 0 as Pico, capturedMicro: 0 as Credits, minedUnits: 0 as Lco }
  const free = fc.constantFrom<'released' | 'aborted'>('released', 'aborted')
  await fc.assert(
    fc.asyncProperty(free, fc.integer({ min: 0, max: 3 }), async (status, charged) => {
      const capturedMicro = charged as Credits
      const problems = await verifyReceipt(signed({ ...nothing, status, capturedMicro }), { digest })
      expect(problems).toEqual(charged === 0 ? [] : ['not_free'])
    }),
  )
})
