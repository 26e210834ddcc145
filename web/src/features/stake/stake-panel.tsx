/** Stake or unstake: the amount, what follows from it and when, then the button. */
import { useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { compareDecimal, toWire, truncateDecimal } from '../../amount/decimal.ts'
import { amountText } from '../../amount/format.ts'
import { type Answer, call, keyOf } from '../../api/platform.ts'
import { problemText } from '../../api/problem.ts'
import { useSession } from '../../api/session.ts'
import { useLanguage, useText } from '../../i18n/index.ts'
import { useBooking } from '../../parts/use-booking.ts'
import { AmountInput } from '../../ui/amount-input.tsx'
import { Button } from '../../ui/button.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { Field, Form, FormError } from '../../ui/input.tsx'
import { TextLink } from '../../ui/link.tsx'
import { Segmented } from '../../ui/toggle.tsx'
import { Consequences } from './consequences.tsx'
import { delaysOf } from './delays.ts'
import { afterUnstaking, rungs, type Stake, usageOf } from './ladder.ts'

type Action = 'stake' | 'unstake'
type Done = Answer<'POST /stake'> | Answer<'POST /stake/remove'>

export interface StakePanelProps {
  stake: Stake
  action: Action
  setAction: (action: Action) => void
  amount: string
  setAmount: (amount: string) => void
}

export function StakePanel({ stake, action, setAction, amount, setAmount }: StakePanelProps) {
  const t = useText('stake')
  const { locale } = useLanguage()
  const session = useSession()
  const [asking, setAsking] = useState(false)
  const booking = useStaking(() => setAmount(''))
  const operator = session.status === 'user' && session.operator
  const most = action === 'stake' ? stake.available : stake.staked
  const have = { amount: amountText(most, locale) }
  const wire = positive(amount)
  const over = wire !== undefined && compareDecimal(wire, most) > 0
  const ready = wire !== undefined && !over && !operator && !booking.pending
  const drop = wire !== undefined && !over && action === 'unstake' ? afterUnstaking(stake, wire) : undefined
  const submit = () => {
    if (!ready) return
    if (drop?.drops) setAsking(true)
    else booking.run({ action, amount: wire })
  }
  return (
    <section aria-label={t('panel.title')} className="panel flex flex-col gap-4 p-4 xl:sticky xl:top-5">
      <ActionSwitch
        action={action}
        onChange={(next) => {
          setAction(next)
          setAmount('')
          booking.reset()
        }}
      />
      <Form onSubmit={submit} className="flex flex-col gap-4">
        <Field
          label={action === 'stake' ? t('panel.stakeAmount') : t('panel.unstakeAmount')}
          aside={action === 'stake' ? t('panel.available', have) : t('panel.staked', have)}
          error={over ? t('panel.over', { most: amountText(most, locale) }) : undefined}
        >
          <AmountInput
            value={amount}
            onChange={(next) => {
              setAmount(next)
              booking.reset()
            }}
            decimals={8}
            unit="LCO"
            max={most}
            shares={[25, 50, 100]}
            disabled={operator}
          />
        </Field>
        {action === 'stake' ? <Suggestion stake={stake} onTake={setAmount} /> : null}
        <Consequences stake={stake} action={action} amount={over ? undefined : wire} />
        <FormError>{booking.error ? problemText(booking.error).title : undefined}</FormError>
        <Button type="submit" variant="primary" size="lg" disabled={!ready} pending={booking.pending}>
          {action === 'stake' ? t('panel.stakeButton') : t('panel.unstakeButton')}
        </Button>
        <Hints stake={stake} action={action} operator={operator} />
        <div role="status">{booking.answer ? <Booked answer={booking.answer} /> : null}</div>
      </Form>
      <DropConfirm
        stake={stake}
        tier={drop?.tier ?? 'lv1'}
        open={asking}
        onOpenChange={setAsking}
        onConfirm={() => {
          if (wire !== undefined) booking.run({ action, amount: wire })
        }}
      />
    </section>
  )
}

function ActionSwitch({ action, onChange }: { action: Action; onChange: (action: Action) => void }) {
  const t = useText('stake')
  return (
    <Segmented<Action>
      label={t('panel.title')}
      value={action}
      onChange={onChange}
      options={[
        { value: 'stake', label: t('panel.stake') },
        { value: 'unstake', label: t('panel.unstake') },
      ]}
    />
  )
}

interface DropConfirmProps {
  stake: Stake
  /** after the drop */
  tier: Stake['tier']
  open: boolean
  onOpenChange: (open: boolean) => void
  onConfirm: () => void
}

/** Asked once more when unstaking makes calls dearer at once. */
function DropConfirm({ stake, tier, open, onOpenChange, onConfirm }: DropConfirmProps) {
  const t = useText('stake')
  const tierText = useText('common')
  return (
    <Confirm
      open={open}
      onOpenChange={onOpenChange}
      title={t('confirm.title', { tier: tierText(`tier.${tier}`) })}
      description={t('confirm.text', delaysOf(stake))}
      action={t('panel.unstakeButton')}
      onConfirm={async () => onConfirm()}
    />
  )
}

function Hints({ stake, action, operator }: { stake: Stake; action: Action; operator: boolean }) {
  const t = useText('stake')
  return (
    <>
      {operator ? <p className="text-12 text-muted">{t('panel.operator')}</p> : null}
      {action === 'stake' && compareDecimal(stake.available, '0') === 0 ? (
        <p className="text-12 text-muted">
          {t('panel.noLco')} <TextLink to="/trade">{t('panel.buy')}</TextLink>
        </p>
      ) : null}
    </>
  )
}

/** The next rung that lowers the price, what it takes and what it saves. */
function Suggestion({ stake, onTake }: { stake: Stake; onTake: (amount: string) => void }) {
  const t = useText('stake')
  const tierText = useText('common')
  const { locale } = useLanguage()
  const next = rungs(stake).find((view) => view.missing !== '0' && compareDecimal(view.saves, '0') > 0)
  if (!next || usageOf(stake).calls === 0) return null
  return (
    <button
      type="button"
      onClick={() => onTake(next.missing.replace(/\.?0+$/, ''))}
      className="rounded-control border border-line px-3 py-2 text-left text-13 transition-colors hover:border-line-strong hover:bg-hover"
    >
      {t('panel.suggest', {
        amount: amountText(next.missing, locale),
        tier: tierText(`tier.${next.rung.tier}`),
        saves: amountText(truncateDecimal(next.saves, 2), locale),
      })}
    </button>
  )
}

function positive(amount: string): string | undefined {
  const wire = toWire(amount)
  return wire !== undefined && compareDecimal(wire, '0') > 0 ? wire : undefined
}

function useStaking(onDone: () => void) {
  const client = useQueryClient()
  return useBooking<{ action: Action; amount: string }, Done>({
    send: ({ action, amount }, idempotencyKey) =>
      action === 'stake'
        ? call('POST /stake', { body: { amount }, idempotencyKey })
        : call('POST /stake/remove', { body: { amount }, idempotencyKey }),
    onDone: () => {
      onDone()
      void client.invalidateQueries({ queryKey: keyOf('GET /stake') })
      void client.invalidateQueries({ queryKey: keyOf('GET /me/balances') })
    },
  })
}

function Booked({ answer }: { answer: Done }): ReactNode {
  const t = useText('stake')
  const { locale } = useLanguage()
  const time = (at: number) => new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' }).format(at)
  return (
    <div className="rounded-control bg-ok-soft px-3 py-2 text-13">
      <p className="font-medium text-ok">{t('booked.title', { sequence: answer.sequence ?? '–' })}</p>
      <p>
        {'releaseAt' in answer
          ? t('booked.unstaked', { time: time(answer.releaseAt) })
          : answer.nextTierAt === null
            ? t('booked.staked')
            : t('booked.stakedUntil', { time: time(answer.nextTierAt) })}
      </p>
    </div>
  )
}
