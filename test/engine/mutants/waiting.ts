/** Planted bugs of orders that wait, lists, parts, replacements and amendments. */
import type { Mutant } from './mutant.ts'

const plan = 'exchange/plan.ts'
const fire = 'exchange/fire.ts'
const ending = 'exchange/ending.ts'
const triggers = 'exchange/triggers.ts'
const resting = 'exchange/book/resting.ts'
const changes = 'commands/order-changes.ts'

export const waitingMutants: readonly Mutant[] = [
  {
    file: 'exchange/trigger-index.ts',
    find: 'return this.#nearest !== 0 && (this.#falls ? price <= this.#nearest : price >= this.#nearest)',
    replace: 'return this.#nearest !== 0 && (this.#falls ? price < this.#nearest : price > this.#nearest)',
    why: 'a trigger fires a tick after its price',
  },
  {
    file: triggers,
    find: "return (trigger.kind === 'stop_loss') === (side === 'sell') ? 'falls' : 'rises'",
    replace: "return side === 'sell' ? 'falls' : 'rises'",
    why: 'a take-profit fires where a stop-loss does',
  },
  {
    file: triggers,
    find: 'for (const id of reached.sort((a, b) => a - b)) {',
    replace: 'for (const id of reached.sort((a, b) => b - a)) {',
    why: 'of the orders that one trade reaches the youngest is placed first',
  },
  {
    file: triggers,
    find: 'else this.#follow(order, { bps, best: price })',
    replace: 'else reached.push(id)',
    why: 'a trailing order fires where it should begin to follow',
  },
  {
    file: 'exchange/trails.ts',
    find: 'return this.#sells ? price * BPS <= best * (BPS - bps) : price * BPS >= best * (BPS + bps)',
    replace: 'return this.#sells ? price * BPS < best * (BPS - bps) : price * BPS > best * (BPS + bps)',
    why: 'a trailing order fires beyond its distance, not at it',
  },
  {
    file: 'exchange/trails.ts',
    find: 'passed.best = price',
    replace: 'passed.best = queue[0]?.best ?? price',
    why: 'a trailing order follows a price that was better than all it has seen',
  },
  {
    file: plan,
    find: '? last <= price : last >= price',
    replace: '? last < price : last > price',
    why: 'a trigger that the last trade is at is accepted',
  },
  {
    file: plan,
    find: "market.orders.triggersOf(account) + triggers <= p['market.triggers']",
    replace: "market.orders.triggersOf(account) <= p['market.triggers']",
    why: 'one order more than allowed may wait for a trigger',
  },
  {
    file: 'exchange/brings.ts',
    find: "const top = Math.min(mulDivCeil(fires, BPS + p['market.band'], BPS), MAX_PRICE)",
    replace: 'const top = fires',
    why: 'a market buy that waits holds what it costs at its trigger, without the band',
  },
  {
    file: 'exchange/brings.ts',
    find: 'const fires = mulDivCeil(price ?? market.mark.lastPrice ?? 0, BPS + trailBps, BPS)',
    replace: 'const fires = price ?? market.mark.lastPrice ?? 0',
    why: 'a trailing market buy holds nothing for its distance',
  },
  {
    file: plan,
    find: "if (kind !== 'market' || side !== 'buy' || terms === null || terms.reserve === 0) return Number.POSITIVE_INFINITY",
    replace: 'if (terms !== null) return Number.POSITIVE_INFINITY',
    why: 'a market buy that waited spends more than it held',
  },
  {
    file: plan,
    find: 'feeBps: known === undefined ? desk.parameters',
    replace: 'feeBps: true ? desk.parameters',
    why: 'an order that waited pays the fee of the day it fires',
  },
  {
    file: plan,
    find: 'Math.ceil(lots / iceberg) <= most',
    replace: 'Math.floor(lots / iceberg) <= most',
    why: 'an order may show in one part more than allowed',
  },
  {
    file: fire,
    find: 'if (!trading || desk.at < mark.pausedUntil) return',
    replace: '',
    why: 'reached orders are placed while trading is stopped',
  },
  {
    file: fire,
    find: 'const MOST_FIRED = 100',
    replace: 'const MOST_FIRED = 101',
    why: 'one command places more than it may',
  },
  {
    file: fire,
    find: 'if (isPaired(order)) standAlone(desk, order)\n  else setEscrow(desk, order, before)',
    replace: 'setEscrow(desk, order, before)',
    why: 'the other of two orders stays when one fires',
  },
  {
    file: 'exchange/settle.ts',
    find: 'if (isPaired(maker)) standAlone(desk, maker)',
    replace: '',
    why: 'the other of two orders stays when one trades',
  },
  {
    file: 'exchange/settle.ts',
    find: 'if (moved) market.triggers.cross(fill.price)',
    replace: 'if (moved && taker.account !== 0) market.triggers.cross(fill.price)',
    why: 'trades of the fund reach no trigger',
  },
  {
    file: 'exchange/pairs.ts',
    find: 'list.reserve = Math.max(...halves.map(({ need }) => need))',
    replace: 'list.reserve = Math.min(...halves.map(({ need }) => need))',
    why: 'a pair holds the smaller of what its orders may need',
  },
  {
    file: ending,
    find: "if (first && end.status === 'filled') {",
    replace: 'if (first) {',
    why: 'the second order of a list is placed though the first was not filled',
  },
  {
    file: ending,
    find: 'if (terms === null || terms.leg === FREE) return removeAlone(desk, order, end)',
    replace: 'if (terms === null || terms.leg !== PAIRED) return removeAlone(desk, order, end)',
    why: 'an order that waits for the first of its list outlives it',
  },
  {
    file: resting,
    find: 'if (next === 0) return left\n',
    replace: 'if (next !== -1) return left\n',
    why: 'the next part of an order keeps the place of the one before',
  },
  {
    file: resting,
    find: 'const shown = slice === 0 || slice > lots ? lots : slice',
    replace: 'const shown = lots',
    why: 'an order that should show in parts shows whole',
  },
  {
    file: 'exchange/book/book.ts',
    find: 'const hidden = Math.min(lots, this.#resting.hidden[slot]!)',
    replace: 'const hidden = Math.min(lots - 1, this.#resting.hidden[slot]!)',
    why: 'an amendment takes from what shows before all that is hidden is gone',
  },
  {
    file: 'exchange/amend.ts',
    find: 'if (terms.askedLots === 0) terms.askedLots = asked',
    replace: '',
    why: 'after an amendment the words that placed an order are no longer its own',
  },
  {
    file: 'exchange/amend.ts',
    find: "if (order.status === 'open' && less >= order.resting) return reject('bad_quantity')",
    replace: "if (order.status === 'open' && less > order.resting) return reject('bad_quantity')",
    why: 'an amendment may leave nothing of an order',
  },
  {
    file: changes,
    find: "if (input.mode === 'stop_on_failure') return new Repeat({ canceled, placed: null })",
    replace: '',
    why: 'a replacement of nothing places though it should stop',
  },
  {
    file: changes,
    find: 'if (named && named.id !== target?.id) {',
    replace: 'if (named) {',
    why: 'an order can not be replaced under its own name',
  },
  {
    file: 'calendar.ts',
    find: '  state.market.timers.clear(account)\n',
    replace: '',
    why: 'a switch that has gone off goes off for ever',
  },
]
