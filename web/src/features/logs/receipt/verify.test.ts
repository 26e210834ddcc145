/** Claims about verifying a receipt: a right one passes, and no number of it can be changed unseen. */
import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { canonicalJson, type Json } from '../../../../../src/base/canonical.ts'
import type { Receipt } from '../../../../../src/contract/calls.ts'
import type { Digest } from '../../../parts/sha256.ts'
import { verifyReceipt } from './verify.ts'

const digest: Digest = (text) => Promise.resolve(createHash('sha256').update(text).digest('hex'))

/** A call of 226,000 input tokens that crosses into the dearer context tier of its card, as the server answers it. */
const receipt: Receipt = {
  callId: 'cOczxNfYGy2Xl4fzEAV3Tzxkl',
  at: 1795220917343,
  keyId: 3,
  keyName: 'nightly-evals',
  model: 'claude-sonnet-4-5',
  dialect: 'openai',
  stream: true,
  state: 'captured',
  outcome: 'stop',
  status: 200,
  error: null,
  latencyMs: 743,
  firstTokenMs: 856,
  usage: {
    input: 210000,
    cacheRead: 12000,
    cacheWrite5m: 4000,
    output: 8200,
  },
  inputTokens: 226000,
  outputTokens: 8200,
  estimated: false,
  tier: 'lv3',
  list: '2.222550000000',
  charged: '1.889168',
  mined: '9.44584000',
  account: 7,
  channelId: null,
  card: {
    cardId: 11,
    list: [
      {
        from: 0,
        rates: {
          input: '0.000004500000',
          cacheRead: '0.000000450000',
          cacheWrite5m: '0.000005625000',
          cacheWrite1h: '0.000009000000',
          inputAudio: '0.000004500000',
          inputImage: '0.000004500000',
          output: '0.000022500000',
          reasoning: '0.000022500000',
          outputAudio: '0.000022500000',
          outputImage: '0.000022500000',
        },
      },
      {
        from: 200001,
        rates: {
          input: '0.000009000000',
          cacheRead: '0.000000900000',
          cacheWrite5m: '0.000011250000',
          cacheWrite1h: '0.000018000000',
          inputAudio: '0.000009000000',
          inputImage: '0.000009000000',
          output: '0.000033750000',
          reasoning: '0.000033750000',
          outputAudio: '0.000033750000',
          outputImage: '0.000033750000',
        },
      },
    ],
    cost: [
      {
        from: 0,
        rates: {
          input: '0.000003000000',
          cacheRead: '0.000000300000',
          cacheWrite5m: '0.000003750000',
          cacheWrite1h: '0.000006000000',
          inputAudio: '0.000003000000',
          inputImage: '0.000003000000',
          output: '0.000015000000',
          reasoning: '0.000015000000',
          outputAudio: '0.000015000000',
          outputImage: '0.000015000000',
        },
      },
      {
        from: 200001,
        rates: {
          input: '0.000006000000',
          cacheRead: '0.000000600000',
          cacheWrite5m: '0.000007500000',
          cacheWrite1h: '0.000012000000',
          inputAudio: '0.000006000000',
          inputImage: '0.000006000000',
          output: '0.000022500000',
          reasoning: '0.000022500000',
          outputAudio: '0.000022500000',
          outputImage: '0.000022500000',
        },
      },
    ],
  },
  tierBps: 8500,
  surchargeBps: 0,
  service: 'standard',
  serviceBps: 10_000,
  cost: '1.481700000000',
  charge: '1.889167500000',
  carriedIn: '0.000000835750',
  carriedOut: '0.000000335750',
  hold: '3.781336',
  released: '1.892168',
  writtenOff: '0.000000',
  promo: '0.000000',
  eligible: true,
  era: 1,
  lcoPerCredit: '5.00000000',
  minedFrom: '100002.913207',
  quarantined: false,
  entries: [],
  prevHash: '0b1185855bd5cc497a07416683a41461e2c0c9531585e3d6677e55ee6d19faf1',
  hash: '00a9f3f3b3d66cc5e7c6ddf524af1ccefd2021c5bb3c443f46d66c3ddce1f268',
  record: {
    version: 1,
    account: 7,
    receipt: 151,
    callId: 'cOczxNfYGy2Xl4fzEAV3Tzxkl',
    sequence: 44426,
    at: 1795220917343,
    status: 'captured',
    outcome: 'stop',
    keyId: 3,
    model: 'claude-sonnet-4-5',
    card: {
      cardId: 11,
      list: {
        tiers: [
          {
            from: 0,
            rates: [4500000, 450000, 5625000, 9000000, 4500000, 4500000, 22500000, 22500000, 22500000, 22500000],
          },
          {
            from: 200001,
            rates: [9000000, 900000, 11250000, 18000000, 9000000, 9000000, 33750000, 33750000, 33750000, 33750000],
          },
        ],
      },
      cost: {
        tiers: [
          {
            from: 0,
            rates: [3000000, 300000, 3750000, 6000000, 3000000, 3000000, 15000000, 15000000, 15000000, 15000000],
          },
          {
            from: 200001,
            rates: [6000000, 600000, 7500000, 12000000, 6000000, 6000000, 22500000, 22500000, 22500000, 22500000],
          },
        ],
      },
    },
    usage: [210000, 12000, 4000, 0, 0, 0, 8200],
    estimated: false,
    tier: 'lv3',
    tierBps: 8500,
    surchargeBps: 0,
    service: 'standard',
    serviceBps: 10_000,
    listPico: 2222550000000,
    costPico: 1481700000000,
    chargePico: 1889167500000,
    carriedInPico: 835750,
    carriedOutPico: 335750,
    holdMicro: 3781336,
    capturedMicro: 1889168,
    writtenOffMicro: 0,
    eligible: true,
    minedUnits: 944584000,
    era: 1,
    minedFromMicro: 100002913207,
    previous: '0b1185855bd5cc497a07416683a41461e2c0c9531585e3d6677e55ee6d19faf1',
    hash: '00a9f3f3b3d66cc5e7c6ddf524af1ccefd2021c5bb3c443f46d66c3ddce1f268',
  },
}

