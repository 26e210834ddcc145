/** Claims about the ticket's figures: estimates, shares of a balance, and the rules an order breaks. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { BookView } from '../../../api/channels.ts'
import { creditsOf, feeOf, lotsOf, type MarketRules } from '../pair.ts'
import { checkOrder, termsOf } from './check.ts'
import { estimateOrder, limitBuyNeeds, walkBook } from './estimate.ts'
import { EMPTY_FORM, type TicketForm, toRequest } from './form.ts'
import { firingPrice } from './plan.ts'
import { limitBuyLots, shareOf } from './shares.ts'

const rules: MarketRules = {
  symbol: 'LCO/CREDIT',
  tick: '0.00001',
  lot: '0.1',
  priceDecimals: 5,
  quantityDecimals: 1,
  minNotional: '1.000000',
  maxNotional: '1000.000000',
  openOrderLimit: 200,
  takerFeeBps: 10,
  makerFeeBps: 0,
  bandBps: 2000,
  last: '0.10000',
  mark: '0.10000',
  frozen: false,
  pausedUntil: null,
  trading: true,
  bid: null,
  ask: null,
  open24h: null,
  high24h: null,
  low24h: null,
  changeBps: null,
  volume24h: '0.0',
  quoteVolume24h: '0.000000',
  asOf: 0,
}
const terms = termsOf(rules)
const book: BookView = {
  asks: [
    ['0.10000', '100.0'],
    ['0.10100', '50.0'],
  ],
  bids: [
    ['0.09900', '80.0'],
    ['0.09800', '1000.0'],
  ],
}
const funds = { credits: '20.000000', lco: '500.00000000' }
const form = (change: Partial<TicketForm>): TicketForm => ({ ...EMPTY_FORM, ...change })
const check = (change: Partial<TicketForm>, more: Partial<Parameters<typeof checkOrder>[0]> = {}) =>
  checkOrder({ form: form(change), rules, mark: '0.10000', last: '0.10000', book, funds, ...more })

describe('an estimate', () => {
  it('says what trades, at what average and worst price, and what rests', () => {
    const estimate = estimateOrder({ type: 'limit', side: 'buy', price: '0.10100', quantity: '200' }, book, terms)
    expect(estimate).toEqual({
      quantity: '150.0',
      averagePrice: '0.10033',
      worstPrice: '0.10100',
      notional: '15.050000',
      fee: '0.015050',
      total: '15.065050',
      rests: '50.0',
      // 20.2 at the limit with the taker fee
      reserve: { credits: '20.220200', quantity: '0.0' },
    })
  })
  it('lets nothing of a post-only order trade and locks no taker fee', () => {
    const order = { type: 'limit', side: 'buy', price: '0.09000', quantity: '100', postOnly: true } as const
    expect(estimateOrder(order, book, terms)).toMatchObject({
      quantity: '0.0',
      rests: '100.0',
      reserve: { credits: '9.000000' },
    })
  })
  it('lets nothing of an immediate order rest', () => {
    const order = { type: 'limit', side: 'buy', price: '0.10000', quantity: '300', timeInForce: 'ioc' } as const
    expect(estimateOrder(order, book, terms)).toMatchObject({ quantity: '100.0', rests: '0.0' })
  })
  it('spends an amount with its fee and never a µCR more', () => {
    fc.assert(
      fc.property(fc.bigInt(1n, 16_000_000n), (budget) => {
        const walked = walkBook(book.asks, { budget, feeBps: 10, pair: rules })
        expect(walked.notional + feeOf(walked.notional, 10)).toBeLessThanOrEqual(budget)
        // one lot more at the next price would not fit, unless the book is empty
        if (walked.lots < 1_500n) {
          const next = walked.lots < 1_000n ? 10_000n : 10_100n
          const more = walked.notional + next
          expect(more + feeOf(more, 10)).toBeGreaterThan(budget)
        }
      }),
    )
  })
  it('ends a sell by amount at gross proceeds', () => {
    const estimate = estimateOrder({ type: 'market', side: 'sell', quote: '7.920000' }, book, terms)
    expect(estimate).toMatchObject({ quantity: '80.0', notional: '7.920000', fee: '0.007920', total: '7.912080' })
  })
})

describe('a share of the balance', () => {
  const share = (change: Partial<TicketForm>, percent = 100) =>
    shareOf({ form: form(change), percent, funds, terms, ...book })

  it('sells whole lots only', () => {
    const odd = { credits: '0', lco: '10.19999999' }
    expect(shareOf({ form: form({ side: 'sell' }), percent: 50, funds: odd, terms, ...book })).toEqual({
      quantity: '5',
    })
    expect(shareOf({ form: form({ side: 'sell' }), percent: 100, funds: odd, terms, ...book })).toEqual({
      quantity: '10.1',
    })
  })
  it('leaves room for the fee of a limit buy', () => {
    expect(share({ price: '0.10000' })).toEqual({ quantity: '199.8' })
    expect(share({ price: '0.10000', postOnly: true })).toEqual({ quantity: '200' })
  })
  it('buys as many lots as the budget covers and not one more', () => {
    fc.assert(
      fc.property(fc.bigInt(0n, 10n ** 12n), fc.bigInt(1n, 10n ** 7n), fc.boolean(), (budget, ticks, postOnly) => {
        const lots = limitBuyLots(budget, { ticks, postOnly }, terms)
        if (lots > 0n) expect(limitBuyNeeds({ ticks, lots, postOnly }, terms)).toBeLessThanOrEqual(budget)
        expect(limitBuyNeeds({ ticks, lots: lots + 1n, postOnly }, terms)).toBeGreaterThan(budget)
      }),
    )
  })
  it('walks the book for a market buy by quantity', () => {
    const part = share({ type: 'market' }, 50)
    expect(part).toEqual({ quantity: '99.9' })
  })
  it('is the amount itself when the order is measured in CR', () => {
    expect(share({ type: 'market', by: 'amount' }, 25)).toEqual({ amount: '5' })
  })
  it('needs a price for a limit buy', () => {
    expect(share({ price: '' })).toBeUndefined()
  })
  it('is empty, not zero, when the balance covers no lot', () => {
    const none = { credits: '0.000001', lco: '0.05000000' }
    expect(shareOf({ form: form({ side: 'sell' }), percent: 100, funds: none, terms, ...book })).toEqual({
      quantity: '',
    })
  })
})

describe('the rules an order breaks', () => {
  it('are not looked for while the form is not complete', () => {
    expect(check({ price: '0.1' })).toBeUndefined()
    expect(toRequest(form({ price: '0.1', quantity: '0' }))).toBeUndefined()
  })
  it('name tick and lot', () => {
    expect(check({ price: '0.100001' })).toMatchObject({ rule: 'tick', field: 'price' })
    expect(check({ price: '0.1', quantity: '1.05' })).toMatchObject({ rule: 'lot', values: { lot: '0.1' } })
    expect(check({ price: '0.100000', quantity: '10.00' })).toBeUndefined()
  })
  it('name the minimum and maximum value with the order’s own', () => {
    expect(check({ price: '0.1', quantity: '9.9' })).toMatchObject({
      rule: 'minNotional',
      values: { value: '0.990000', limit: '1.000000' },
    })
    expect(check({ price: '0.1', quantity: '10' })).toBeUndefined()
    expect(check({ type: 'market', by: 'amount', amount: '1000.000001' })).toMatchObject({ rule: 'maxNotional' })
  })
  it('name what a buy needs with its fee', () => {
    expect(check({ price: '0.1', quantity: '199.9' })).toMatchObject({
      rule: 'credits',
      values: { need: '20.009990', have: '20.000000' },
    })
    expect(check({ price: '0.1', quantity: '199.8' })).toBeUndefined()
  })
  it('name what a sell needs in coins', () => {
    expect(check({ side: 'sell', price: '0.1', quantity: '500.1' })).toMatchObject({ rule: 'lco' })
  })
  it('refuse a market order without a mark price and a post-only one that would trade', () => {
    expect(check({ type: 'market', quantity: '20' }, { mark: null })).toMatchObject({ rule: 'noMark' })
    expect(check({ price: '0.1', quantity: '20', postOnly: true })).toMatchObject({
      rule: 'wouldCross',
      values: { price: '0.10000' },
    })
    expect(check({ price: '0.09999', quantity: '20', postOnly: true })).toBeUndefined()
  })
  it('say nothing about balances of a guest', () => {
    expect(check({ price: '0.1', quantity: '9000' }, { funds: undefined })).toBeUndefined()
  })
  it('hold quantities exactly that floats would blur', () => {
    expect(lotsOf('0.3', rules)).toBe(3n)
    expect(creditsOf('0.1') + creditsOf('0.2')).toBe(creditsOf('0.3'))
  })
})

describe('an order that waits', () => {
  const stop: Partial<TicketForm> = {
    side: 'sell',
    type: 'market',
    plan: 'stop_loss',
    quantity: '100',
    trigger: '0.09',
  }

  it('is sent with what it waits for, and not before that is typed', () => {
    expect(toRequest(form(stop))).toEqual({
      ...{ type: 'market', side: 'sell', quantity: '100' },
      trigger: { kind: 'stop_loss', price: '0.09' },
    })
    expect(toRequest(form({ ...stop, trigger: '' }))).toBeUndefined()
    expect(toRequest(form({ ...stop, plan: 'trailing', trigger: '', trail: '1.5' }))).toMatchObject({
      trigger: { kind: 'stop_loss', trailBps: 150 },
    })
    expect(toRequest(form({ ...stop, plan: 'trailing', trail: '' }))).toBeUndefined()
  })
  it('is sold by quantity even where the ticket was set to amounts', () => {
    expect(toRequest(form({ ...stop, by: 'amount', amount: '5' }))).toMatchObject({ quantity: '100' })
  })
  it('is refused when the last trade has reached its price already', () => {
    expect(check(stop)).toBeUndefined()
    expect(check({ ...stop, trigger: '0.1' })).toMatchObject({ rule: 'wouldTrigger', values: { last: '0.10000' } })
    expect(check({ ...stop, plan: 'take_profit', trigger: '0.11' })).toBeUndefined()
    expect(check({ ...stop, plan: 'take_profit', trigger: '0.1' })?.rule).toBe('wouldTrigger')
    const buy = { ...stop, side: 'buy' as const, quantity: '50' }
    expect(check({ ...buy, trigger: '0.11' })).toBeUndefined()
    expect(check({ ...buy, trigger: '0.09' })?.rule).toBe('wouldTrigger')
  })
  it('needs no mark price, and a trade only to follow one', () => {
    expect(check(stop, { mark: null, last: null })).toBeUndefined()
    expect(check({ ...stop, plan: 'trailing', trigger: '' }, { last: null })?.rule).toBe('noLast')
  })
  it('keeps a distance that the core accepts', () => {
    const trail = (text: string) => check({ ...stop, plan: 'trailing', trigger: '', trail: text })?.rule
    expect([trail('0.1'), trail('20'), trail('0.09'), trail('20.01')]).toEqual([undefined, undefined, 'trail', 'trail'])
  })
  it('says where it would fire and how far off that is', () => {
    expect(firingPrice(form(stop), '0.10000', rules)).toEqual({ price: '0.09000', awayBps: -1_000 })
    const trailing: Partial<TicketForm> = { ...stop, plan: 'trailing', trigger: '', trail: '1' }
    expect(firingPrice(form(trailing), '0.10000', rules)).toEqual({ price: '0.09900', awayBps: -100 })
    expect(firingPrice(form({ ...trailing, side: 'buy' }), '0.10001', rules)?.price).toBe('0.10102')
    expect(firingPrice(form(trailing), null, rules)).toBeUndefined()
  })
  it('trades nothing at once', () => {
    const order = toRequest(form({ ...stop, type: 'limit', price: '0.08' }))
    const estimate = order && estimateOrder(order, book, terms)
    expect(estimate).toMatchObject({ quantity: '0.0', rests: '0.0', reserve: { quantity: '100.0' } })
  })
})

describe('an order that shows in parts', () => {
  it('is one that stays in the book, and shows at most its quantity', () => {
    const parts: Partial<TicketForm> = { side: 'sell', price: '0.11', quantity: '100', iceberg: '10' }
    expect(toRequest(form(parts))).toMatchObject({ iceberg: '10' })
    expect(toRequest(form({ ...parts, timeInForce: 'ioc' }))).not.toHaveProperty('iceberg')
    expect(check(parts)).toBeUndefined()
    expect(check({ ...parts, iceberg: '101' })?.rule).toBe('iceberg')
    expect(check({ ...parts, iceberg: '10.05' })).toMatchObject({ rule: 'lot', field: 'iceberg' })
  })
})

describe('what follows an entry', () => {
  const entry: Partial<TicketForm> = { plan: 'otoco', price: '0.1', quantity: '50', exitPrice: '0.11', trigger: '0.09' }

  it('must gain by its limit and cut a loss by its stop', () => {
    const stop = { ...entry, type: 'market' as const }
    expect(check(stop)).toBeUndefined()
    expect(check({ ...stop, exitPrice: '0.1' })).toMatchObject({ rule: 'mustBeAbove', field: 'exitPrice' })
    expect(check({ ...stop, trigger: '0.1' })).toMatchObject({ rule: 'mustBeBelow', field: 'trigger' })
    const sell = { ...stop, side: 'sell' as const }
    expect(check(sell)).toMatchObject({ rule: 'mustBeBelow', field: 'exitPrice' })
    expect(check({ ...sell, exitPrice: '0.09', trigger: '0.11' })).toBeUndefined()
  })
  it('keeps to steps and to the least value', () => {
    expect(check({ ...entry, exitPrice: '0.110001' })).toMatchObject({ rule: 'tick', field: 'exitPrice' })
    expect(check({ ...entry, stopPrice: '0.00001' })).toMatchObject({ rule: 'minNotional' })
  })
  it('leaves entry and share of the balance to the entry’s own price, whatever the stop is', () => {
    const market = { ...entry, type: 'market' as const }
    expect(toRequest(form(market))).toMatchObject({ type: 'limit', price: '0.1' })
    expect(shareOf({ form: form(market), percent: 100, funds, terms, ...book })).toEqual({ quantity: '199.8' })
  })
})
