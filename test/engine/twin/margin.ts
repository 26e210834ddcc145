/** The twin of margin wallets while nothing is owed: who has one, what moves in and out, what a reduce-only order may sell. */
import type { InputOf, OrderInput } from '../../../src/engine/command.ts'
import type { RejectionCode } from '../../../src/engine/rejections.ts'
import { user } from './balances.ts'
import { badAmount, type Common } from './common.ts'
import type { Expected } from './expected.ts'
import type { Resting } from './matching.ts'

/** Where the money of an order is: free, and while it is held. */
export function purposesOf(onMargin: boolean): { readonly free: string; readonly held: string } {
  return onMargin ? { free: 'margin', held: 'margin-order' } : { free: 'available', held: 'order' }
}

interface Accepted {
  readonly terms: string
  readonly at: number
}

export class MarginTwin {
  readonly #common: Common
  readonly #accepted = new Map<number, Accepted>()
  /** Whose small change is looked at when the command, or a mark, is done. */
  readonly #touched = new Set<number>()

  constructor(common: Common) {
    this.#common = common
  }

  open(at: number, { account, terms }: InputOf<'margin.open'>): Expected {
    const code = this.#common.badPerson(account, 'player')
    if (code) return { code }
    const known = this.#accepted.get(account)
    if (known?.terms === terms) return { result: { acceptedAt: known.at }, repeats: true }
    this.#accepted.set(account, { terms, at })
    this.#common.tell('margin.opened', { account, terms, at })
    return { result: { acceptedAt: at } }
  }

  transfer(at: number, { account, direction, amount }: InputOf<'margin.transfer'>): Expected {
    const bad = badAmount(amount) ?? (this.#common.people.has(account) ? undefined : 'account_not_found')
    const code = bad ?? (this.#accepted.has(account) ? undefined : 'margin_not_open')
    if (code) return { code }
    const [spot, margin] = [`${user(account, 'available')}:CR`, `${user(account, 'margin')}:CR`]
    const [from, to] = direction === 'in' ? [spot, margin] : [margin, spot]
    const { balances } = this.#common
    if (balances.get(from) < BigInt(amount)) return { code: 'insufficient_credits' }
    balances.move(from, to, BigInt(amount))
    this.#common.tell('margin.transferred', { account, direction, amount, at })
    this.touch(account)
    return { result: { available: balances.get(spot), margin: balances.get(margin) } }
  }

  badWallet({ account, margin }: OrderInput): RejectionCode | undefined {
    return margin === undefined || this.#accepted.has(account) ? undefined : 'margin_not_open'
  }

  /** A list is of one wallet, borrows nothing and is not reduce-only. */
  badList(orders: readonly OrderInput[]): RejectionCode | undefined {
    const [first] = orders
    const odd = orders.some(
      ({ margin }) => !margin !== !first?.margin || margin?.borrow === true || margin?.reduceOnly === true,
    )
    return odd ? 'margin_list' : first && this.badWallet(first)
  }

  /**
   * The order with the lots that it may still sell: coins of the wallet that no order rests on, when it may rest too. Who
   * owes nothing has nothing to buy back, and what rests never has to be cut: it holds its coins.
   */
  reduced(input: OrderInput, book: readonly (Resting & { readonly onMargin: boolean })[], lot: bigint): Reduced {
    const { account, side } = input
    if (input.kind === 'market_quote' || side === 'buy') return 'nothing_to_reduce'
    const { free, held } = purposesOf(true)
    const coins = [free, held].map((purpose) => this.#common.balances.get(`${user(account, purpose)}:LCO`))
    let left = coins.reduce((sum, one) => sum + one, 0n) / lot
    const rests = input.kind === 'limit' && input.tif === 'gtc' && !input.trigger
    for (const rest of rests ? book : [])
      if (rest.onMargin && rest.account === account && rest.side === side) left -= rest.lots + rest.hidden
    if (left < 1n) return 'nothing_to_reduce'
    return left < BigInt(input.lots) ? { ...input, lots: Number(left) as typeof input.lots } : input
  }

  touch(account: number): void {
    this.#touched.add(account)
  }

  /** Coins of less than a lot that no order can sell become available. */
  settle(lot: bigint): void {
    const { balances } = this.#common
    for (const account of this.#touched) {
      const coins = `${user(account, 'margin')}:LCO`
      const held = ['CR', 'LCO'].some((asset) => balances.get(`${user(account, 'margin-order')}:${asset}`) > 0n)
      if (balances.get(coins) < lot && !held && this.#accepted.has(account))
        balances.move(coins, `${user(account, 'available')}:LCO`, balances.get(coins))
    }
    this.#touched.clear()
  }
}

type Reduced = OrderInput | RejectionCode
