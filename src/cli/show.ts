/** Text for people: tables, facts, times, rates. Amounts stay the strings that the server sent. */
import { formatDecimal, parseDecimal } from '../base/decimal.ts'

export type Paint = (text: string) => string
/** Meaning, not colour names; without colours everything is itself. */
export interface Paints {
  readonly strong: Paint
  readonly faint: Paint
  readonly up: Paint
  readonly down: Paint
}

export function paints(color: boolean): Paints {
  const paint = (on: number, off: number): Paint =>
    color ? (text) => `\u001b[${on}m${text}\u001b[${off}m` : (text) => text
  return { strong: paint(1, 22), faint: paint(2, 22), up: paint(32, 39), down: paint(31, 39) }
}

/** A column: its head, and whether it holds numbers and is set to the right. */
export interface Column {
  readonly head: string
  readonly right?: boolean
}

/** Lines of equal columns under faint heads; a sentence instead when there are no rows. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[], { faint }: Paints): string {
  if (rows.length === 0) return faint('Nothing here yet.')
  const widths = columns.map(({ head }, index) =>
    Math.max(...[head, ...rows.map((row) => row[index] ?? '')].map(widthOf)),
  )
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, index) => padded(cell, { width: widths[index] ?? 0, right: columns[index]?.right ?? false }))
      .join('  ')
      .trimEnd()
  return [faint(line(columns.map(({ head }) => head))), ...rows.map(line)].join('\n')
}

/** `name  value` lines; what is null is left out. */
export function facts(pairs: readonly (readonly [name: string, value: string | null])[], { faint }: Paints): string {
  const shown = pairs.filter((pair): pair is readonly [string, string] => pair[1] !== null)
  const width = Math.max(...shown.map(([name]) => name.length))
  return shown.map(([name, value]) => `${faint(name.padEnd(width))}  ${value}`).join('\n')
}

/** 2026-01-05 09:30:00Z */
export function timeText(ms: number | null): string {
  return ms === null
    ? '–'
    : new Date(ms)
        .toISOString()
        .replace('T', ' ')
        .replace(/\.\d+Z$/, 'Z')
}

/** CR per million units from CR per unit with 12 decimals. */
export function perMillion(rate: string | undefined): string {
  const pico = rate === undefined ? undefined : parseDecimal(rate, 12)
  return pico === undefined ? '–' : trimmed(formatDecimal(pico, 6))
}

/** Without the zeros at the end: 12.500000 is 12.5. */
export function trimmed(amount: string): string {
  return amount.includes('.') ? amount.replace(/\.?0+$/, '') : amount
}

/** 250 bps is 2.50 %; a sign in front when it is asked for. */
export function percent(bps: number | null, sign = false): string {
  if (bps === null) return '–'
  return `${sign && bps > 0 ? '+' : ''}${formatDecimal(bps, 2)} %`
}

const escapes = new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, 'g')
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is taken out
const controls = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g

/** Text of others on one line, unable to steer the terminal. */
export function plain(text: string): string {
  return text.replace(controls, ' ')
}

/** Columns that the text takes: East Asian wide characters take two. */
function widthOf(text: string): number {
  const visible = text.replace(escapes, '')
  return [...visible].reduce((sum, character) => sum + (wide.test(character) ? 2 : 1), 0)
}
const wide = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/

function padded(cell: string, { width, right }: { readonly width: number; readonly right: boolean }): string {
  const fill = ' '.repeat(Math.max(0, width - widthOf(cell)))
  return right ? fill + cell : cell + fill
}
