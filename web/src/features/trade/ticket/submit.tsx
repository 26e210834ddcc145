/** The button that sends, and the one sentence that says why it can't. */
import { useLocation } from '@tanstack/react-router'
import { useLanguage, useText } from '../../../i18n/index.ts'
import { Button } from '../../../ui/button.tsx'
import { ButtonLink } from '../../../ui/link.tsx'
import type { TicketForm } from './form.ts'
import { useRuleText } from './rule-text.ts'
import type { TicketState } from './use-ticket.ts'

export function Submit({ form, ticket }: { form: TicketForm; ticket: TicketState }) {
  const t = useText('trade')
  const here = useLocation({ select: (location) => location.href })
  const reason = useReason(ticket)
  if (ticket.guest) {
    return (
      <div className="flex flex-col gap-1.5">
        <ButtonLink to="/signin" search={{ next: here }} variant="primary" size="lg" className="w-full">
          {t('ticket.signIn')}
        </ButtonLink>
        <p className="text-12 text-muted">{t('ticket.signInText')}</p>
      </div>
    )
  }
  return (
    <div className="flex flex-col gap-1.5">
      <Button
        type="submit"
        size="lg"
        variant={form.side === 'buy' ? 'up' : 'down'}
        disabled={!ticket.ready}
        pending={ticket.placing.state === 'pending'}
        aria-describedby={reason ? 'ticket-reason' : undefined}
        className="w-full"
      >
        {form.wallet === 'margin'
          ? t(`ticket.margin.${form.side}`)
          : form.side === 'buy'
            ? t('ticket.buy')
            : t('ticket.sell')}
      </Button>
      {reason ? (
        <p id="ticket-reason" className="text-12 text-muted">
          {reason}
        </p>
      ) : null}
    </div>
  )
}

function useReason({ block, broken, complete, pausedUntil, placing }: TicketState): string | undefined {
  const t = useText('trade')
  const { locale } = useLanguage()
  const ruleText = useRuleText()
  if (placing.state === 'pending') return t('ticket.pending')
  if (block === 'paused') {
    const time = new Intl.DateTimeFormat(locale, { timeStyle: 'medium' }).format(pausedUntil ?? 0)
    return t('blockedPaused', { time })
  }
  if (block) return t(`blocked.${block}`)
  if (broken) return broken.field === 'order' ? ruleText(broken) : undefined
  return complete ? undefined : t('ticket.incomplete')
}
