/** Values of the command line: durations, lists, whole numbers. Amounts go to the server as they were typed. */
import { InvalidArgumentError } from 'commander'

const units: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
}

/** ms from 500ms, 30s, 15m, 12h, 90d, 2w. */
export function duration(text: string): number {
  const match = /^(\d{1,12})(ms|s|m|h|d|w)$/.exec(text)
  const ms = match ? Number(match[1]) * (units[match[2] ?? ''] ?? Number.NaN) : Number.NaN
  if (!Number.isSafeInteger(ms) || ms <= 0)
    throw new InvalidArgumentError('Use a number with a unit: 30s, 15m, 12h, 90d, 2w.')
  return ms
}

/** Comma-separated, without empty items. */
export function list(text: string): string[] {
  const items = text
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean)
  if (items.length === 0) throw new InvalidArgumentError('Name at least one, separated by commas.')
  return items
}

export function whole(text: string): number {
  const value = Number(text)
  if (!/^\d{1,16}$/.test(text) || !Number.isSafeInteger(value)) throw new InvalidArgumentError('Use a whole number.')
  return value
}

/** Reads one value; shells complete it from `choices`. */
type Chooser<T> = ((text: string) => T) & { readonly choices: readonly string[] }

/** One of `choices`. */
export function choice<T extends string>(choices: readonly T[]): Chooser<T> {
  const read = (text: string): T => {
    const found = choices.find((one) => one === text)
    if (found === undefined) throw new InvalidArgumentError(`Use one of ${choices.join(', ')}.`)
    return found
  }
  return Object.assign(read, { choices })
}

/** A list of which each item is one of `choices`. */
export function choicesOf<T extends string>(choices: readonly T[]): Chooser<T[]> {
  return Object.assign((text: string) => list(text).map(choice(choices)), { choices })
}

/** What a value may be, when its reader is one of those above. */
export function choicesIn(reader: unknown): readonly string[] {
  return typeof reader === 'function' && 'choices' in reader ? (reader as Chooser<unknown>).choices : []
}
