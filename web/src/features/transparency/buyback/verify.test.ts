/** Claims about recomputing a buyback: a right record passes, and no number of it can be changed unseen. */
import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { Digest } from '../../../parts/sha256.ts'
import { pictureOf } from './layout.ts'
import { type BuybackRecord, verifyBuyback } from './verify.ts'

const digest: Digest = (text) => Promise.resolve(createHash('sha256').update(text).digest('hex'))
const failed = async (record: BuybackRecord): Promise<string[]> =>
  (await verifyBuyback(record, digest)).filter(({ ok }) => ok === false).map(({ name }) => name)

/** A finished sweep of eight slices, one of them missed, as the server answers it. */
const record: BuybackRecord = {
  buybackId: 1,
  week: 1791763200000,
  state: 'closed',
  openedAt: 1792713600000,
  closedAt: 1792785600000,
  budget: '40.676819',
  reference: '0.088400',
  guard: '0.092820',
  slices: 8,
  spent: '35.575376',
  bought: '401.70000000',
  averagePrice: '0.088562',
  burned: '321.36000000',
  toWarPool: '80.34000000',
  previousHash: 'aeebad4a796fcc2e15dc4c6061b45ed9b373f26adfc798ca7d2d8cc58182718e',
  hash: '84ce41fcad91692daba5e8e88523ce51f78ab7946a4ef33f9e2e1c7bf1f59d80',
  sliceList: [
    {
      slice: 1,
      at: 1792756800000,
      offered: '5.084602',
      spent: '5.083086',
      bought: '57.30000000',
      outcome: 'filled',
      hash: '079ce0d4edaa92789ae46857d2ac11cb8e9ff8b6fdfb16ed0d31c23dd00f1257',
    },
    {
      slice: 2,
      at: 1792760400000,
      offered: '5.084819',
      spent: '5.076675',
      bought: '57.50000000',
      outcome: 'filled',
      hash: '6c78472609a455877139a677d5b7bbf04817d7f48025648ab01386dde2296572',
    },
    {
      slice: 3,
      at: 1792764000000,
      offered: '5.086176',
      spent: '5.083462',
      bought: '56.90000000',
      outcome: 'filled',
      hash: '8ab00cc99b63e993cb2e6d3f27a076b8024929dc4505a75cd42770709b756ea1',
    },
    {
      slice: 4,
      at: 1792767600000,
      offered: '5.086719',
      spent: '5.082403',
      bought: '58.10000000',
      outcome: 'filled',
      hash: '7e92d7255663dbb626a5197e044a1e2965d79de9830d4e3ae8ee914f1cb40cde',
    },
    {
      slice: 5,
      at: 1792771200000,
      offered: '5.087798',
      spent: '5.084088',
      bought: '57.80000000',
      outcome: 'filled',
      hash: '1001810fa239de8025cd5bcb210bc53c633895f4f112dbea555b098d45ab66af',
    },
    {
      slice: 6,
      at: 1792774800000,
      offered: '5.089035',
      spent: '5.081850',
      bought: '57.50000000',
      outcome: 'filled',
      hash: 'dc4d0ed473fb5f6a67e00e9a64fea7781dec2b4731399ce54a1d9538c3c44ed1',
    },
    {
      slice: 7,
      at: 1792778400000,
      offered: '5.092627',
      spent: '5.083812',
      bought: '56.60000000',
      outcome: 'filled',
      hash: '8e22b94ed40e073d0d4398517e33a3d3d72e70cc7c7a3abec1746de4aea54130',
    },
    {
      slice: 8,
      at: 1792782000000,
      offered: '5.101443',
      spent: '0.000000',
      bought: '0.00000000',
      outcome: 'missed_paused',
      hash: '2cb99a76c6732720bedb0dba9a583e8f229863a9ce6790eda3c3e9c86aa37591',
    },
  ],
  fills: [
    { tradeId: 5401, slice: 1, at: 1792756800000, price: '0.08868', lco: '28.60000000', credits: '2.536248' },
    { tradeId: 5402, slice: 1, at: 1792756800000, price: '0.08874', lco: '28.70000000', credits: '2.546838' },
    { tradeId: 5403, slice: 2, at: 1792760400000, price: '0.08829', lco: '57.50000000', credits: '5.076675' },
    { tradeId: 5404, slice: 3, at: 1792764000000, price: '0.08926', lco: '18.90000000', credits: '1.687014' },
    { tradeId: 5405, slice: 3, at: 1792764000000, price: '0.08934', lco: '18.90000000', credits: '1.688526' },
    { tradeId: 5406, slice: 3, at: 1792764000000, price: '0.08942', lco: '19.10000000', credits: '1.707922' },
    { tradeId: 5407, slice: 4, at: 1792767600000, price: '0.08744', lco: '19.30000000', credits: '1.687592' },
    { tradeId: 5408, slice: 4, at: 1792767600000, price: '0.08747', lco: '19.30000000', credits: '1.688171' },
    { tradeId: 5409, slice: 4, at: 1792767600000, price: '0.08752', lco: '19.50000000', credits: '1.706640' },
    { tradeId: 5410, slice: 5, at: 1792771200000, price: '0.08796', lco: '57.80000000', credits: '5.084088' },
    { tradeId: 5411, slice: 6, at: 1792774800000, price: '0.08838', lco: '57.50000000', credits: '5.081850' },
    { tradeId: 5412, slice: 7, at: 1792778400000, price: '0.08982', lco: '56.60000000', credits: '5.083812' },
  ],
}

