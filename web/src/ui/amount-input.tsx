/** Input for a decimal amount: full-width digits accepted, nothing rewritten while an input method composes, share-of-balance buttons. */
import { Input as BaseInput } from '@base-ui/react/input'
import { clsx } from 'clsx'
import { type CompositionEvent, useState } from 'react'
import { normaliseTyped, percentOf, truncateDecimal } from '../amount/decimal.ts'
import { useText } from '../i18n/index.ts'
import { CONTROL } from './input.tsx'

export interface AmountInputProps {
  /** what is typed: digits with at most one point; "" when empty */
  value: string
  onChange: (value: string) => void
  decimals: number
  unit?: string
  /** enables the buttons: a decimal string the shares are taken of */
  max?: string | undefined
  /** whole per cents; [100] shows MAX */
  shares?: readonly number[]
  id?: string
  name?: string
  placeholder?: string
  disabled?: boolean
  autoFocus?: boolean
  'aria-label'?: string
  'aria-describedby'?: string
  className?: string
}

const PLACEHOLDER = '0'

export function AmountInput(props: AmountInputProps) {
  const { value, onChange, decimals, unit, max, shares = [100], className, ...rest } = props
  const t = useText('common')
  const [composing, setComposing] = useState<string | undefined>()

  const accept = (typed: string) => {
    const normal = normaliseTyped(typed, decimals)
    if (normal !== undefined) onChange(normal)
  }
  const finish = (event: CompositionEvent<HTMLInputElement>) => {
    setComposing(undefined)
    accept(event.currentTarget.value)
  }
  const take = (share: number) => {
    if (max === undefined) return
    const part = share === 100 ? truncateDecimal(max, decimals) : percentOf(max, share, decimals)
    onChange(part.includes('.') ? part.replace(/\.?0+$/, '') : part)
  }
  const single = shares.length === 1

  return (
    <div className={clsx('flex flex-col gap-1.5', className)}>
      <div className="relative">
        <BaseInput
          {...rest}
          inputMode="decimal"
          autoComplete="off"
          placeholder={rest.placeholder ?? PLACEHOLDER}
          value={composing ?? value}
          onChange={(event) =>
            (event.nativeEvent as InputEvent).isComposing
              ? setComposing(event.target.value)
              : accept(event.target.value)
          }
          onCompositionStart={(event) => setComposing(event.currentTarget.value)}
          onCompositionEnd={finish}
          className={clsx(
            CONTROL,
            'num h-8 text-right max-sm:min-h-11 max-sm:text-16',
            max !== undefined && single && 'pl-14',
          )}
          style={unit ? { paddingRight: `calc(${unit.length}ch + 22px)` } : undefined}
        />
        {unit ? (
          <span className="pointer-events-none absolute inset-y-0 right-3 flex items-center text-12 text-muted">
            {unit}
          </span>
        ) : null}
        {max !== undefined && single ? (
          <button
            type="button"
            disabled={rest.disabled}
            onClick={() => take(100)}
            className="absolute inset-y-0 left-1 my-auto h-6 rounded-[4px] px-2 text-12 font-medium text-accent hover:bg-hover max-sm:h-9"
          >
            {t('amount.max')}
          </button>
        ) : null}
      </div>
      {max !== undefined && !single ? <ShareButtons shares={shares} disabled={rest.disabled} onTake={take} /> : null}
    </div>
  )
}

interface ShareButtonsProps {
  shares: readonly number[]
  disabled: boolean | undefined
  onTake: (share: number) => void
}

function ShareButtons({ shares, disabled, onTake }: ShareButtonsProps) {
  return (
    <div className="grid auto-cols-fr grid-flow-col gap-1">
      {shares.map((share) => (
        <button
          key={share}
          type="button"
          disabled={disabled}
          onClick={() => onTake(share)}
          className="num h-6 rounded-control border border-line text-12 text-muted transition-colors hover:border-line-strong hover:text-text max-sm:h-9"
        >
          {share}%
        </button>
      ))}
    </div>
  )
}
