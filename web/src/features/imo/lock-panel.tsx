/** Locking: how much, what it means until when, the button; or what stands in the way and where to go. */
import { useLocation } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { addDecimal, compareDecimal, isZero, toWire } from '../../amount/decimal.ts'
import { amountText } from '../../amount/format.ts'
import { problemText } from '../../api/problem.ts'
import { useSession } from '../../api/session.ts'
import { useBalances } from '../../api/shared.ts'
import { useLanguage, useText } from '../../i18n/index.ts'
import { AmountInput } from '../../ui/amount-input.tsx'
import { Button } from '../../ui/button.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { Field, Form, FormError } from '../../ui/input.tsx'
import { ButtonLink } from '../../ui/link.tsx'
import { DateTime } from '../../ui/time.tsx'
import { missingStake } from './figures.ts'
import { type Mine, type Offering, useLock } from './use-offerings.ts'

export interface LockPanelProps {
  offering: Offering
  mine: Mine | undefined
}

export function LockPanel({ offering, mine }: LockPanelProps) {
  const t = useText('imo')
  const session = useSession()
  const position = mine?.items.find(({ offeringId }) => offeringId === offering.offeringId)
  return (
    <section aria-label={t('lock.title')} className="panel flex flex-col gap-4 p-4 xl:sticky xl:top-5">
      <h2 className="text-14 font-semibold">{t('lock.title')}</h2>
      {offering.phase !== 'subscribe' ? (
        <Note>{offering.phase === 'announced' ? t('lock.early') : t('lock.late')}</Note>
      ) : session.status === 'guest' ? (
        <SignIn />
      ) : session.status === 'user' && session.operator ? (
        <Note>{t('lock.operator')}</Note>
      ) : position && position.weightNow === 0 ? (
        <TierMissing offering={offering} />
      ) : (
        <LockForm {...{ offering }} staked={mine?.staked} />
      )}
    </section>
  )
}

const Note = ({ children }: { children: ReactNode }) => <p className="text-13 text-muted">{children}</p>

function SignIn() {
  const t = useText('imo')
  const here = useLocation({ select: (location) => location.href })
  return (
    <ButtonLink to="/signin" search={{ next: here }} variant="primary" size="lg" className="w-full">
      {t('lock.signIn')}
    </ButtonLink>
  )
}

/** Which tier is missing, and the way to it with the amount filled in. */
function TierMissing({ offering }: { offering: Offering }) {
  const t = useText('imo')
  const { locale } = useLanguage()
  const lco = useBalances()?.lco
  const counted = lco ? missingStake(offering, addDecimal(lco.staked, lco.imo)) : offering.tiers.lv3
  return (
    <>
      <Note>{t('lock.tier', { stake: amountText(offering.tiers.lv3, locale) })}</Note>
      {counted === undefined ? (
        <Note>{t('lock.wait', { hours: Math.round(offering.tiers.delayMs / 3_600_000) })}</Note>
      ) : (
        <ButtonLink to="/stake" search={{ amount: counted.replace(/\.?0+$/, '') }} variant="primary" className="w-full">
          {t('lock.stakeMore', { amount: amountText(counted, locale) })}
        </ButtonLink>
      )}
    </>
  )
}

function LockForm({ offering, staked }: { offering: Offering; staked: string | undefined }) {
  const t = useText('imo')
  const { locale } = useLanguage()
  const [amount, setAmount] = useState('')
  const [asking, setAsking] = useState(false)
  const booking = useLock(offering.offeringId, () => setAmount(''))
  const typed = toWire(amount)
  const wire = typed === undefined || isZero(typed) ? undefined : typed
  const over = wire !== undefined && staked !== undefined && compareDecimal(wire, staked) > 0
  const ready = wire !== undefined && !over && !booking.pending
  const have = staked === undefined ? undefined : { amount: amountText(staked, locale) }
  return (
    <Form onSubmit={() => (ready ? setAsking(true) : undefined)} className="flex flex-col gap-4">
      <Field
        label={t('lock.amount')}
        aside={have && t('lock.staked', have)}
        error={over && have ? t('lock.over', have) : undefined}
      >
        <AmountInput
          value={amount}
          onChange={(next) => {
            setAmount(next)
            booking.reset()
          }}
          decimals={8}
          unit="LCO"
          max={staked}
          shares={[25, 50, 100]}
        />
      </Field>
      <p className="text-12 text-muted">
        {t('lock.until')} <DateTime at={offering.activeUntil} />. {t('lock.counts')}
      </p>
      <FormError>{booking.error ? problemText(booking.error).title : undefined}</FormError>
      <Button type="submit" variant="primary" size="lg" disabled={!ready} pending={booking.pending}>
        {t('lock.button')}
      </Button>
      <div role="status">
        {booking.answer ? (
          <p className="rounded-control bg-ok-soft px-3 py-2 text-13 text-ok">
            {t('lock.done', { amount: amountText(booking.answer.locked, locale) })}
          </p>
        ) : null}
      </div>
      <Confirm
        open={asking}
        onOpenChange={setAsking}
        title={t('lock.confirm', { amount: wire === undefined ? '' : amountText(wire, locale) })}
        description={t('lock.confirmText')}
        action={t('lock.button')}
        onConfirm={async () => {
          if (wire !== undefined) booking.run({ amount: wire })
        }}
      />
    </Form>
  )
}
