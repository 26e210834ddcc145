/** The bill on the receipt: usage × price, tier, carried remainder, credits; and what they mined. */

import { useQuery } from '@tanstack/react-query'
import type { Receipt } from '../../../../../src/contract/calls.ts'
import { compareDecimal, isZero, subDecimal, toUnits } from '../../../amount/decimal.ts'
import { call, keyOf } from '../../../api/platform.ts'
import { STALE } from '../../../api/queries.ts'
import { useText } from '../../../i18n/index.ts'
import { inCharacters } from '../../../parts/rates.ts'
import { eraAt } from './emission.ts'
import { billLines, chargedBy, percentOfBps, standardList, tierOf } from './lines.ts'
import { Line, Part } from './paper.tsx'

export function Bill({ receipt }: { receipt: Receipt }) {
  const t = useText('logs')
  const r = useText('rates')
  const characters = inCharacters({ kind: useKind(receipt.model), list: receipt.card?.list ?? [] })
  const from = tierOf(receipt.card?.list ?? [], receipt.usage)?.from ?? 0
  return (
    <Part title={from > 0 ? t('bill.usageFrom', { tokens: from.toLocaleString('en-US') }) : t('bill.usage')}>
      {billLines(receipt).map((line) => (
        <Line
          key={line.bucket}
          label={characters && line.bucket === 'input' ? r('characters') : r(`bucket.${line.bucket}`)}
          value={line.amount}
          note={t('bill.times', {
            units: line.units,
            rate: shortRate(line.rate),
            per: r(`scale.${line.scale}`),
          })}
        />
      ))}
      <ListPrice receipt={receipt} />
      <Charge receipt={receipt} />
    </Part>
  )
}

/** Of a model that is on offer still. */
function useKind(name: string) {
  const { data } = useQuery({
    queryKey: keyOf('GET /models'),
    queryFn: ({ signal }) => call('GET /models', { signal }),
    staleTime: STALE.settings,
  })
  return data?.items.find(({ model }) => model === name)?.kind
}

/** In another service tier than standard the price of standard stands before it. */
function ListPrice({ receipt }: { receipt: Receipt }) {
  const t = useText('logs')
  const r = useText('rates')
  const { service, serviceBps, list } = receipt
  if (service === null || service === 'standard' || serviceBps === null)
    return <Line sum label={t('bill.list')} value={list} />
  const said = t('bill.service', { service: r(`service.${service}`), share: percentOfBps(serviceBps) })
  return (
    <>
      <Line sum label={t('bill.standard')} value={standardList(receipt)} />
      <Line label={said} value={list} />
    </>
  )
}

/** At least two decimals, no more zeros than that. */
const shortRate = (rate: string): string => rate.replace(/(\.\d{2}\d*?)0+$/, '$1')

function Charge({ receipt }: { receipt: Receipt }) {
  const t = useText('logs')
  const c = useText('common')
  const tier = receipt.tier ? c(`tier.${receipt.tier}`) : '–'
  const share = percentOfBps(receipt.tierBps ?? 10_000)
  const by = chargedBy(receipt)
  const surcharge = percentOfBps(receipt.surchargeBps ?? 0)
  return (
    <>
      {by === 'share' ? (
        <Line label={t('bill.share', { tier, share })} value={receipt.charge} />
      ) : (
        <Line
          label={by === 'whale' ? t('bill.whale') : t('bill.floor', { tier })}
          value={receipt.charge}
          note={receipt.surchargeBps ? t('bill.surcharge', { cost: receipt.cost ?? '', surcharge }) : undefined}
        />
      )}
      <Line tone="muted" label={t('bill.carriedIn')} value={receipt.carriedIn} sign />
      <Line tone="muted" label={t('bill.carriedOut')} value={negated(receipt.carriedOut)} />
      {isZero(receipt.writtenOff) ? null : (
        <Line tone="muted" label={t('bill.writtenOff')} value={negated(receipt.writtenOff)} />
      )}
      <Line sum strong label={t('bill.total')} value={receipt.charged} unit="CR" />
      {isZero(receipt.promo) ? null : <Line tone="muted" label={t('bill.promo')} value={receipt.promo} unit="CR" />}
    </>
  )
}

const negated = (value: string | null): string | null => (value === null || isZero(value) ? value : `-${value}`)

export function Mining({ receipt }: { receipt: Receipt }) {
  const t = useText('logs')
  if (!receipt.eligible || receipt.minedFrom === null) {
    return (
      <Part title={t('mined.title')}>
        <Line strong label={t('mined.total')} value={receipt.mined} unit="LCO" />
        <p className="mt-1 text-12 text-muted">{t('mined.none')}</p>
      </Part>
    )
  }
  const x = toUnits(receipt.minedFrom, 6)
  const crossing = eraAt(x) !== eraAt(x + toUnits(receipt.charged, 6) - 1n)
  const rate = (receipt.lcoPerCredit ?? '0').replace(/\.?0+$/, '')
  return (
    <Part title={t('mined.title')}>
      <Line tone="muted" label={t('mined.from')} value={receipt.minedFrom} unit="CR" />
      <Line
        strong
        tone="gold"
        label={t('mined.total')}
        value={receipt.mined}
        unit="LCO"
        note={
          crossing
            ? t('mined.crossing', { before: String(receipt.era), after: String(Number(receipt.era) + 1) })
            : t('mined.times', { paid: receipt.charged, rate, era: String(receipt.era) })
        }
      />
    </Part>
  )
}

/** What was set aside before the call and given back after it. */
export function Hold({ receipt }: { receipt: Receipt }) {
  const t = useText('logs')
  const more = compareDecimal(receipt.charged, receipt.hold) > 0
  return (
    <Part title={t('hold.title')}>
      <Line tone="muted" label={t('hold.held')} value={receipt.hold} unit="CR" />
      {more ? (
        <Line tone="muted" label={t('hold.extra')} value={subDecimal(receipt.charged, receipt.hold)} unit="CR" />
      ) : null}
      <Line tone="muted" label={t('hold.released')} value={receipt.released} unit="CR" />
    </Part>
  )
}
