/** The parameters of one request of the exchange dialect: texts read by name, each with its refusal. */
import { refusals, refuse } from './refusal.ts'
import { SYMBOL } from './text.ts'

const LATEST_MS = 253_402_300_799_999

export class Params {
  readonly #values: ReadonlyMap<string, string>

  constructor(values: ReadonlyMap<string, string>) {
    this.#values = values
  }

  /** The query string's before the body's; the first of several of one name. */
  static ofTexts(query: string, body: string): Params {
    const values = new Map<string, string>()
    for (const text of [query, body]) {
      for (const [name, value] of new URLSearchParams(text)) if (!values.has(name)) values.set(name, value)
    }
    return new Params(values)
  }

  has(name: string): boolean {
    return this.#values.has(name)
  }

  /** undefined when it was not sent. */
  text(name: string): string | undefined {
    const value = this.#values.get(name)
    if (value === '') throw refuse(-1105, `Parameter '${name}' was empty.`)
    return value
  }

  needed(name: string): string {
    const value = this.#values.get(name)
    if (value === undefined || value === '') throw refusals.missing(name)
    return value
  }

  integer(name: string, low: number, high: number): number | undefined {
    const text = this.text(name)
    if (text === undefined) return undefined
    if (!/^\d{1,16}$/.test(text)) throw refusals.illegal(name)
    const value = Number(text)
    if (value < low || value > high) throw refuse(-1130, `Data sent for parameter '${name}' is not valid.`)
    return value
  }

  /** A count of items: at most `most`, beyond it is cut as exchanges do. */
  limit(standard: number, most: number): number {
    return Math.min(most, this.integer('limit', 1, Number.MAX_SAFE_INTEGER) ?? standard)
  }

  time(name: string): number | undefined {
    return this.integer(name, 0, LATEST_MS)
  }

  id(name: string): number | undefined {
    return this.integer(name, 0, Number.MAX_SAFE_INTEGER)
  }

  choice<const T extends string>(name: string, choices: readonly T[], refusal: () => Error): T | undefined {
    const text = this.text(name)
    if (text === undefined) return undefined
    const found = choices.find((choice) => choice === text)
    if (found === undefined) throw refusal()
    return found
  }

  flag(name: string): boolean {
    return this.text(name)?.toLowerCase() === 'true'
  }

  /** There is one market; another name is refused. */
  symbol(): void {
    if (this.needed('symbol') !== SYMBOL) throw refusals.noSymbol()
  }

  /** Where `symbol` or `symbols`, a JSON list, may be left out: true when one was asked for by `symbol`. */
  symbols(): { readonly single: boolean } {
    const one = this.text('symbol')
    const list = this.text('symbols')
    if (one !== undefined && one !== SYMBOL) throw refusals.noSymbol()
    if (list !== undefined && !listed(list).every((name) => name === SYMBOL)) throw refusals.noSymbol()
    return { single: one !== undefined }
  }
}

function listed(text: string): readonly unknown[] {
  try {
    const list: unknown = JSON.parse(text)
    if (Array.isArray(list)) return list
  } catch {}
  throw refusals.illegal('symbols')
}
