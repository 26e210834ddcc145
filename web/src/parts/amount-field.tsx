/** The amount of an asset, of which there is at most so much: what is typed as it goes on the wire, and a field that says when it is too much. */
import { useState } from 'react'
import { compareDecimal, isZero, toWire } from '../amount/decimal.ts'
import { amountText } from '../amount/format.ts'
import { useLanguage, type Values } from '../i18n/index.ts'
import { AmountInput } from '../ui/amount-input.tsx'
import { Field } from '../ui/input.tsx'

type Asset = 'CR' | 'LCO'

export interface TypedAmount {
  text: string
  set: (text: string) => void
  /** undefined while nothing, or nothing above zero, is typed */
  wire: string | undefined
  over: boolean
  /** everything that there is: whoever wants all takes the interest of the last seconds, too */
  whole: boolean
}

/** @param most undefined while it is not known */
export function useTypedAmount(most: string | undefined): TypedAmount {
  const [text, set] = useState('')
  const typed = toWire(text)
  const wire = typed === undefined || isZero(typed) ? undefined : typed
  const compared = wire === undefined || most === undefined ? undefined : compareDecimal(wire, most)
  return { text, set, wire, over: compared !== undefined && compared > 0, whole: compared === 0 }
}

export interface AmountFieldProps {
  label: string
  asset: Asset
  amount: TypedAmount
  most: string | undefined
  /** beside the label: how much there is */
  aside: (have: Values) => string
  /** that it is more than there is */
  over: (have: Values) => string
  onChange: () => void
  disabled?: boolean
}

export function AmountField({ label, asset, amount, most, aside, over, onChange, disabled }: AmountFieldProps) {
  const { locale } = useLanguage()
  const have = most === undefined ? undefined : { amount: amountText(most, locale), asset }
  return (
    <Field label={label} aside={have && aside(have)} error={amount.over && have ? over(have) : undefined}>
      <AmountInput
        value={amount.text}
        onChange={(next) => {
          amount.set(next)
          onChange()
        }}
        decimals={asset === 'CR' ? 6 : 8}
        unit={asset}
        max={most}
        shares={[25, 50, 100]}
        disabled={disabled ?? false}
      />
    </Field>
  )
}
