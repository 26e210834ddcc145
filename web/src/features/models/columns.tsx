/** The columns of the price list. */
import type { Model } from '../../../../src/contract/models.ts'
import { useText } from '../../i18n/index.ts'
import { inCharacters, unitBuckets } from '../../parts/rates.ts'
import type { Column } from '../../ui/table.tsx'
import { type Basis, priceOf } from './list.ts'
import { ModelName } from './name.tsx'
import { Price, UnitPrices } from './price.tsx'

/** @param otherUnits some model of the list is charged by the call, image or second */
export function useColumns(basis: Basis, otherUnits: boolean): Column<Model>[] {
  const t = useText('models')
  const r = useText('rates')
  const prices = (['input', 'cacheRead', 'output'] as const).map(
    (bucket): Column<Model> => ({
      key: bucket,
      header: (
        <>
          {t(`column.${bucket}`)} <span className="font-normal">/ {r('scale.perMillion')}</span>
        </>
      ),
      align: 'right',
      sortable: true,
      ...(bucket === 'cacheRead' ? { folds: 3 as const } : {}),
      has: (model) => inTokens(model) && priceOf(model, basis, bucket) !== undefined,
      cell: (model) => (inTokens(model) ? <Price model={model} basis={basis} bucket={bucket} /> : <None />),
    }),
  )
  return [
    {
      key: 'model',
      header: t('column.model'),
      sortable: true,
      card: 'title',
      className: 'py-1.5',
      cell: (model) => <ModelName model={model} />,
    },
    {
      key: 'context',
      header: t('column.context'),
      align: 'right',
      sortable: true,
      folds: 2,
      has: ({ contextLength }) => contextLength !== null,
      cell: ({ contextLength }) => <Count value={contextLength} />,
    },
    ...prices,
    ...(otherUnits
      ? [
          {
            key: 'units',
            header: t('column.units'),
            align: 'right' as const,
            className: 'py-1.5',
            has: (model: Model) => !inTokens(model) || unitBuckets(model.list).length > 0,
            cell: (model: Model) => <UnitPrices model={model} basis={basis} />,
          },
        ]
      : []),
    {
      key: 'success',
      header: t('column.success'),
      align: 'right',
      sortable: true,
      folds: 2,
      has: ({ stats }) => stats.successBps !== null,
      cell: ({ stats }) => <Success bps={stats.successBps} calls={stats.calls24h} />,
    },
    {
      key: 'firstToken',
      header: t('column.firstToken'),
      align: 'right',
      sortable: true,
      folds: 1,
      has: ({ stats }) => stats.firstTokenMs !== null,
      cell: ({ stats }) => <Milliseconds value={stats.firstTokenMs} />,
    },
  ]
}

/** Speech that is priced by characters has its price among the other units. */
const inTokens = (model: Model): boolean => !inCharacters(model)

const None = () => <span className="text-dim">–</span>

export function Count({ value }: { value: number | null }) {
  return value === null ? <None /> : value.toLocaleString('en-US')
}

export function Success({ bps, calls }: { bps: number | null; calls: number | null }) {
  const t = useText('models')
  if (bps === null || calls === null) return <None />
  return <span title={t('callsCounted', { count: calls })}>{`${(bps / 100).toFixed(2)} %`}</span>
}

export function Milliseconds({ value }: { value: number | null }) {
  if (value === null) return <None />
  return (
    <>
      {(value / 1000).toFixed(2)}
      <span className="ml-1 text-[0.8em] text-muted">s</span>
    </>
  )
}
