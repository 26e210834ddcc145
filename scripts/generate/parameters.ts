/** docs/reference/parameters.md: every number the operator or governance may change. */
import { formatDecimal } from '../../src/base/decimal.ts'
import { type ParameterDefinition, type ParameterUnit, parameterKeys, parameters } from '../../src/engine/parameters.ts'
import { code, type Page, table } from './page.ts'

const DURATIONS = [
  [86_400_000, 'd'],
  [3_600_000, 'h'],
  [60_000, 'min'],
  [1_000, 's'],
] as const

export const parameterPage: Page = {
  file: 'parameters.md',
  title: 'Parameters',
  sources: ['src/engine/parameters.ts'],
  body: () => `
A change names its reason, applies from then on and stays in the public history. \`money\` parameters move value between people and need the longer notice, \`risk\` ones apply at once.

${table(
  ['Parameter', 'Default', 'From', 'To', 'Step', 'Class', 'Changed by', 'Meaning'],
  parameterKeys.map((key) => [code(key), ...describe(parameters[key])]),
)}
`,
}

function describe(definition: ParameterDefinition): string[] {
  const { unit, default: initial, min, max, step, class: kind, by, text } = definition
  const values = [initial, min, max, step].map((value) => readable(value, unit))
  return [...values, kind, by.join(', '), text]
}

function readable(value: number, unit: ParameterUnit): string {
  switch (unit) {
    case 'bps':
      return `${trimmed(value, 2)} %`
    case 'µCR':
      return `${trimmed(value, 6)} CR`
    case '1e-8 LCO':
      return `${trimmed(value, 8)} LCO`
    case 'ms':
      return duration(value)
    default:
      return value.toLocaleString('en-US')
  }
}

/** The decimal without needless zeros, thousands separated. */
function trimmed(value: number, decimals: number): string {
  const [whole = '0', fraction = ''] = formatDecimal(value, decimals).split('.')
  const rest = fraction.replace(/0+$/, '')
  return `${Number(whole).toLocaleString('en-US')}${rest ? `.${rest}` : ''}`
}

function duration(ms: number): string {
  const fitting = DURATIONS.find(([size]) => ms >= size && ms % size === 0)
  return fitting ? `${ms / fitting[0]} ${fitting[1]}` : `${ms} ms`
}