const record = receipt.record as Readonly<Record<string, unknown>>
const failed = async (changed: Receipt): Promise<string[]> =>
  (await verifyReceipt(changed, digest)).checks.filter(({ ok }) => ok === false).map(({ name }) => name)
/** The record with a field changed and hashed anew: what a dishonest server would send. */
const forged = async (change: Record<string, unknown>): Promise<Receipt> => {
  const { hash: _, ...body } = { ...record, ...change }
  const hash = (await digest(canonicalJson(body as Json))) ?? ''
  return { ...receipt, hash, record: { ...body, hash } }
}

describe('verifying a receipt', () => {
  it('finds bill, mining, chain and hash right', async () => {
    const { verdict, checks } = await verifyReceipt(receipt, digest)
    expect(verdict).toBe('verified')
    expect(checks.map(({ name }) => name)).toEqual([
      'shown',
      'list',
      'cost',
      'charge',
      'captured',
      'carried',
      'mined',
      'chain',
      'hash',
    ])
  })

  it('is unproven, not verified, where the browser can not hash', async () => {
    const { verdict } = await verifyReceipt(receipt, () => Promise.resolve(undefined))
    expect(verdict).toBe('unproven')
  })

  it('sees a page that shows other numbers than were hashed', async () => {
    expect(await failed({ ...receipt, charged: '0.000001' })).toEqual(['shown'])
    expect(await failed({ ...receipt, usage: { output: 1 } })).toEqual(['shown'])
    expect(await failed({ ...receipt, prevHash: 'f'.repeat(64) })).toEqual(['shown', 'chain'])
  })

  it('sees any field of the record changed under the old hash', async () => {
    for (const field of Object.keys(record)) {
      if (field === 'hash') continue
      const value = record[field]
      const changed = typeof value === 'number' ? value + 1 : typeof value === 'boolean' ? !value : null
      expect(await failed({ ...receipt, record: { ...record, [field]: changed } }), field).not.toEqual([])
    }
  })

  it('sees a wrong sum even when the whole record was hashed anew', async () => {
    const up = (field: string) => ({ [field]: Number(record[field]) + 1 })
    expect(await failed(await forged(up('listPico')))).toContain('list')
    expect(await failed(await forged(up('costPico')))).toContain('cost')
    expect(await failed(await forged(up('chargePico')))).toContain('charge')
    expect(await failed(await forged(up('capturedMicro')))).toContain('captured')
    expect(await failed(await forged(up('carriedOutPico')))).toContain('carried')
    expect(await failed(await forged(up('minedUnits')))).toContain('mined')
    expect(await failed(await forged({ era: 0 }))).toContain('mined')
  })

  it('charges a whale the cost and nobody less than it', async () => {
    const cost = Number(record['costPico'])
    expect(await failed(await forged({ tier: 'whale', chargePico: cost }))).not.toContain('charge')
    expect(await failed(await forged({ tierBps: 5_000, chargePico: cost }))).not.toContain('charge')
    expect(await failed(await forged({ tierBps: 5_000, chargePico: cost - 1 }))).toContain('charge')
  })

  it('halves list, cost and charge of a batch and sees the whole price charged for one', async () => {
    const batch = { service: 'batch', serviceBps: 5_000 }
    const half = (field: string) => ({ [field]: Math.ceil(Number(record[field]) / 2) })
    const halved = await forged({ ...batch, ...half('listPico'), ...half('costPico'), ...half('chargePico') })
    for (const name of ['list', 'cost', 'charge']) expect(await failed(halved)).not.toContain(name)
    expect(await failed(await forged(batch))).toEqual(expect.arrayContaining(['list', 'cost', 'charge']))
  })

  it('accepts a call that ended free and refuses one that charged all the same', async () => {
    const nothing = {
      status: 'released',
      card: null,
      usage: [],
      listPico: 0,
      costPico: 0,
      chargePico: 0,
      capturedMicro: 0,
      minedUnits: 0,
    }
    expect(await failed(await forged(nothing))).not.toContain('free')
    expect(await failed(await forged({ ...nothing, capturedMicro: 1 }))).toContain('free')
  })

  it('refuses a record that can not be read instead of breaking', async () => {
    for (const broken of [
      null,
      {},
      { ...record, usage: 'many' },
      { ...record, listPico: 0.5 },
      { ...record, card: 7 },
    ]) {
      expect(await failed({ ...receipt, record: broken })).toEqual(['form'])
    }
  })
})
