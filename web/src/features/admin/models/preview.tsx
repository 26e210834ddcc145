/** What the entered price would be before it is set: per unit, at each tier with what is left of it, and what should be thought over. */
import { useQuery } from '@tanstack/react-query'
import TriangleAlert from 'lucide-react/icons/triangle-alert'
import type { ReactNode } from 'react'
import type { BucketName } from '../../../../../src/contract/rates.ts'
import { call, keyOf } from '../../../api/platform.ts'
import { STALE } from '../../../api/queries.ts'
import { useParameters } from '../../../api/shared.ts'
import { useText } from '../../../i18n/index.ts'
import { scaleOf } from '../../../parts/rates.ts'
import { Amount } from '../../../ui/amount.tsx'
import { type Line, linesOf, type PriceValues } from './price-values.ts'
import { type TierLine, tierLines, warningsOf } from './tier-lines.ts'

/** Prices of a million tokens line up; what is smaller is shown as far as it goes. */
const decimalsOf = (bucket: BucketName) => (scaleOf(bucket) === 'perMillion' ? 4 : 'auto')

interface Context {
  readonly from: string
  readonly lines: readonly Line[]
}

export function Preview({ values }: { values: PriceValues }) {
  const contexts = values.tiers.map((tier): Context => ({ from: tier.from, lines: linesOf(values, tier) }))
  const tiers = useTiers(contexts)
  if (contexts.every(({ lines }) => lines.length === 0)) return null
  return (
    <div className="flex flex-col gap-3 rounded-control bg-raised px-3 py-2.5">
      {tiers ? <Tiers tiers={tiers} first={contexts[0]?.lines ?? []} /> : null}
      <Units contexts={contexts} />
      <Warnings contexts={contexts} tiers={tiers ?? []} eligible={values.eligible} />
    </div>
  )
}

/** undefined until the ladder and the surcharge are known */
function useTiers(contexts: readonly Context[]): TierLine[] | undefined {
  const ladder = useQuery({
    queryKey: keyOf('GET /stake/ladder'),
    queryFn: ({ signal }) => call('GET /stake/ladder', { signal }),
    staleTime: STALE.settings,
  })
  const surcharge = useParameters().data?.items.find(({ key }) => key === 'price.surcharge')
  if (!ladder.data || !surcharge) return undefined
  return tierLines(
    contexts.map(({ lines }) => lines),
    ladder.data.items,
    Number(surcharge.value),
  )
}

const Head = ({ children, left }: { children: ReactNode; left?: boolean }) => (
  <th className={left ? 'pb-1 text-left font-normal' : 'pb-1 pl-3 text-right font-normal'}>{children}</th>
)

function Units({ contexts }: { contexts: readonly Context[] }) {
  const t = useText('admin-models')
  const r = useText('rates')
  return (
    <table className="w-full self-start text-13">
      <caption className="sr-only">{t('preview.title')}</caption>
      <thead className="text-12 text-muted">
        <tr>
          <Head left>{t('preview.title')}</Head>
          <Head>{t('column.cost')}</Head>
          <Head>{t('column.list')}</Head>
        </tr>
      </thead>
      <tbody>
        {contexts.map(({ from, lines }) =>
          lines.map((line) => (
            <tr key={`${from} ${line.bucket}`}>
              <td className="py-0.5">
                {r(`bucket.${line.bucket}`)}
                <span className="text-12 text-muted"> / {r(`scale.${scaleOf(line.bucket)}`)}</span>
                {from === '0' ? null : (
                  <span className="block text-12 text-muted">≥ {Number(from).toLocaleString('en-US')}</span>
                )}
              </td>
              <td className="pl-3 text-right">
                <Amount value={line.cost} decimals={decimalsOf(line.bucket)} className="text-muted" />
              </td>
              <td className="pl-3 text-right">
                <Amount value={line.list} decimals={decimalsOf(line.bucket)} className="font-medium" />
              </td>
            </tr>
          )),
        )}
      </tbody>
    </table>
  )
}

/** So many prices fit beside the margin. */
const SHOWN = 2

function Tiers({ tiers, first }: { tiers: readonly TierLine[]; first: readonly Line[] }) {
  const t = useText('admin-models')
  const c = useText('common')
  const r = useText('rates')
  const main = first.map(({ bucket }, place) => ({ bucket, place })).filter(({ bucket }) => MAIN.test(bucket))
  const shown = (main.length > 0 ? main : first.map(({ bucket }, place) => ({ bucket, place }))).slice(0, SHOWN)
  return (
    <table className="w-full self-start text-13">
      <caption className="sr-only">{t('preview.tiers')}</caption>
      <thead className="text-12 text-muted">
        <tr>
          <Head left>{t('preview.tiers')}</Head>
          {shown.map(({ bucket }) => (
            <Head key={bucket}>{r(`bucket.${bucket}`)}</Head>
          ))}
          <Head>{t('preview.margin')}</Head>
        </tr>
      </thead>
      <tbody>
        {tiers.map(({ tier, rateBps, prices, marginBps, floored }) => (
          <tr key={tier}>
            <td className="py-0.5 whitespace-nowrap">
              {c(`tier.${tier}`)}
              <span className="text-12 text-muted"> {rateBps === null ? t('preview.cost') : `${rateBps / 100} %`}</span>
            </td>
            {shown.map(({ bucket, place }) => (
              <td key={bucket} className="pl-3 text-right">
                <Amount value={prices[place]} decimals={decimalsOf(bucket)} className={floored ? 'text-warn' : ''} />
              </td>
            ))}
            <td
              className={`num pl-3 text-right ${rateBps !== null && marginBps !== undefined && marginBps <= 0 ? 'text-warn' : ''}`}
            >
              {marginBps === undefined ? '–' : `${(marginBps / 100).toFixed(1)} %`}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

const MAIN = /^(input|output|images|milliseconds|calls)$/

interface WarningsProps {
  contexts: readonly Context[]
  tiers: readonly TierLine[]
  eligible: boolean
}

function Warnings({ contexts, tiers, eligible }: WarningsProps) {
  const t = useText('admin-models')
  const c = useText('common')
  const warnings = warningsOf(
    contexts.map(({ lines }) => lines),
    eligible,
  )
  const floored = tiers.filter((line) => line.floored).map(({ tier }) => c(`tier.${tier}`))
  const texts = [
    ...warnings.map((warning) => t(`preview.${warning}`)),
    ...(floored.length > 0 ? [t('preview.floored', { tiers: floored.join(', ') })] : []),
  ]
  if (texts.length === 0) return null
  return (
    <ul role="status" className="flex flex-col gap-1 text-13 text-warn">
      {texts.map((text) => (
        <li key={text} className="flex items-start gap-2">
          <TriangleAlert size={16} aria-hidden="true" className="mt-0.5 shrink-0" />
          {text}
        </li>
      ))}
    </ul>
  )
}
