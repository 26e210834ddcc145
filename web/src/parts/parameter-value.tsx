/** A parameter's value and meaning as people read them. Needs the texts of the namespace parameters. */
import type { Parameter } from '../../../src/contract/transparency.ts'
import { hasText, useLanguage, useText } from '../i18n/index.ts'
import { Amount } from '../ui/amount.tsx'
import { durationOf, PAIRS, type ParameterUnit, percentOf, withoutZeros } from './parameter-units.ts'

export function ParameterValue({ unit, value }: { unit: ParameterUnit; value: string }) {
  const { locale } = useLanguage()
  if (unit === 'CR' || unit === 'LCO') return <Amount value={withoutZeros(value)} unit={unit} />
  if (unit === 'bps') return <span className="num">{percentOf(value)} %</span>
  if (unit === 'ms') {
    const { count, unit: size } = durationOf(value)
    return (
      <span className="num whitespace-nowrap">
        {new Intl.NumberFormat(locale, { style: 'unit', unit: size, unitDisplay: 'long' }).format(count)}
      </span>
    )
  }
  if (unit === 'pair') {
    const [tick, lot] = PAIRS[Number(value)] ?? ['–', '–']
    return (
      <span className="num whitespace-nowrap">
        {tick} CR × {lot} LCO
      </span>
    )
  }
  return <Amount value={value} />
}

/** From … to; a choice of pairs has no bounds worth reading. */
export function ParameterBounds({
  parameter: { unit, min, max },
}: {
  parameter: Pick<Parameter, 'unit' | 'min' | 'max'>
}) {
  if (unit === 'pair') return <span className="text-dim">–</span>
  return (
    <>
      <ParameterValue unit={unit} value={min} /> … <ParameterValue unit={unit} value={max} />
    </>
  )
}

/** The API's own words when the app is older than the parameter. */
export function ParameterText({ parameter }: { parameter: Pick<Parameter, 'key' | 'text'> }) {
  const t = useText('parameters')
  return <>{hasText(`parameters:text.${parameter.key}`) ? t(`text.${parameter.key}`) : parameter.text}</>
}

export function ParameterGroup({ name }: { name: string }) {
  const t = useText('parameters')
  return <>{hasText(`parameters:group.${name}`) ? t(`group.${name}`) : name}</>
}
