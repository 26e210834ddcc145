/** The input for a parameter's value in the unit people think in. Needs the texts of the namespace admin-parameters. */
import type { Parameter } from '../../../../../src/contract/transparency.ts'
import { useText } from '../../../i18n/index.ts'
import { PAIRS } from '../../../parts/parameter-units.ts'
import { Input } from '../../../ui/input.tsx'
import { Select } from '../../../ui/select.tsx'
import { SIZES, type Size, type Typed } from './value.ts'

const UNIT_SIGN: Partial<Record<Parameter['unit'], string>> = { bps: '%', CR: 'CR', LCO: 'LCO' }

export interface ValueInputProps {
  unit: Parameter['unit']
  typed: Typed
  onChange: (typed: Partial<Typed>) => void
}

export function ValueInput({ unit, typed: values, onChange: set }: ValueInputProps) {
  const t = useText('admin-parameters')
  if (unit === 'pair') {
    return (
      <Select
        value={values.text}
        onChange={(text) => set({ text })}
        options={PAIRS.map(([tick, lot], number) => ({ value: String(number), label: `${tick} CR × ${lot} LCO` }))}
      />
    )
  }
  const input = (
    <Input
      inputMode="decimal"
      autoComplete="off"
      className="num text-right"
      value={values.text}
      onChange={(event) => set({ text: event.target.value })}
    />
  )
  if (unit === 'ms') {
    return (
      <span className="grid grid-cols-[1fr_auto] gap-2">
        {input}
        <Select
          label={t('size.label')}
          value={values.size}
          onChange={(size) => set({ size })}
          options={(Object.keys(SIZES) as Size[]).map((size) => ({ value: size, label: t(`size.${size}`) }))}
        />
      </span>
    )
  }
  const sign = UNIT_SIGN[unit]
  return sign ? (
    <span className="grid grid-cols-[1fr_auto] items-center gap-2">
      {input}
      <span className="text-13 text-muted">{sign}</span>
    </span>
  ) : (
    input
  )
}
