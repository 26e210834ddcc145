/** A parameter's value as an operator types it ⇄ as the API takes it, and whether it is allowed. No components. */
import type { Parameter } from '../../../../../src/contract/transparency.ts'
import { isDecimal, toUnits } from '../../../amount/decimal.ts'
import { durationOf, percentOf, withoutZeros } from '../../../parts/parameter-units.ts'

/** Sizes a duration can be typed in, ms. */
export const SIZES = { millisecond: 1, second: 1_000, minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const
export type Size = keyof typeof SIZES

export interface Typed {
  text: string
  /** of a duration */
  size: Size
}

const DECIMALS: Record<Parameter['unit'], number> = { bps: 2, ms: 0, CR: 6, LCO: 8, count: 0, ticks: 0, pair: 0 }

/** "2000" bps → 20 (per cent); "90000" ms → 90 seconds. */
export function typedOf({ unit, value }: Pick<Parameter, 'unit' | 'value'>): Typed {
  if (unit === 'bps') return { text: percentOf(value), size: 'second' }
  if (unit === 'ms') {
    const { count, unit: size } = durationOf(value)
    return { text: String(count), size: value === '0' ? 'second' : size }
  }
  return { text: withoutZeros(value), size: 'second' }
}

/** undefined when it is no value of this unit. */
export function wireOf(unit: Parameter['unit'], { text, size }: Typed): string | undefined {
  const plain = text.normalize('NFKC').trim()
  if (!isDecimal(plain) || plain.startsWith('-')) return undefined
  const fraction = (plain.split('.')[1] ?? '').replace(/0+$/, '')
  if (fraction.length > DECIMALS[unit]) return undefined
  if (unit === 'bps') return toUnits(plain, 2).toString()
  if (unit === 'ms') return (toUnits(plain, 0) * BigInt(SIZES[size])).toString()
  return fraction === '' ? (plain.split('.')[0] ?? plain) : plain
}

export type Refusal = 'form' | 'bounds' | 'step' | 'same'

/** Why a value can not be set; undefined when it can. */
export function refusalOf(parameter: Parameter, typed: Typed): Refusal | undefined {
  const wire = wireOf(parameter.unit, typed)
  if (wire === undefined) return 'form'
  const units = (value: string) => toUnits(value, 8)
  const [value, min, max, step] = [units(wire), units(parameter.min), units(parameter.max), units(parameter.step)]
  if (value < min || value > max) return 'bounds'
  if (step > 0n && (value - min) % step !== 0n) return 'step'
  return value === units(parameter.value) ? 'same' : undefined
}
