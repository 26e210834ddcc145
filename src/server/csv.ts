/** A page of items as CSV (RFC 4180) with one column per leaf, safe to open in a spreadsheet. */

type Cell = string | number | boolean | null | undefined

/** Header row and one row an item; nested members become `a.b`, lists become JSON. */
export function toCsv(items: readonly unknown[]): string {
  const rows = items.map((item) => flatten(item))
  const columns: string[] = []
  const seen = new Set<string>()
  for (const row of rows) {
    for (const column of row.keys()) {
      if (seen.has(column)) continue
      seen.add(column)
      columns.push(column)
    }
  }
  const lines = [columns, ...rows.map((row) => columns.map((column) => row.get(column)))]
  return lines.map((cells) => `${cells.map(cell).join(',')}\r\n`).join('')
}

function flatten(item: unknown, prefix = '', row = new Map<string, Cell>()): Map<string, Cell> {
  if (typeof item !== 'object' || item === null) {
    row.set(prefix || 'value', item as Cell)
    return row
  }
  for (const [name, member] of Object.entries(item)) {
    const column = prefix ? `${prefix}.${name}` : name
    if (Array.isArray(member)) row.set(column, JSON.stringify(member))
    else if (typeof member === 'object' && member !== null) flatten(member, column, row)
    else row.set(column, member as Cell)
  }
  return row
}

/** Quoted where needed. Text that a spreadsheet would run as a formula gets a quote in front; signed numbers stay numbers. */
function cell(value: Cell): string {
  if (value === null || value === undefined) return ''
  const text = String(value)
  const formula = /^[=+\-@\t\r]/.test(text) && !/^[+-]?\d+(\.\d+)?$/.test(text)
  const safe = formula ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
