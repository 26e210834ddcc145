/** Opening the margin account: what it is in plain words, a short quiz about exactly that, and acceptance of the terms by their version. */
import { Radio } from '@base-ui/react/radio'
import { RadioGroup } from '@base-ui/react/radio-group'
import { type ReactNode, useId, useState } from 'react'
import { call } from '../../../api/platform.ts'
import { problemText } from '../../../api/problem.ts'
import { useText } from '../../../i18n/index.ts'
import { useBooking } from '../../../parts/use-booking.ts'
import { Button } from '../../../ui/button.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { Form, FormError } from '../../../ui/input.tsx'
import { Skeleton } from '../../../ui/skeleton.tsx'
import { ErrorState } from '../../../ui/states.tsx'
import { told } from '../../../ui/toast.ts'
import { Checkbox } from '../../../ui/toggle.tsx'
import { bpsText, levelText } from '../../margin/figures.ts'
import { type MarginLimits, useMarginLimits, useMarginRefreshed } from '../../margin/use-margin.ts'
import { ANSWERS, type Given, isComplete, isRight, QUESTIONS } from './quiz.ts'

export function OpenDialog({ onClose }: { onClose: () => void }) {
  const t = useText('margin')
  const limits = useMarginLimits()
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={t('open.title')}
      description={t('open.text')}
      size="md"
    >
      {limits.data ? (
        <Quiz limits={limits.data} onClose={onClose} />
      ) : limits.error ? (
        <ErrorState error={limits.error} onRetry={() => void limits.refetch()} />
      ) : (
        <Skeleton className="h-64 w-full" />
      )}
    </Dialog>
  )
}

function Quiz({ limits, onClose }: { limits: MarginLimits; onClose: () => void }) {
  const t = useText('margin')
  const [given, setGiven] = useState<Given>({})
  const [checked, setChecked] = useState(false)
  const [accepts, setAccepts] = useState(false)
  const refresh = useMarginRefreshed()
  const booking = useBooking({
    send: (terms: string, idempotencyKey) => call('POST /margin/open', { body: { terms }, idempotencyKey }),
    onDone: () => {
      refresh()
      told.done(t('open.done'))
      onClose()
    },
  })
  const passed = isRight(given)
  const short = (bps: number) => levelText(bps).slice(0, -2)
  const values = {
    call: short(limits.callLevelBps),
    close: short(limits.closeLevelBps),
    penalty: bpsText(limits.penaltyBps),
    leverage: limits.leverageBps / 10_000,
  }
  const submit = () => {
    setChecked(true)
    if (passed && accepts) booking.run(limits.terms)
  }
  return (
    <Form onSubmit={submit} className="flex flex-col gap-5">
      <ul className="flex list-disc flex-col gap-1.5 pl-5 text-13">
        {(['borrow', 'close', 'loss', 'interest', 'frozen'] as const).map((point) => (
          <li key={point}>{t(`open.point.${point}`, values)}</li>
        ))}
      </ul>
      {QUESTIONS.map(({ id, right }) => (
        <Question
          key={id}
          title={t(`quiz.${id}.question`, values)}
          value={given[id] ?? ''}
          onChange={(answer) => setGiven((before) => ({ ...before, [id]: answer }))}
          wrong={checked && given[id] !== undefined && given[id] !== right ? t('quiz.wrong') : undefined}
          options={ANSWERS.map((answer) => ({ value: answer, label: t(`quiz.${id}.${answer}`, values) }))}
        />
      ))}
      <Checkbox checked={accepts} onChange={setAccepts} label={t('open.accept', { version: limits.terms })} />
      <FormError>
        {booking.error
          ? problemText(booking.error).title
          : checked && isComplete(given) && !passed
            ? t('quiz.again')
            : null}
      </FormError>
      <Button
        type="submit"
        variant="primary"
        size="lg"
        disabled={!isComplete(given) || !accepts}
        pending={booking.pending}
      >
        {t('open.button')}
      </Button>
    </Form>
  )
}

interface QuestionProps {
  title: string
  value: string
  onChange: (value: string) => void
  wrong: string | undefined
  options: readonly { value: string; label: ReactNode }[]
}

function Question({ title, value, onChange, wrong, options }: QuestionProps) {
  const id = useId()
  return (
    <div className="flex flex-col gap-1.5">
      <p id={id} className="text-13 font-medium">
        {title}
      </p>
      <RadioGroup aria-labelledby={id} value={value} onValueChange={(next) => onChange(String(next))}>
        {options.map((option) => (
          // biome-ignore lint/a11y/noLabelWithoutControl: the radio inside is the control
          <label
            key={option.value}
            className="flex items-start gap-2.5 py-1 text-13 max-sm:min-h-11 max-sm:items-center"
          >
            <Radio.Root
              value={option.value}
              className="mt-0.5 flex size-4 shrink-0 items-center justify-center rounded-full border border-faint bg-panel data-checked:border-accent max-sm:mt-0"
            >
              <Radio.Indicator className="size-2 rounded-full bg-accent" />
            </Radio.Root>
            {option.label}
          </label>
        ))}
      </RadioGroup>
      {wrong ? <p className="text-12 text-danger">{wrong}</p> : null}
    </div>
  )
}
