/** Items as CSV (RFC 4180) with one column per leaf of their schema, safe to open in a spreadsheet. */
import { z } from 'zod'

export interface Column {
  /** Members on the way to it. */
  readonly path: readonly string[]
}

/** In the order of the schema; nested members become `a.b`, lists and free records are one column of JSON. */
export function columnsOf(schema: z.ZodType): readonly Column[] {
  const seen = new Set<string>()
  return leavesOf(schema, []).filter(({ path }) => {
    const name = path.join('.')
    return !seen.has(name) && seen.add(name)
  })
}

export function csvHead(columns: readonly Column[]): string {
  return line(columns.map(({ path }) => path.join('.') || 'value'))
}

export function csvRows(columns: readonly Column[], items: readonly unknown[]): string {
  return items.map((item) => line(columns.map(({ path }) => valueAt(item, path)))).join('')
}

function leavesOf(schema: z.ZodType, path: readonly string[]): Column[] {
  const inner = unwrapped(schema)
  if (inner instanceof z.ZodObject) {
    const members = Object.entries(inner.shape) as [string, z.ZodType][]
    return members.flatMap(([name, member]) => leavesOf(member, [...path, name]))
  }
  if (inner instanceof z.ZodRecord && inner.keyType instanceof z.ZodEnum) {
    const { keyType, valueType } = inner
    return keyType.options.flatMap((name) => leavesOf(valueType as z.ZodType, [...path, String(name)]))
  }
  if (inner instanceof z.ZodUnion) return inner.options.flatMap((option) => leavesOf(option as z.ZodType, path))
  return [{ path }]
}

/** What is sent, without what may be left out or null. */
function unwrapped(schema: z.ZodType): z.ZodType {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault)
    return unwrapped(schema.unwrap() as z.ZodType)
  return schema
}

function valueAt(item: unknown, path: readonly string[]): unknown {
  let value = item
  for (const name of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined
    value = Reflect.get(value, name)
  }
  return value
}

function line(cells: readonly unknown[]): string {
  return `${cells.map(cell).join(',')}\r\n`
}

/** Quoted where needed. Text that a spreadsheet would run as a formula gets a quote in front; signed numbers stay numbers. */
function cell(value: unknown): string {
  if (value === null || value === undefined) return ''
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value)
  const formula = /^[=+\-@\t\r]/.test(text) && !/^[+-]?\d+(\.\d+)?$/.test(text)
  const safe = formula ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
