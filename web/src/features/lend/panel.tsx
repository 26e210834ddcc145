/** Lending or taking out: the amount, what follows from it, the risk, then the button. */
import { useLocation } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { LendingPool } from '../../../../src/contract/lending.ts'
import { isZero } from '../../amount/decimal.ts'
import { amountText } from '../../amount/format.ts'
import { problemText } from '../../api/problem.ts'
import { useSession } from '../../api/session.ts'
import { useLanguage, useText } from '../../i18n/index.ts'
import { AmountField, type TypedAmount, useTypedAmount } from '../../parts/amount-field.tsx'
import { Button } from '../../ui/button.tsx'
import { Form, FormError } from '../../ui/input.tsx'
import { ButtonLink } from '../../ui/link.tsx'
import { Segmented } from '../../ui/toggle.tsx'
import { Consequences } from './consequences.tsx'
import { type Act, type Asset, type Booked, type Position, useLending } from './use-lending.ts'

export interface PanelProps {
  pool: LendingPool
  /** undefined for guests and while loading */
  position: Position | undefined
  act: Act
  setAct: (act: Act) => void
  onAsset: (asset: Asset) => void
}

export function Panel({ pool, position, act, setAct, onAsset }: PanelProps) {
  const t = useText('lend')
  const { asset } = pool
  const most = position && (act === 'lend' ? position.available : position.lent)
  const amount = useTypedAmount(most)
  const booking = useLending(() => amount.set(''))
  const restart = () => {
    amount.set('')
    booking.reset()
  }
  return (
    <section aria-label={t('panel.title')} className="panel flex flex-col gap-4 p-4 xl:sticky xl:top-5">
      <Segmented<Act>
        label={t('panel.act')}
        value={act}
        onChange={(next) => {
          setAct(next)
          restart()
        }}
        options={[
          { value: 'lend', label: t('panel.lend') },
          { value: 'withdraw', label: t('panel.withdraw') },
        ]}
        className="w-full"
      />
      <Segmented<Asset>
        size="sm"
        label={t('pools.pool')}
        value={asset}
        onChange={(next) => {
          onAsset(next)
          restart()
        }}
        options={[
          { value: 'CR', label: 'CR' },
          { value: 'LCO', label: 'LCO' },
        ]}
        className="w-full"
      />
      <Amounts {...{ pool, position, act, most, amount, booking }} />
    </section>
  )
}

interface AmountsProps extends Pick<PanelProps, 'pool' | 'position' | 'act'> {
  most: string | undefined
  amount: TypedAmount
  booking: ReturnType<typeof useLending>
}

function Amounts({ pool, position, act, most, amount, booking }: AmountsProps) {
  const t = useText('lend')
  const session = useSession()
  const { asset } = pool
  const { wire, over } = amount
  const queued = act === 'withdraw' && position !== undefined && !isZero(position.waiting)
  const operator = session.status === 'user' && session.operator
  const ready = wire !== undefined && most !== undefined && !over && !queued && !operator && !booking.pending
  const whole = act === 'withdraw' && amount.whole
  return (
    <Form
      onSubmit={() => (ready ? booking.run({ act, asset, amount: whole ? null : wire }) : undefined)}
      className="flex flex-col gap-4"
    >
      <AmountField
        label={act === 'lend' ? t('panel.lendAmount') : t('panel.withdrawAmount')}
        {...{ asset, amount, most }}
        aside={(have) => (act === 'lend' ? t('panel.available', have) : t('panel.lent', have))}
        over={(have) => t('panel.over', have)}
        onChange={booking.reset}
        disabled={operator}
      />
      <Consequences {...{ pool, act }} amount={over ? undefined : wire} />
      <p className="text-12 text-muted">{t('panel.risk')}</p>
      {queued ? <Note>{t('panel.queued')}</Note> : null}
      {operator ? <Note>{t('panel.operator')}</Note> : null}
      <FormError>{booking.error ? problemText(booking.error).title : undefined}</FormError>
      {session.status === 'guest' ? (
        <SignIn />
      ) : (
        <Button type="submit" variant="primary" size="lg" disabled={!ready} pending={booking.pending}>
          {act === 'lend' ? t('panel.lendButton', { asset }) : t('panel.withdrawButton', { asset })}
        </Button>
      )}
      <div role="status">{booking.answer ? <Done answer={booking.answer} /> : null}</div>
    </Form>
  )
}

const Note = ({ children }: { children: ReactNode }) => <p className="text-12 text-warn">{children}</p>

function SignIn() {
  const t = useText('lend')
  const here = useLocation({ select: (location) => location.href })
  return (
    <ButtonLink to="/signin" search={{ next: here }} variant="primary" size="lg" className="w-full">
      {t('panel.signIn')}
    </ButtonLink>
  )
}

function Done({ answer }: { answer: Booked }) {
  const t = useText('lend')
  const { locale } = useLanguage()
  const { asset } = answer
  const text = (value: string) => `${amountText(value, locale)} ${asset}`
  return (
    <div className="rounded-control bg-ok-soft px-3 py-2 text-13">
      <p className="font-medium text-ok">{t('booked.title', { sequence: answer.sequence ?? '–' })}</p>
      <p>
        {!('paid' in answer)
          ? t('booked.lent', { lent: text(answer.lent) })
          : isZero(answer.waiting)
            ? t('booked.paid', { paid: text(answer.paid) })
            : t('booked.waits', { paid: text(answer.paid), waiting: text(answer.waiting) })}
      </p>
    </div>
  )
}
