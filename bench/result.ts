/** The row every bench returns, so that one runner can print and keep them all. */

export interface BenchRow {
  readonly name: string
  readonly value: number
  readonly unit: string
  readonly note?: string
}

/** The middle of the values; of an even count the lower middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted[(sorted.length - 1) >> 1]
  if (middle === undefined) throw new Error('median of nothing')
  return middle
}

export function printRows(rows: readonly BenchRow[]): void {
  const text = (value: number) => (value >= 1000 ? Math.round(value).toLocaleString('en') : value.toPrecision(3))
  const widest = Math.max(...rows.map((row) => row.name.length))
  for (const { name, value, unit, note } of rows) {
    console.log(`${name.padEnd(widest)}  ${text(value).padStart(12)} ${unit}${note ? `  (${note})` : ''}`)
  }
}