const slice = (change: Partial<BuybackRecord['sliceList'][number]>): BuybackRecord => ({
  ...record,
  sliceList: record.sliceList.map((each, index) => (index === 2 ? { ...each, ...change } : each)),
})
const fill = (change: Partial<BuybackRecord['fills'][number]>): BuybackRecord => ({
  ...record,
  fills: record.fills.map((each, index) => (index === 2 ? { ...each, ...change } : each)),
})

describe('recomputing a buyback', () => {
  it('finds sums, guard and chain right', async () => {
    expect(await verifyBuyback(record, digest)).toEqual([
      { name: 'fills', ok: true },
      { name: 'slices', ok: true },
      { name: 'average', ok: true },
      { name: 'guard', ok: true },
      { name: 'burned', ok: true },
      { name: 'chain', ok: true },
    ])
  })
  it('leaves the chain open where the browser can not hash', async () => {
    const checks = await verifyBuyback(record, () => Promise.resolve(undefined))
    expect(checks.find(({ name }) => name === 'chain')?.ok).toBeUndefined()
  })
  it('sees a changed total', async () => {
    expect(await failed({ ...record, spent: '35.000000' })).toEqual(['slices', 'average', 'chain'])
    expect(await failed({ ...record, burned: '321.35000000' })).toEqual(['burned', 'chain'])
    expect(await failed({ ...record, averagePrice: '0.088571' })).toEqual(['average'])
    expect(await failed({ ...record, budget: '1.000000' })).toEqual(['slices', 'chain'])
  })
  it('sees a changed slice', async () => {
    expect(await failed(slice({ spent: '0.000001' }))).toEqual(['fills', 'slices', 'chain'])
    expect(await failed(slice({ offered: '4.000000' }))).toEqual(['fills', 'chain'])
    expect(await failed(slice({ outcome: 'missed_late' }))).toEqual(['chain'])
    expect(await failed(slice({ hash: '0'.repeat(64) }))).toEqual(['chain'])
  })
  it('sees a changed, dropped or too dear fill', async () => {
    expect(await failed(fill({ credits: '9.000000' }))).toEqual(['fills', 'chain'])
    expect(await failed(fill({ price: '0.99000' }))).toEqual(['guard', 'chain'])
    expect(await failed({ ...record, fills: record.fills.slice(1) })).toEqual(['fills', 'chain'])
  })
  it('does not let a record claim another place in the chain', async () => {
    expect(await failed({ ...record, previousHash: 'f'.repeat(64) })).toEqual(['chain'])
  })
})

describe('the picture of a sweep', () => {
  it('keeps every mark inside its frame and marks slices that bought nothing', () => {
    const picture = pictureOf(record)
    expect(picture?.dots).toHaveLength(record.fills.length)
    expect(picture?.missed.map(({ key }) => key)).toEqual(
      record.sliceList.filter(({ bought }) => Number(bought) === 0).map((each) => each.slice),
    )
    for (const { x, y } of picture?.dots ?? []) expect(x >= 0 && x <= 920 && y >= 0 && y <= 220).toBe(true)
  })
  it('is none when nothing was bought', () => {
    expect(pictureOf({ ...record, fills: [] })).toBeUndefined()
  })
})
