/** What the twin says an outcome must be, and the comparison with what the engine said. Decides nothing. */
import type { Event, EventType } from '../../../src/engine/event.ts'
import type { Outcome } from '../../../src/engine/outcome.ts'
import type { RejectionCode } from '../../../src/engine/rejections.ts'

/** A refusal by its code, or some fields of the result. `repeats`: nothing was booked and nothing is remembered. */
export type Expected =
  | { readonly code: RejectionCode }
  | { readonly result: Readonly<Record<string, unknown>>; readonly repeats?: boolean }

/** Some fields of an event that the engine must have emitted. */
export interface Fact {
  readonly type: EventType
  readonly fields: Readonly<Record<string, unknown>>
}

export function refused(expected: Expected): expected is { readonly code: RejectionCode } {
  return 'code' in expected
}

/** Throws unless the outcome is the expected one. */
export function checkOutcome(outcome: Outcome, expected: Expected): void {
  const said = outcome.ok ? 'accepted' : outcome.code
  const meant = refused(expected) ? expected.code : 'accepted'
  if (said !== meant) throw new Error(`the engine says ${said}, the twin ${meant}`)
  if (!outcome.ok || refused(expected)) return
  const repeats = expected.repeats === true
  if (outcome.repeated !== repeats)
    throw new Error(`repeated: the engine says ${outcome.repeated}, the twin ${repeats}`)
  if (repeats && outcome.events.length > 0) throw new Error('a repeated command has events')
  checkFields(outcome.result, expected.result, 'result')
}

/** Throws unless the events of each watched type are the facts of that type, in their order. */
export function checkFacts(events: readonly Event[], facts: readonly Fact[], watched: ReadonlySet<EventType>): void {
  for (const type of watched) {
    const said = inOrder(
      events.filter((event) => event.type === type),
      type,
      (event) => event,
    )
    const meant = inOrder(
      facts.filter((fact) => fact.type === type),
      type,
      ({ fields }) => fields,
    )
    if (said.length !== meant.length)
      throw new Error(`${type}: the engine has ${said.length}, the twin ${meant.length}: ${text(said)} ${text(meant)}`)
    for (const [i, { fields }] of meant.entries()) checkFields(said[i] as Event, fields, type)
  }
}

/** Which of several accounts a mark brings to another stage first is not said by any rule. */
const unordered: ReadonlySet<EventType> = new Set(['margin.called', 'margin.closing', 'margin.recovered'])

function inOrder<T>(rows: readonly T[], type: EventType, fieldsOf: (row: T) => object): readonly T[] {
  const account = (row: T): number => (fieldsOf(row) as { readonly account: number }).account
  return unordered.has(type) ? [...rows].sort((a, b) => account(a) - account(b)) : rows
}

function checkFields(said: object, meant: Readonly<Record<string, unknown>>, where: string): void {
  for (const [name, value] of Object.entries(meant)) {
    const actual = (said as Readonly<Record<string, unknown>>)[name]
    if (isRecord(actual) && isRecord(value)) checkFields(actual, value, `${where}.${name}`)
    else if (areRecords(actual) && areRecords(value) && actual.length === value.length)
      for (const [i, row] of value.entries()) checkFields(actual[i] as object, row, `${where}.${name}.${i}`)
    else if (!isSame(actual, value))
      throw new Error(`${where}.${name}: the engine says ${text(actual)}, the twin ${text(value)}`)
  }
}

/** Equal as JSON; what is equal at sight, as nearly all is, is not written out. */
export function isSame(said: unknown, meant: unknown): boolean {
  return said === (typeof meant === 'bigint' ? Number(meant) : meant) || text(said) === text(meant)
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function areRecords(value: unknown): value is readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) && value.length > 0 && value.every(isRecord)
}

/** JSON with big integers as numbers. */
export function text(value: unknown): string | undefined {
  return JSON.stringify(value, (_key, inner) => (typeof inner === 'bigint' ? Number(inner) : inner))
}
