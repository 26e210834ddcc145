/** Planted bugs of orders: filters, funds, fees, escrow, matching, client order ids. */
import type { Mutant } from './mutant.ts'

const place = 'exchange/place.ts'
const plan = 'exchange/plan.ts'
const settle = 'exchange/settle.ts'
const orders = 'exchange/orders.ts'
const book = 'exchange/book/book.ts'

export const orderMutants: readonly Mutant[] = [
  {
    file: plan,
    find: 'Math.max(postOnly ? 0 : taker, maker)',
    replace: 'Math.max(taker, maker)',
    why: 'a post-only buy must be payable at the taker’s rate',
  },
  {
    file: plan,
    find: 'Math.max(postOnly ? 0 : taker, maker)',
    replace: '(postOnly ? 0 : taker)',
    why: 'the maker’s rate is left out of what a buy must be able to pay',
  },
  {
    file: plan,
    find: 'return add(notional, takerFee(notional, taker.feeBps as Bps))',
    replace: 'return notional',
    why: 'a market buy need not be able to pay its fee',
  },
  {
    file: plan,
    find: "if (notional < p['market.minNotional'])",
    replace: "if (notional <= p['market.minNotional'])",
    why: 'an order of exactly the minimum is refused',
  },
  {
    file: plan,
    find: "if (notional > p['market.maxNotional'])",
    replace: "if (notional >= p['market.maxNotional'])",
    why: 'an order of exactly the maximum is refused',
  },
  {
    file: plan,
    find: 'market.orders.liveCountOf(account) + inputs.length > most',
    replace: 'market.orders.liveCountOf(account) + inputs.length > most + 1',
    why: 'an account may have one order more than allowed',
  },
  {
    file: plan,
    find: 'if (at < market.mark.pausedUntil)',
    replace: 'if (at <= market.mark.pausedUntil)',
    why: 'the pause lasts a millisecond longer',
  },
  {
    file: plan,
    find: "if (!market.mark.live) return reject('no_mark_price')",
    replace: "if (market.mark.price === null) return reject('no_mark_price')",
    why: 'market orders trade on a frozen mark',
  },
  {
    file: plan,
    find: 'checkNotional((market.mark.price ?? 0) * input.lots, p)',
    replace: 'undefined',
    why: 'market orders by quantity pass the filters of worth',
  },
  {
    file: plan,
    find: 'const blocked = facing !== 0 && (facing < band.low || facing > band.high)',
    replace: 'const blocked = facing !== 0 && (facing <= band.low || facing >= band.high)',
    why: 'nothing trades at the very end of the band',
  },
  {
    file: plan,
    find: 'const limit = buys ? Math.min(own, band.high) : Math.max(own, band.low)',
    replace: 'const limit = own',
    why: 'trades happen beyond the band',
  },
  {
    file: plan,
    find: "if (input.postOnly && crosses) return reject('would_cross')",
    replace: '',
    why: 'a post-only order that crosses is accepted',
  },
  {
    file: plan,
    find: "return have < need ? reject(buys ? 'insufficient_credits'",
    replace: "return have <= need ? reject(buys ? 'insufficient_credits'",
    why: 'nobody can sell all coins',
  },
  {
    file: plan,
    find: 'expire_taker: EXPIRE_TAKER,',
    replace: 'expire_taker: EXPIRE_BOTH,',
    why: 'expire taker takes the own resting order with it',
  },
  {
    file: place,
    find: 'order.lots === null ? order.filledLots > 0 : order.filledLots === order.lots',
    replace: 'order.filledLots > 0',
    why: 'an order that lost lots to its own account is shown as filled',
  },
  {
    file: place,
    find: "endOrder(desk, order, { status: 'expired', cause: 'self_trade' })\n    return",
    replace: "endOrder(desk, order, { status: 'filled', cause: 'self_trade' })\n    return",
    why: 'an own order that expired is shown as filled',
  },
  {
    file: 'exchange/fees.ts',
    find: 'return mulDivHalfUp(notional, feeBps, BPS) as Credits',
    replace: 'return mulDivFloor(notional, feeBps, BPS) as Credits',
    why: 'the taker’s fee is rounded down',
  },
  {
    file: 'exchange/fees.ts',
    find: 'return mulDivFloor(notional, feeBps, BPS) as Credits',
    replace: 'return mulDivHalfUp(notional, feeBps, BPS) as Credits',
    why: 'the maker’s fee is rounded half up',
  },
  {
    file: settle,
    find: 'const due = takerFee(settled.notional, taker.feeBps)',
    replace: 'const due = add(settled.fee, takerFee(notional, taker.feeBps))',
    why: 'the taker’s fee is rounded at every fill',
  },
  {
    file: settle,
    find: 'const due = makerFee(maker.makerNotional, maker.makerFeeBps)',
    replace: 'const due = add(maker.makerFee, makerFee(fill.notional, maker.makerFeeBps))',
    why: 'the maker’s fee is rounded at every fill',
  },
  {
    file: settle,
    find: 'const due = makerFee(maker.makerNotional, maker.makerFeeBps)',
    replace: "const due = makerFee(maker.makerNotional, desk.parameters['market.makerFee'] as Bps)",
    why: 'a resting order pays the maker’s rate of the day it trades',
  },
  {
    file: settle,
    find: 'feeBps: order.takerFeeBps,',
    replace: 'feeBps: order.makerFeeBps,',
    why: 'a taker pays the maker’s rate',
  },
  {
    file: settle,
    find: 'out.move(proceeds, P.tradingFees, fill.makerFee)',
    replace: 'out.move(taker.credits, P.tradingFees, fill.makerFee)',
    why: 'the buyer pays the selling maker’s fee',
  },
  {
    file: orders,
    find: 'const fee = makerFee((order.makerNotional + rest) as Credits, order.makerFeeBps) - order.makerFee',
    replace: 'const fee = makerFee(rest, order.makerFeeBps)',
    why: 'escrow counts the fee on the rest alone',
  },
  {
    file: orders,
    find: 'fee: (order.takerFee + order.makerFee) as Credits',
    replace: 'fee: order.takerFee',
    why: 'an order shows only the fee it paid as a taker',
  },
  {
    file: orders,
    find: 'const DONE_KEPT = 1000',
    replace: 'const DONE_KEPT = 999',
    why: 'one done order fewer is remembered',
  },
  {
    file: orders,
    find: 'if (this.#byClient.get(key) === oldest.id) this.#byClient.delete(key)',
    replace: 'this.#byClient.delete(key)',
    why: 'a forgotten order takes the client id of a newer one with it',
  },
  {
    file: orders,
    find: 'if (order.pair !== pair) return false',
    replace: '',
    why: 'the same numbers in another tick and lot are the same body',
  },
  {
    file: orders,
    find: 'if (before === 0) lists.firstLive = after',
    replace: '',
    why: 'an order that ended stays the first of its account’s open ones',
  },
  {
    file: orders,
    find: "if (order.selfTrade !== (input.selfTrade ?? 'expire_maker')) return false",
    replace: '',
    why: 'another self-trade mode is the same body',
  },
  {
    file: 'commands/orders.ts',
    find: 'return order?.account === account ? order : undefined',
    replace: 'return order',
    why: 'anybody may cancel anybody’s order',
  },
  {
    file: 'commands/orders.ts',
    find: "return order.live ? reject('client_order_id_reused', { orderId: order.id }) : undefined",
    replace: "return reject('client_order_id_reused', { orderId: order.id })",
    why: 'a client order id can not be used again after its order is done',
  },
  {
    file: 'exchange/book/budget.ts',
    find: 'if (budget === Number.POSITIVE_INFINITY || taker.side !== BUY || feeBps === 0) return budget',
    replace: 'if (budget === Number.POSITIVE_INFINITY || taker.side === BUY || feeBps === 0) return budget',
    why: 'a buy by amount pays its fee on top of the amount',
  },
  {
    file: book,
    find: "if (tif === 'fok' && !this.quote(taker).complete) return REJECTED_FOK",
    replace: '',
    why: 'a fill-or-kill order fills in part',
  },
  {
    file: book,
    find: 'if (want === 0) return OUT_OF_BUDGET',
    replace: 'if (want === 0) return OUT_OF_DEPTH',
    why: 'an order by amount that is used up is shown as expired',
  },
  {
    file: book,
    find: 'const lots = stp === EXPIRE_TAKER ? 0 : stp === DECREMENT ? Math.min(want, resting.lots[slot]!) : whole',
    replace: 'const lots = stp === EXPIRE_TAKER ? 0 : stp === DECREMENT ? resting.lots[slot]! : whole',
    why: 'decrement takes the whole own order out',
  },
  {
    file: 'exchange/book/resting.ts',
    find: 'if (last === 0) levels.head[level] = slot\n    else this.next[last] = slot\n    levels.tail[level] = slot',
    replace:
      'this.#previous[slot] = 0\n    const head = levels.head[level]!\n    this.next[slot] = head\n    if (head === 0) levels.tail[level] = slot\n    else this.#previous[head] = slot\n    levels.head[level] = slot',
    why: 'at one price the youngest order trades first',
  },
  {
    file: 'commands/accounts.ts',
    find: 'if (input.suspended) endOrders(',
    replace: 'if (!input.suspended) endOrders(',
    why: 'a suspended account’s orders go on trading',
  },
  {
    file: 'commands/accounts.ts',
    find: 'if (input.operator) endOrders(',
    replace: 'if (!input.operator) endOrders(',
    why: 'an operator’s orders go on trading',
  },
  {
    file: book,
    find: '(this.#resting.bestPrice(facing) || price)',
    replace: 'price',
    why: 'the rest of an order by amount is measured at the last price, not at the next',
  },
  {
    file: book,
    find: 'return cap - this.#spent < (this',
    replace: 'return cap - this.#spent <= (this',
    why: 'an order by amount with a lot left that nobody offers counts as filled',
  },
]
