/** The overview's figures; red when one of them must not be so. */
import { compareDecimal, isNegative, isZero, subDecimal } from '../../../amount/decimal.ts'
import { useLanguage, useText } from '../../../i18n/index.ts'
import { Amount } from '../../../ui/amount.tsx'
import { Stat, StatRow } from '../../../ui/stat.tsx'
import { DateTime, relativeTime, TimeAgo } from '../../../ui/time.tsx'
import { bytesText } from './range.ts'
import type { Overview } from './use-overview.ts'

export function Tiles({ overview }: { overview: Overview }) {
  return (
    <StatRow min={248}>
      <Imbalance overview={overview} />
      <Margin overview={overview} />
      <Custody overview={overview} />
      <Treasury overview={overview} />
      <OpenHolds overview={overview} />
      <Core overview={overview} />
      <Market overview={overview} />
      <Process overview={overview} />
    </StatRow>
  )
}

interface Given {
  overview: Overview
}

function Imbalance({ overview: { imbalance, recount, asOf } }: Given) {
  const t = useText('admin-overview')
  const balanced = isZero(imbalance.credits) && isZero(imbalance.lco) && !recount?.fault
  return (
    <Stat
      label={t('tile.imbalance')}
      tone={balanced ? 'ok' : 'danger'}
      value={
        balanced ? (
          <Amount value="0" />
        ) : (
          <span className="flex flex-wrap gap-x-3">
            <Amount value={imbalance.credits} unit="CR" />
            <Amount value={imbalance.lco} unit="LCO" />
          </span>
        )
      }
      note={
        <>
          {balanced ? t('tile.balanced') : t('tile.unbalanced')}{' '}
          {recount && recount.sequence > 0 ? (
            <>
              {t('tile.recounted', { sequence: recount.sequence })} <TimeAgo at={recount.at} />
            </>
          ) : (
            t('tile.notRecounted')
          )}
        </>
      }
      definition={t('tile.imbalanceText')}
      asOf={asOf}
    />
  )
}

function Margin({ overview: { channels } }: Given) {
  const t = useText('admin-overview')
  const sum = (key: 'revenue' | 'margin') =>
    channels.reduce((total, channel) => subDecimal(total, subDecimal('0.000000', channel[key])), '0.000000')
  const [revenue, margin] = [sum('revenue'), sum('margin')]
  const share = Number(revenue) > 0 ? `${((Number(margin) / Number(revenue)) * 100).toFixed(1)} %` : '–'
  return (
    <Stat
      label={t('tile.margin')}
      value={<Amount value={margin} unit="CR" decimals="auto" tone="auto" />}
      note={t('tile.marginShare', { share })}
      definition={t('tile.marginText')}
    />
  )
}

function Custody({ overview: { custody } }: Given) {
  const t = useText('admin-overview')
  const short = compareDecimal(custody.declared, custody.required) < 0
  return (
    <Stat
      label={t('tile.custody')}
      tone={short ? 'danger' : 'ok'}
      value={<Amount value={custody.surplus} unit="CR" decimals={2} sign />}
      note={
        <>
          {t('tile.declared')} <Amount value={custody.declared} decimals={2} /> · {t('tile.required')}{' '}
          <Amount value={custody.required} decimals={2} />
        </>
      }
      definition={t('tile.custodyText')}
    />
  )
}

function Treasury({ overview: { treasury, payable } }: Given) {
  const t = useText('admin-overview')
  return (
    <Stat
      label={t('tile.treasury')}
      {...(isNegative(treasury) ? { tone: 'danger' as const } : {})}
      value={<Amount value={treasury} unit="CR" decimals={2} />}
      note={
        <>
          {t('tile.payable')} <Amount value={payable} unit="CR" decimals={2} />
        </>
      }
      definition={t('tile.treasuryText')}
    />
  )
}

function OpenHolds({ overview: { holds, users } }: Given) {
  const t = useText('admin-overview')
  return (
    <Stat
      label={t('tile.holds')}
      value={<Amount value={String(holds.open)} />}
      note={
        <>
          <Amount value={holds.total} unit="CR" decimals={4} /> ·{' '}
          {t('tile.users', { accounts: users.accounts, identities: users.identities })}
        </>
      }
      definition={t('tile.holdsText')}
    />
  )
}

function Core({ overview: { sequencer } }: Given) {
  const t = useText('admin-overview')
  const behind = sequencer.durable - sequencer.historySequence
  return (
    <Stat
      label={t('tile.core')}
      {...(sequencer.failed ? { tone: 'danger' as const } : {})}
      value={sequencer.failed ? t('tile.failed') : <Amount value={String(sequencer.durable)} />}
      note={t('tile.queue', { queue: sequencer.queue, unsynced: sequencer.applied - sequencer.durable, behind })}
      definition={t('tile.coreText')}
    />
  )
}

function Market({ overview: { market } }: Given) {
  const t = useText('admin-overview')
  return (
    <Stat
      label={t('tile.orders')}
      value={<Amount value={String(market.openOrders)} />}
      note={
        market.pausedUntil !== null ? (
          <span className="text-warn">
            {t('tile.paused')} <DateTime at={market.pausedUntil} detail="clock" />
          </span>
        ) : market.frozen ? (
          <span className="text-warn">{t('tile.frozen')}</span>
        ) : (
          t('tile.trading')
        )
      }
      definition={t('tile.ordersText')}
    />
  )
}

function Process({ overview }: Given) {
  const t = useText('admin-overview')
  const { locale } = useLanguage()
  const { uptimeMs, memoryBytes, sockets } = overview.process
  return (
    <Stat
      label={t('tile.process')}
      value={bytesText(memoryBytes)}
      note={t('tile.processNote', { count: sockets, started: relativeTime(-uptimeMs / 1000, locale) })}
      definition={t('tile.processText')}
    />
  )
}
