/** Balances of the twin: a map from public slot names to bigints. It refuses nothing; the test compares. */

export class Balances {
  readonly #amounts = new Map<string, bigint>()

  get(name: string): bigint {
    return this.#amounts.get(name) ?? 0n
  }

  add(name: string, amount: bigint): void {
    this.#amounts.set(name, this.get(name) + amount)
  }

  set(name: string, amount: bigint): void {
    this.#amounts.set(name, amount)
  }

  move(from: string, to: string, amount: bigint): void {
    this.add(from, -amount)
    this.add(to, amount)
  }
}

export function user(account: number, purpose: string): string {
  return `user:${account}:${purpose}`
}
