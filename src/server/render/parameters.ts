/** Parameters between engine and wire: integers in their unit ⇄ decimal strings. */
import { formatDecimal, parseDecimal } from '../../base/decimal.ts'
import type { Parameter } from '../../contract/transparency.ts'
import { type ParameterKey, type ParameterUnit, parameters } from '../../engine/parameters.ts'

const wireUnits: Readonly<Record<ParameterUnit, Parameter['unit']>> = {
  bps: 'bps',
  ms: 'ms',
  µCR: 'CR',
  '1e-8 LCO': 'LCO',
  count: 'count',
  ticks: 'ticks',
  pair: 'pair',
}

function decimalsOf(key: ParameterKey): number {
  const { unit } = parameters[key]
  return unit === 'µCR' ? 6 : unit === '1e-8 LCO' ? 8 : 0
}

export function parameterText(key: ParameterKey, value: number): string {
  return formatDecimal(value, decimalsOf(key))
}

/** The integer of a text in the parameter's unit; undefined when it has too many decimals or digits. */
export function parseParameter(key: ParameterKey, text: string): number | undefined {
  return parseDecimal(text, decimalsOf(key))
}

export function wireParameter(key: ParameterKey, value: number, changedAt: number | null): Parameter {
  const definition = parameters[key]
  const text = (number: number) => parameterText(key, number)
  return {
    key,
    unit: wireUnits[definition.unit],
    value: text(value),
    default: text(definition.default),
    min: text(definition.min),
    max: text(definition.max),
    step: text(definition.step),
    class: definition.class,
    by: [...definition.by],
    text: definition.text,
    changedAt,
  }
}
