/** What stands in the way of borrowing now, and what is about to happen to the account: one sentence each. */
import { clsx } from 'clsx'
import type { ReactNode } from 'react'
import { isZero } from '../../../amount/decimal.ts'
import { useText } from '../../../i18n/index.ts'
import { Rich } from '../../../i18n/rich.tsx'
import { TextLink } from '../../../ui/link.tsx'
import { DateTime, useNow } from '../../../ui/time.tsx'
import { usePools } from '../../lend/use-lending.ts'
import { levelText } from '../../margin/figures.ts'
import type { MarginAccount, MarginLimits } from '../../margin/use-margin.ts'
import type { Side } from '../ticket/form.ts'

export interface NoticesProps {
  account: MarginAccount | null | undefined
  limits: MarginLimits | undefined
  side: Side
}

export function Notices({ account, limits, side }: NoticesProps) {
  const t = useText('margin')
  const level = (bps: number) => levelText(bps).slice(0, -2)
  return (
    <div role="status" className="flex flex-col gap-2 empty:hidden">
      {account?.stage === 'called' ? (
        <Notice tone="warn">{t('notice.called', { call: level(account.callLevelBps) })}</Notice>
      ) : null}
      {account?.stage === 'closing' ? (
        <Notice tone="danger">{t('notice.closing', { close: level(account.closeLevelBps) })}</Notice>
      ) : null}
      {limits ? <NoLoans limits={limits} /> : null}
      {side === 'sell' ? <NoShorts /> : null}
    </div>
  )
}

/** The first reason for which nobody can borrow. */
function NoLoans({ limits: { borrowing, mark, live, lendsFrom } }: { limits: MarginLimits }) {
  const t = useText('margin')
  const now = useNow()
  if (!borrowing) return <Notice>{t('notice.off')}</Notice>
  if (lendsFrom === null || mark === null) return <Notice>{t('notice.noMark')}</Notice>
  if (!live) return <Notice>{t('notice.frozen')}</Notice>
  if (lendsFrom <= now) return null
  return (
    <Notice>
      <Rich text={t('notice.young')} parts={{ when: () => <DateTime at={lendsFrom} /> }} />
    </Notice>
  )
}

function NoShorts() {
  const t = useText('margin')
  const pool = usePools().data?.items.find(({ asset }) => asset === 'LCO')
  if (!pool || !isZero(pool.cash)) return null
  return (
    <Notice>
      <Rich
        text={isZero(pool.supplied) ? t('notice.noShorts') : t('notice.allLent')}
        parts={{ link: (inner) => <TextLink to="/lend">{inner}</TextLink> }}
      />
    </Notice>
  )
}

const TONES = { plain: 'bg-raised text-muted', warn: 'bg-warn-soft text-warn', danger: 'bg-danger-soft text-danger' }

function Notice({ tone = 'plain', children }: { tone?: keyof typeof TONES; children: ReactNode }) {
  return <p className={clsx('rounded-control px-2.5 py-1.5 text-12', TONES[tone])}>{children}</p>
}
