/** What became of the last order: confirmed with its number, refused with the reason, or unknown with a safe way to ask again. Announced. */

import { clsx } from 'clsx'
import type { ReactNode } from 'react'
import { isZero } from '../../../amount/decimal.ts'
import { amountText } from '../../../amount/format.ts'
import { problemText } from '../../../api/problem.ts'
import { useLanguage, useText } from '../../../i18n/index.ts'
import { Button } from '../../../ui/button.tsx'
import type { PlacedOrder, Placing } from './use-place.ts'

export interface OutcomeProps {
  placing: Placing
  onAskAgain: () => void
}

export function Outcome({ placing, onAskAgain }: OutcomeProps) {
  const t = useText('trade')
  const doneText = useDoneText()
  return (
    <div role="status" aria-live="polite">
      {placing.state === 'done' ? (
        <Strip
          tone={placing.answer.order.status === 'expired' ? 'warn' : 'ok'}
          title={t('outcome.order', { id: placing.answer.order.orderId })}
        >
          {doneText(placing.answer)}
        </Strip>
      ) : placing.state === 'listed' ? (
        <Strip tone="ok" title={t('outcome.list', { id: placing.answer.list.listId })}>
          {t(`outcome.listText.${placing.answer.list.kind}`)}
        </Strip>
      ) : placing.state === 'refused' ? (
        <Refused error={placing.error} />
      ) : placing.state === 'unknown' ? (
        <Strip tone="warn" title={t('outcome.unknown')}>
          {t('outcome.unknownText')}
          <Button size="sm" onClick={onAskAgain} className="mt-2">
            {t('outcome.askAgain')}
          </Button>
        </Strip>
      ) : null}
    </div>
  )
}

function Refused({ error }: { error: unknown }) {
  const t = useText('trade')
  const { title, detail, traceId } = problemText(error)
  return (
    <Strip tone="danger" title={t('outcome.refused')}>
      {title} {detail}
      {traceId ? <span className="mt-1 block font-mono text-12 break-all">{traceId}</span> : null}
    </Strip>
  )
}

const TONES = { ok: 'bg-ok-soft text-ok', warn: 'bg-warn-soft text-warn', danger: 'bg-danger-soft text-danger' }

function Strip({ tone, title, children }: { tone: keyof typeof TONES; title: string; children: ReactNode }) {
  return (
    <div className={clsx('rounded-control px-2.5 py-2 text-12', TONES[tone])}>
      <div className="font-medium">{title}</div>
      <div className="text-text">{children}</div>
    </div>
  )
}

/** One sentence on what traded, what waits and what ended. */
function useDoneText(): (answer: PlacedOrder) => string {
  const t = useText('trade')
  const { locale } = useLanguage()
  return ({ order }) => {
    const text = (value: string | null) => (value === null ? '–' : amountText(value, locale))
    const values = {
      filled: text(order.filledQuantity),
      quantity: text(order.quantity),
      price: text(order.averagePrice ?? order.price),
      limit: text(order.price),
      fee: text(order.fee),
    }
    if (order.status === 'pending') return t('outcome.waits')
    if (isZero(order.filledQuantity)) return order.status === 'open' ? t('outcome.rests', values) : t('outcome.nothing')
    if (order.status === 'open') return t('outcome.partlyRests', values)
    return order.status === 'filled' ? t('outcome.filled', values) : t('outcome.partlyEnded', values)
  }
}
