/** The twin of accounts, parameters and switches. What a parameter then does is the other twins' business. */
import type { InputOf } from '../../../src/engine/command.ts'
import { type ParameterKey, parameters } from '../../../src/engine/parameters.ts'
import { badReason, type Common } from './common.ts'
import type { Expected } from './expected.ts'

export class AdminTwin {
  readonly #common: Common
  readonly #versions = new Map<string, number>()

  constructor(common: Common) {
    this.#common = common
  }

  /** Who may not trade any more has no orders: `bar` ends them. */
  open({ identity, operator }: InputOf<'account.open'>, bar: (account: number) => void): Expected {
    const { people } = this.#common
    for (const [account, person] of people) {
      if (person.identity !== identity) continue
      const result = { account, opened: false }
      if (person.operator === operator) return { result, repeats: true }
      person.operator = operator
      this.#common.tell('account.opened', { account, identity, operator })
      if (operator) bar(account)
      return { result }
    }
    const account = people.size + 1
    people.set(account, { identity, operator, suspended: false })
    this.#common.tell('account.opened', { account, identity, operator })
    return { result: { account, opened: true } }
  }

  suspend({ account, suspended, reason }: InputOf<'account.suspend'>, bar: (account: number) => void): Expected {
    const person = this.#common.people.get(account)
    const code = person ? badReason(reason) : 'account_not_found'
    if (code || !person) return { code: code ?? 'account_not_found' }
    person.suspended = suspended
    this.#common.tell('account.suspended', { account, suspended, reason })
    if (suspended) bar(account)
    return { result: {} }
  }

  /** Also says what it was before, for those who must convert something. */
  set(input: InputOf<'parameter.set'>, change: (key: ParameterKey, before: number) => void): Expected {
    const { key, value, reason, actor } = input
    const code = badReason(reason) ?? (this.#common.people.has(actor) ? undefined : 'account_not_found')
    if (code) return { code }
    const { min, max, step } = parameters[key]
    const steps = (value - min) / step
    const allowed = value >= min && value <= max && Number.isInteger(value) && Number.isInteger(steps)
    if (!allowed) return { code: 'parameter_out_of_bounds' }
    const before = this.#common.value(key)
    const version = (this.#versions.get(key) ?? 0) + 1
    this.#versions.set(key, version)
    this.#common.setValue(key, value)
    if (before !== value) change(key, before)
    this.#common.tell('parameter.changed', { key, before, after: value, reason, actor, version })
    return { result: { before, version } }
  }

  switch({ product, on, reason, actor }: InputOf<'switch.set'>): Expected {
    const code = badReason(reason) ?? (this.#common.people.has(actor) ? undefined : 'account_not_found')
    if (code) return { code }
    if (on) this.#common.switchedOff.delete(product)
    else this.#common.switchedOff.add(product)
    this.#common.tell('switch.changed', { product, on, reason, actor })
    return { result: {} }
  }
}
