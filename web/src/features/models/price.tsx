/** One price of the list: the chosen basis large, what it is compared with under it. */
import { clsx } from 'clsx'
import type { Model } from '../../../../src/contract/models.ts'
import type { BucketName } from '../../../../src/contract/rates.ts'
import { Amount } from '../../ui/amount.tsx'
import { type Basis, priceOf } from './list.ts'

const DECIMALS = 4

export function Price({ model, basis, bucket }: { model: Model; basis: Basis; bucket: BucketName }) {
  const value = priceOf(model, basis, bucket)
  const reference = priceOf(model, basis === 'net' ? 'yours' : 'list', bucket)
  const compared = value !== undefined && reference !== undefined && reference !== value
  return (
    <span className="inline-flex flex-col items-end leading-tight">
      <Amount value={value} decimals={DECIMALS} className="font-medium" />
      {compared ? (
        <Amount
          value={reference}
          decimals={DECIMALS}
          className={clsx('text-12 text-muted', basis !== 'net' && 'line-through')}
        />
      ) : null}
    </span>
  )
}
