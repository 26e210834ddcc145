/** What a margin order would do: what it borrows or pays back, fee and worst price, and the account before → after. Always the same height. */
import { problemText } from '../../../api/problem.ts'
import { useText } from '../../../i18n/index.ts'
import { Amount } from '../../../ui/amount.tsx'
import { StandingDiff } from '../../margin/standing-diff.tsx'
import { Line } from '../ticket/line.tsx'
import type { TicketMargin } from './use-ticket-margin.ts'

export function OrderDiff({ margin: { quote, refusal } }: { margin: TicketMargin }) {
  const t = useText('margin')
  const { trade, borrows, repays } = quote ?? {}
  return (
    <div className="flex flex-col gap-2">
      <dl className="flex flex-col text-12">
        <Line name={t('quote.borrows')}>
          {borrows ? <Amount value={borrows.amount} unit={borrows.asset} decimals="auto" /> : undefined}
        </Line>
        <Line name={t('quote.repays')}>
          {repays ? <Amount value={repays.amount} unit={repays.asset} decimals="auto" /> : undefined}
        </Line>
        <Line name={t('quote.worst')}>
          {trade?.worstPrice ? <Amount value={trade.worstPrice} unit="CR" /> : undefined}
        </Line>
        <Line name={t('quote.fee')}>{trade ? <Amount value={trade.fee} unit="CR" /> : undefined}</Line>
      </dl>
      <dl className="-mt-1 flex flex-col border-t border-line pt-1 text-12">
        <StandingDiff before={quote?.before} after={quote?.after} />
      </dl>
      {refusal ? (
        <p className="rounded-control bg-warn-soft px-2.5 py-1.5 text-12 text-warn">{problemText(refusal).title}</p>
      ) : null}
    </div>
  )
}
