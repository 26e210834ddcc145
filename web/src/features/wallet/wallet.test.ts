/** Claims about balance lines, ledger entries and their spreadsheet. */
import { describe, expect, it } from 'vitest'
import type { Balances } from '../../../../src/contract/account.ts'
import texts from '../../i18n/en/wallet.json' with { type: 'json' }
import { arranged, type Entry, entriesCsv, kindKey, kinds, netOf } from './ledger/entries.ts'
import { altogether, besideOf, ledgerPurpose, statementOf } from './lines.ts'

const balances: Balances = {
  credits: {
    available: '90.000000',
    order: '9.999999',
    hold: '0.000001',
    margin: '0.000000',
    marginOrder: '0.000000',
    redeeming: '0.000000',
    total: '100.000000',
  },
  lco: {
    available: '0.00000001',
    order: '0.00000000',
    staked: '1000.00000000',
    unbonding: '0.00000000',
    imo: '0.00000000',
    margin: '0.00000000',
    marginOrder: '0.00000000',
    bond: '1.00000000',
    total: '1001.00000001',
  },
  sequence: 1,
  asOf: 1,
}

describe('a statement of balances', () => {
  it('shows the usual locks even when empty, and unusual ones only when they hold something', () => {
    expect(statementOf('CR', balances).lines.map(({ purpose }) => purpose)).toEqual(['available', 'order', 'hold'])
    expect(statementOf('LCO', balances).lines.map(({ purpose }) => purpose)).toEqual([
      'available',
      'order',
      'staked',
      'unbonding',
      'bond',
    ])
  })
  it('adds up to the last unit, and says when it does not', () => {
    expect(statementOf('CR', balances).adds).toBe(true)
    expect(statementOf('LCO', balances).adds).toBe(true)
    const wrong = { ...balances, credits: { ...balances.credits, total: '100.000001' } }
    expect(statementOf('CR', wrong).adds).toBe(false)
  })
  it('names purposes as the ledger does', () => {
    expect(ledgerPurpose('marginOrder')).toBe('margin-order')
    expect(ledgerPurpose('staked')).toBe('staked')
  })
})

describe('what is lent and owed', () => {
  const lending = [
    { asset: 'CR', lent: '40.000000', waiting: '2.500000' },
    { asset: 'LCO', lent: '0.00000000', waiting: '0.00000000' },
  ] as const
  it('stands beside the balance with what waits to be paid, and is summed both ways to the last unit', () => {
    const both = besideOf('CR', lending, { asset: 'CR', amount: '10.000001' })
    expect(both).toEqual({ lent: '42.500000', owed: '10.000001' })
    expect(both && altogether('100.000000', both)).toBe('132.499999')
  })
  it('is not shown where there is neither', () => {
    expect(besideOf('LCO', lending, { asset: 'CR', amount: '10.000000' })).toBeUndefined()
    expect(besideOf('CR', [], null)).toBeUndefined()
  })
})

const entry: Entry = {
  entryId: '7.1',
  sequence: 7,
  at: Date.UTC(2026, 0, 5, 12),
  kind: 'trade',
  ref: '=1+1',
  postings: [
    { account: 'user:2:available:CR', purpose: 'available', asset: 'CR', amount: '0.000003' },
    { account: 'user:2:order:CR', purpose: 'order', asset: 'CR', amount: '-1.000000' },
    { account: 'user:2:available:LCO', purpose: 'available', asset: 'LCO', amount: '10.00000000' },
  ],
}

describe('a ledger entry', () => {
  it('reads from what left to what arrived', () => {
    expect(arranged(entry.postings).map(({ amount }) => amount)).toEqual(['-1.000000', '0.000003', '10.00000000'])
  })
  it('says what it changed in each asset', () => {
    expect(netOf(entry, 'CR')).toBe('-0.999997')
    expect(netOf(entry, 'LCO')).toBe('10.00000000')
    expect(netOf({ ...entry, postings: [] }, 'CR')).toBeUndefined()
  })
  it('has a name for every kind that the filter offers', () => {
    expect(kinds.map(kindKey).filter((key) => !(key in texts.kind))).toEqual([])
  })
})

describe('the spreadsheet', () => {
  it('has one row a posting with exact amounts and the time in UTC', () => {
    const [header, first, second] = entriesCsv([entry]).split('\r\n')
    expect(header).toBe('entry,time_utc,kind,reference,account,asset,amount')
    expect(first).toBe("7.1,2026-01-05T12:00:00.000Z,trade,'=1+1,user:2:available:CR,CR,0.000003")
    expect(second?.endsWith(',CR,-1.000000')).toBe(true)
  })
})
