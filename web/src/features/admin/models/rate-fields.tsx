/** Cost, and the list price when it is set by hand, per kind of token; dearer from a context length on. */
import Plus from 'lucide-react/icons/plus'
import X from 'lucide-react/icons/x'
import type { BucketName } from '../../../../../src/contract/rates.ts'
import { useText } from '../../../i18n/index.ts'
import { BUCKETS, PICO, SHIFT, scaleOf } from '../../../parts/rates.ts'
import { AmountInput } from '../../../ui/amount-input.tsx'
import { Button, IconButton } from '../../../ui/button.tsx'
import { Input } from '../../../ui/input.tsx'
import { Select } from '../../../ui/select.tsx'
import type { TierValues } from './price-values.ts'

export interface RateFieldsProps {
  tiers: readonly TierValues[]
  byHand: boolean
  onChange: (tiers: TierValues[]) => void
  error: string | undefined
}

export function RateFields({ tiers, byHand, onChange, error }: RateFieldsProps) {
  const t = useText('admin-models')
  const last = tiers.at(-1)
  const add = () => onChange([...tiers, { ...(last ?? { cost: {}, list: {} }), from: '' }])
  return (
    <fieldset className="flex min-w-0 flex-col gap-3">
      <legend className="mb-1.5 text-13 font-medium">{byHand ? t('rates.both') : t('rates.cost')}</legend>
      {tiers.map((tier, index) => (
        <Tier
          // biome-ignore lint/suspicious/noArrayIndexKey: tiers are edited in place and have no other identity
          key={index}
          tier={tier}
          first={index === 0}
          byHand={byHand}
          onChange={(change) => onChange(tiers.map((each, place) => (place === index ? { ...each, ...change } : each)))}
          onRemove={() => onChange(tiers.filter((_, place) => place !== index))}
        />
      ))}
      {error ? (
        <p role="alert" className="text-12 text-danger">
          {error}
        </p>
      ) : null}
      <Button
        size="sm"
        variant="ghost"
        className="self-start"
        onClick={add}
        icon={<Plus size={14} aria-hidden="true" />}
      >
        {t('rates.addTier')}
      </Button>
    </fieldset>
  )
}

interface TierProps {
  tier: TierValues
  first: boolean
  byHand: boolean
  onChange: (change: Partial<TierValues>) => void
  onRemove: () => void
}

/** Always asked for; others are added when a model has them. */
const USUAL: readonly BucketName[] = ['input', 'cacheRead', 'output']

function Tier({ tier, first, byHand, onChange, onRemove }: TierProps) {
  const t = useText('admin-models')
  const r = useText('rates')
  const shown = BUCKETS.filter(
    (bucket) => USUAL.includes(bucket) || tier.cost[bucket] !== undefined || tier.list[bucket] !== undefined,
  )
  const rest = BUCKETS.filter((bucket) => !shown.includes(bucket))
  return (
    <div className="rounded-control border border-line p-3">
      {first ? null : (
        <div className="mb-2 flex items-center gap-2 text-13">
          {t('rates.from')}
          <span className="w-28">
            <Input
              size="sm"
              aria-label={t('rates.from')}
              inputMode="numeric"
              className="num text-right"
              value={tier.from}
              onChange={(event) => onChange({ from: event.target.value.replace(/\D/g, '') })}
            />
          </span>
          {t('rates.tokens')}
          <span className="ml-auto">
            <IconButton size="sm" label={t('rates.removeTier')} onClick={onRemove}>
              <X size={14} aria-hidden="true" />
            </IconButton>
          </span>
        </div>
      )}
      <div
        className={`grid items-center gap-x-3 gap-y-1.5 text-13 ${byHand ? 'grid-cols-[1fr_1fr_1fr]' : 'grid-cols-[1fr_1fr]'}`}
      >
        <span />
        <span className="text-right text-12 text-muted">{t('column.cost')}</span>
        {byHand ? <span className="text-right text-12 text-muted">{t('column.list')}</span> : null}
        {shown.map((bucket) => (
          <Fields key={bucket} bucket={bucket} tier={tier} byHand={byHand} onChange={onChange} />
        ))}
      </div>
      {rest.length > 0 ? (
        <Select
          size="sm"
          label={t('rates.more')}
          value=""
          onChange={(bucket) => onChange({ cost: { ...tier.cost, [bucket]: '' } })}
          options={[
            { value: '', label: t('rates.more') },
            ...rest.map((bucket) => ({ value: bucket as string, label: r(`bucket.${bucket}`) })),
          ]}
          className="mt-2"
        />
      ) : null}
    </div>
  )
}

function Fields({
  bucket,
  tier,
  byHand,
  onChange,
}: Pick<TierProps, 'tier' | 'byHand' | 'onChange'> & { bucket: BucketName }) {
  const t = useText('admin-models')
  const r = useText('rates')
  const name = r(`bucket.${bucket}`)
  const input = (key: 'cost' | 'list') => (
    <AmountInput
      aria-label={`${name}, ${t(`column.${key}`)}`}
      value={tier[key][bucket] ?? ''}
      onChange={(value) => onChange({ [key]: { ...tier[key], [bucket]: value } })}
      decimals={Math.min(9, PICO - SHIFT[scaleOf(bucket)])}
      unit="CR"
    />
  )
  return (
    <>
      <span className="min-w-0">
        {name} <span className="text-12 text-muted">/ {r(`scale.${scaleOf(bucket)}`)}</span>
      </span>
      {input('cost')}
      {byHand ? input('list') : null}
    </>
  )
}
