/** One price of the list: the chosen basis large, what it is compared with under it. */
import { clsx } from 'clsx'
import type { Model } from '../../../../src/contract/models.ts'
import type { BucketName } from '../../../../src/contract/rates.ts'
import { useText } from '../../i18n/index.ts'
import { inCharacters, scaleOf, unitBuckets } from '../../parts/rates.ts'
import { UnitName } from '../../parts/unit-prices.tsx'
import { Amount } from '../../ui/amount.tsx'
import { type Basis, priceOf } from './list.ts'

const DECIMALS = 4

export interface PriceProps {
  model: Model
  basis: Basis
  bucket: BucketName
}

export function Price({ model, basis, bucket }: PriceProps) {
  const value = priceOf(model, basis, bucket)
  const reference = priceOf(model, basis === 'net' ? 'yours' : 'list', bucket)
  const compared = value !== undefined && reference !== undefined && reference !== value
  const decimals = scaleOf(bucket) === 'perMillion' ? DECIMALS : 'auto'
  return (
    <span className="inline-flex flex-col items-end leading-tight">
      <Amount value={value} decimals={decimals} className="font-medium" />
      {compared ? (
        <Amount
          value={reference}
          decimals={decimals}
          className={clsx('text-12 text-muted', basis !== 'net' && 'line-through')}
        />
      ) : null}
    </span>
  )
}

/** So many fit beside the prices of tokens; the model's own page has all. */
const SHOWN = 2

/** What a call, an image or a second costs. */
export function UnitPrices({ model, basis }: Pick<PriceProps, 'model' | 'basis'>) {
  const t = useText('models')
  const r = useText('rates')
  const characters = inCharacters(model)
  const buckets: BucketName[] = [...(characters ? (['input'] as const) : []), ...unitBuckets(model.list)]
  if (buckets.length === 0) return <span className="text-dim">–</span>
  return (
    <span className="inline-flex flex-col items-end gap-1">
      {buckets.slice(0, SHOWN).map((bucket) => (
        <span key={bucket} className="inline-flex flex-wrap items-baseline justify-end gap-x-1.5">
          <Price model={model} basis={basis} bucket={bucket} />
          <span className="text-12 text-muted">
            / {bucket === 'input' ? r('unit.characters') : <UnitName bucket={bucket} />}
          </span>
        </span>
      ))}
      {buckets.length > SHOWN ? (
        <span className="text-12 text-muted">{t('more', { count: buckets.length - SHOWN })}</span>
      ) : null}
    </span>
  )
}
