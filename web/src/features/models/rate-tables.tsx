/** All prices of one model side by side, one table a context length; and what each tier pays. */
import { useQuery } from '@tanstack/react-query'
import type { Model } from '../../../../src/contract/models.ts'
import type { BucketName } from '../../../../src/contract/rates.ts'
import { type Answer, call, keyOf } from '../../api/platform.ts'
import { STALE } from '../../api/queries.ts'
import { useText } from '../../i18n/index.ts'
import { inCharacters, ownBuckets, scaleOf, shownRate } from '../../parts/rates.ts'
import { Amount } from '../../ui/amount.tsx'
import { Section } from '../../ui/page.tsx'
import { type Column, Table } from '../../ui/table.tsx'
import { ladderBuckets, ladderPrice } from './ladder.ts'
import { BASES } from './list.ts'

const DECIMALS = 6

export function RateTables({ model, visitor }: { model: Model; visitor: boolean }) {
  const t = useText('models')
  const r = useText('rates')
  const bases = BASES.filter((basis) => !(visitor && basis === 'yours'))
  return model.list.map((tier, index) => {
    const buckets = ownBuckets(tier)
    const columns: Column<BucketName>[] = [
      {
        key: 'bucket',
        header: t('column.bucket'),
        card: 'title',
        cell: (bucket) => (
          <span className="whitespace-nowrap">
            {bucket === 'input' && inCharacters(model) ? r('characters') : r(`bucket.${bucket}`)}
            <span className="ml-1.5 text-12 font-normal text-muted">/ {r(`scale.${scaleOf(bucket)}`)}</span>
          </span>
        ),
      },
      ...bases.map(
        (basis): Column<BucketName> => ({
          key: basis,
          header: t(`basisShort.${basis}`),
          align: 'right',
          cell: (bucket) => (
            <Amount
              value={shownRate(bucket, model[basis][index]?.rates[bucket])}
              decimals={DECIMALS}
              className={basis === 'yours' ? 'font-medium' : ''}
            />
          ),
        }),
      ),
    ]
    return (
      <Section
        key={tier.from}
        flush
        title={tier.from === 0 ? t('prices') : t('pricesFrom', { tokens: tier.from.toLocaleString('en-US') })}
        purpose={index === 0 ? t('pricesText') : undefined}
      >
        <Table label={t('prices')} columns={columns} rows={buckets} rowKey={(bucket) => bucket} />
      </Section>
    )
  })
}

type Step = Answer<'GET /stake/ladder'>['items'][number]

export function Ladder({ model }: { model: Model }) {
  const t = useText('models')
  const c = useText('common')
  const r = useText('rates')
  const { data } = useQuery({
    queryKey: keyOf('GET /stake/ladder'),
    queryFn: ({ signal }) => call('GET /stake/ladder', { signal }),
    staleTime: STALE.settings,
  })
  if (!data) return null
  const buckets = ladderBuckets(model.list)
  const columns: Column<Step>[] = [
    { key: 'tier', header: t('ladder.tier'), card: 'title', cell: ({ tier }) => c(`tier.${tier}`) },
    {
      key: 'stake',
      header: t('ladder.stake'),
      align: 'right',
      cell: ({ stake }) => <Amount value={stake} unit="LCO" decimals={0} />,
    },
    {
      key: 'rate',
      header: t('ladder.pays'),
      align: 'right',
      cell: ({ rateBps }) => (rateBps === null ? t('terms.cost') : `${rateBps / 100} %`),
    },
    ...buckets.map(
      (bucket): Column<Step> => ({
        key: bucket,
        header: `${r(`bucket.${bucket}`)} / ${r(`scale.${scaleOf(bucket)}`)}`,
        align: 'right',
        cell: ({ rateBps }) => <Amount value={ladderPrice(model, bucket, rateBps)} decimals={DECIMALS} unit="CR" />,
      }),
    ),
  ]
  return (
    <Section flush title={t('ladder.title')} purpose={t('ladder.text')}>
      <Table label={t('ladder.title')} columns={columns} rows={data.items} rowKey={({ tier }) => tier} />
    </Section>
  )
}
