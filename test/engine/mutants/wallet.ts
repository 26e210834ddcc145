/** Planted bugs of orders of the margin wallet: whose money they move, what they borrow, how far they reduce a position. */
import type { Mutant } from './mutant.ts'

const plan = 'exchange/plan.ts'
const place = 'exchange/place.ts'
const settle = 'exchange/settle.ts'
const reduce = 'exchange/reduce.ts'

export const walletMutants: readonly Mutant[] = [
  {
    file: 'exchange/wallet.ts',
    find: "return side === 'buy' ? creditsSlot(account, onMargin) : coinsSlot(account, onMargin)",
    replace: "return userSlot(account, side === 'buy' ? U.available : U.lco)",
    why: 'a margin order holds what is available',
  },
  {
    file: settle,
    find: 'credits: creditsSlot(account, onMargin),',
    replace: 'credits: creditsSlot(account, false),',
    why: 'a margin order that takes pays from what is available',
  },
  {
    file: settle,
    find: 'const proceeds = creditsSlot(account, onMargin)',
    replace: 'const proceeds = creditsSlot(account, false)',
    why: 'what a margin order sold while resting becomes available',
  },
  {
    file: settle,
    find: 'out.move(taker.lco, coinsSlot(account, onMargin),',
    replace: 'out.move(taker.lco, coinsSlot(account, false),',
    why: 'what a margin order bought while resting becomes available',
  },
  {
    file: 'exchange/market.ts',
    find: "else if (side === 'buy') this.marginEscrowCredits = add(this.marginEscrowCredits, change as Credits)",
    replace: "else if (side === 'buy') this.escrowCredits = add(this.escrowCredits, change as Credits)",
    why: 'one running total counts the escrow of both wallets',
  },
  {
    file: plan,
    find: 'if (input.margin?.borrow) return 0 as Credits',
    replace: '',
    why: 'an order that will borrow holds its whole cost while it waits',
  },
  {
    file: place,
    find: 'amount: plan.borrow })',
    replace: 'amount: plan.borrow + 1 })',
    why: 'an order borrows more than it lacks',
  },
  {
    file: place,
    find: '  trimReducing(desk, order)\n',
    replace: '',
    why: 'what rests reduce-only stays when another order takes the position first',
  },
  {
    file: 'exchange/trim.ts',
    find: 'for (const other of resting) if (!other.reduceOnly) left -= other.resting',
    replace: '',
    why: 'reduce-only orders are cut without regard to others that rest',
  },
  {
    file: reduce,
    find: 'if (rests) for (const { resting } of restingOn(desk, account, side)) left -= resting',
    replace: '',
    why: 'two reduce-only orders rest for the same lots',
  },
  {
    file: reduce,
    find: ': -divFloor(net, pair.lotUnits))',
    replace: ': divFloor(-net, pair.lotUnits))',
    why: 'what is bought back leaves less than a lot owed',
  },
  {
    file: 'exchange/fire.ts',
    find: 'if (plan.asked !== undefined) cutLots(desk, order, plan.input)',
    replace: '',
    why: 'an order that fires reduce-only keeps its quantity though it may trade less',
  },
  {
    file: 'exchange/ending.ts',
    find: 'if (order.onMargin) desk.market.touchMargin(order)',
    replace: '',
    why: 'nobody looks at a margin wallet when its order has ended',
  },
  {
    file: 'exchange/place-list.ts',
    find: '(margin !== undefined) === onMargin && ',
    replace: '',
    why: 'the orders of a list are of two wallets',
  },
  {
    file: 'exchange/orders.ts',
    find: 'if (!sameMargin(order.margin, input.margin)) return false',
    replace: '',
    why: 'an order of the other wallet is taken for the same order again',
  },
  {
    file: 'commands/orders.ts',
    find: 'orders.get(id)?.onMargin === onMargin',
    replace: 'true',
    why: 'canceling the orders of one wallet cancels those of the other',
  },
]
