/** Claims about tickets that make lists: an entry with what follows it, and what the two would leave. */
import { describe, expect, it } from 'vitest'
import { exitResults } from './exit-result.ts'
import { EMPTY_FORM, type TicketForm, toRequest } from './form.ts'
import { toList } from './lists.ts'
import { firingPrice } from './plan.ts'

const pair = { priceDecimals: 5, quantityDecimals: 1 }
const form = (change: Partial<TicketForm>): TicketForm => ({ ...EMPTY_FORM, price: '0.1', quantity: '100', ...change })

describe('an entry with an exit', () => {
  it('is a limit order and one of the other side and the same quantity', () => {
    expect(toList(form({ plan: 'oto', exitPrice: '0.12', postOnly: true }))).toEqual({
      kind: 'oto',
      orders: [
        { type: 'limit', side: 'buy', price: '0.1', quantity: '100', postOnly: true },
        { type: 'limit', side: 'sell', price: '0.12', quantity: '100' },
      ],
    })
    expect(toList(form({ plan: 'oto', side: 'sell', exit: 'stop', trigger: '0.11' }))?.orders[1]).toEqual({
      ...{ type: 'market', side: 'buy', quantity: '100' },
      trigger: { kind: 'stop_loss', price: '0.11' },
    })
  })
  it('has a limit and a stop of which one remains', () => {
    const bracket = form({ plan: 'otoco', type: 'limit', exitPrice: '0.12', trigger: '0.09', stopPrice: '0.089' })
    expect(toList(bracket)).toMatchObject({
      kind: 'otoco',
      orders: [{ side: 'buy' }, { price: '0.12' }, { price: '0.089', trigger: { price: '0.09' } }],
    })
    expect(toList({ ...bracket, type: 'market' })?.orders[2]).not.toHaveProperty('price')
  })
  it('is not sent while one of its prices is missing', () => {
    expect(toList(form({ plan: 'oto' }))).toBeUndefined()
    expect(toList(form({ plan: 'otoco', exitPrice: '0.12' }))).toBeUndefined()
    expect(toList(form({ plan: 'otoco', exitPrice: '0.12', trigger: '0.09' }))).toBeUndefined()
  })
  it('fires its stop from the side of the exit', () => {
    const bracket = form({ plan: 'otoco', trigger: '0.09' })
    expect(firingPrice(bracket, '0.10000', pair)).toEqual({ price: '0.09000', awayBps: -1_000 })
  })
  it('is told with fees of both orders, loss like gain', () => {
    const rules = { ...pair, takerFeeBps: 10 }
    const bracket = form({ plan: 'otoco', type: 'market', exitPrice: '0.12', trigger: '0.09' })
    expect(exitResults(bracket, rules)).toEqual({ limit: '1.978000', stop: '-1.019000' })
    expect(exitResults({ ...bracket, side: 'sell', exitPrice: '0.09', trigger: '0.12' }, rules)).toEqual({
      limit: '0.981000',
      stop: '-2.022000',
    })
  })
})

describe('an order that may meet an own one', () => {
  it('says what becomes of it only where that is not the usual way, and in each order of a list', () => {
    expect(toRequest(form({}))).not.toHaveProperty('selfTrade')
    expect(toRequest(form({ selfTrade: 'decrement' }))).toMatchObject({ selfTrade: 'decrement' })
    const list = toList(
      form({ plan: 'otoco', type: 'market', exitPrice: '0.12', trigger: '0.09', selfTrade: 'expire_both' }),
    )
    expect(list?.orders.map(({ selfTrade }) => selfTrade)).toEqual(['expire_both', 'expire_both', 'expire_both'])
  })
})
