/** What the parts of the twin share: balances, parameters, people, the time, the facts of the command in hand. */
import type { EventType } from '../../../src/engine/event.ts'
import { type ParameterKey, parameters } from '../../../src/engine/parameters.ts'
import type { RejectionCode } from '../../../src/engine/rejections.ts'
import { Balances } from './balances.ts'
import type { Fact } from './expected.ts'

export interface Person {
  readonly identity: string
  operator: boolean
  suspended: boolean
}

export class Common {
  readonly balances = new Balances()
  readonly people = new Map<number, Person>()
  readonly switchedOff = new Set<string>()
  readonly #values = new Map<string, number>()
  facts: Fact[] = []
  /** Of the command in hand, or of the scheduled work. */
  now = 0

  constructor() {
    for (const [key, { default: usual }] of Object.entries(parameters)) this.#values.set(key, usual)
    this.balances.set('platform:unissued:LCO', 1_000_000_000_000_000n)
  }

  value(key: ParameterKey): number {
    return this.#values.get(key) as number
  }

  setValue(key: string, value: number): void {
    this.#values.set(key, value)
  }

  tell(type: EventType, fields: Fact['fields']): void {
    this.facts.push({ type, fields })
  }

  /** What stands against anything by this account; players place orders and stake. */
  badPerson(account: number, role: 'anybody' | 'player' = 'anybody'): RejectionCode | undefined {
    const person = this.people.get(account)
    if (!person) return 'account_not_found'
    if (person.suspended) return 'account_suspended'
    return role === 'player' && person.operator ? 'account_is_operator' : undefined
  }
}

export function badAmount(amount: number): RejectionCode | undefined {
  if (!Number.isSafeInteger(amount) || amount <= 0) return 'amount_not_positive'
  return amount > 900_000_000_000_000 ? 'amount_out_of_range' : undefined
}

export function badReason(reason: string): RejectionCode | undefined {
  return reason.length < 3 ? 'reason_required' : undefined
}
