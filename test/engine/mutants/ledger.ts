/** Planted bugs of the ledger, of what is published of it, and of state that is saved, hashed and restored. */
import type { Mutant } from './mutant.ts'

export const ledgerMutants: readonly Mutant[] = [
  {
    file: 'ledger/ledger.ts',
    find: 'const right = (this.#balances[to] as number) + amount',
    replace: 'const right = (this.#balances[to] as number) + amount + 1',
    why: 'a move credits a unit more than it debits',
  },
  {
    file: 'ledger/ledger.ts',
    find: 'if (from >= PLATFORM_SLOTS) this.#userTotals[(from - PLATFORM_SLOTS) % USER_SLOTS]! -= amount',
    replace: '',
    why: 'running totals of users only grow',
  },
  {
    file: 'ledger/ledger.ts',
    find: 'this.#dirty[from >> PAGE_BITS] = 1',
    replace: '',
    why: 'the state hash misses a balance that fell on another page than the one that rose',
  },
  {
    file: 'ledger/ledger.ts',
    find: 'this.#dirty[to >> PAGE_BITS] = 1',
    replace: '',
    why: 'the state hash misses a balance that rose on another page than the one that fell',
  },
  {
    file: 'out.ts',
    find: 'moves[at + 2] = amount',
    replace: 'moves[at + 2] = amount + (amount > 5_000 ? 1 : 0)',
    why: 'the published entry says another amount than was booked',
  },
  {
    file: 'out.ts',
    find: 'this.#count = 0\n    if (events',
    replace: 'if (events',
    why: 'events of one command are handed out again with the next',
  },
  {
    file: 'exchange/market.ts',
    find: 'market.countEscrow(side, onMargin, after - before)',
    replace: 'market.countEscrow(side, onMargin, after)',
    why: 'the running total of escrow forgets what was given back',
  },
  {
    file: 'commands/capture.ts',
    find: 'this.#state.accounts.touch(this.#hold.account)',
    replace: '',
    why: 'the state hash misses the remainder that an account carries',
  },
  {
    file: 'keys/keys.ts',
    find: 'key.held = add(key.held, amount)\n    this.table.touch(id)',
    replace: 'key.held = add(key.held, amount)',
    why: 'the state hash misses what a key holds',
  },
  {
    file: 'exchange/settle.ts',
    find: 'desk.market.orders.touch(maker)',
    replace: '',
    why: 'the state hash misses what a resting order traded',
  },
  {
    file: 'exchange/orders.ts',
    find: 'done.sort((a, b) => a.ended - b.ended)',
    replace: '',
    why: 'after a restart done orders are forgotten in another order than before',
  },
  {
    file: 'exchange/place.ts',
    find: 'desk.market.orders.touch(order)',
    replace: '',
    why: 'the state hash misses what a resting order lost to its own account',
  },
  {
    file: 'exchange/order-rows.ts',
    find: 'if (clientOrderId !== null) this.#clientIds.delete(slot)',
    replace: '',
    why: 'a row that is used again is saved with the client id of the order before',
  },
  {
    file: 'exchange/orders.ts',
    find: 'this.#endedCount = done.at(-1)?.ended ?? 0',
    replace: '',
    why: 'after a restart orders end before those that ended long ago',
  },
  {
    file: 'calls/holds.ts',
    find: 'this.total = holds.reduce((sum, hold) => add(sum, hold.amount), 0 as Credits)',
    replace: 'this.total = 0 as Credits',
    why: 'after a restart the total of holds begins at nothing',
  },
  {
    file: 'engine.ts',
    find: 'engine.#due = nextDue(engine.state)',
    replace: '',
    why: 'after a restart nothing is due until the next command',
  },
  {
    file: 'exchange/market.ts',
    find: 'levels[3 * i + 2] = changes.lots[i] as number',
    replace: 'levels[3 * i + 2] = (changes.lots[i] as number) + 1',
    why: 'the published level shows a lot that nobody offers',
  },
  {
    file: 'commands/capture.ts',
    find: "out.entry('mine', this.#hold.callId)",
    replace: "out.entry('topup', this.#hold.callId)",
    why: 'mined coins are published as a top-up',
  },
]
