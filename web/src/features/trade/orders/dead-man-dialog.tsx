/** Starting the dead man's switch: what it does in two sentences, and after how many seconds. */
import { useState } from 'react'
import { problemText } from '../../../api/problem.ts'
import { useLanguage, useText } from '../../../i18n/index.ts'
import { AmountInput } from '../../../ui/amount-input.tsx'
import { Button } from '../../../ui/button.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { Field, Form, FormError } from '../../../ui/input.tsx'
import { clockText, WAIT_SECONDS } from './use-dead-man.ts'

const USUAL = [30, 60, 300, 3_600] as const

export interface DeadManDialogProps {
  seconds: number
  /** rejects when it could not be set */
  onStart: (seconds: number) => Promise<void>
  onClose: () => void
}

export function DeadManDialog({ seconds, onStart, onClose }: DeadManDialogProps) {
  const t = useText('trade')
  const { locale } = useLanguage()
  const [typed, setTyped] = useState(String(seconds))
  const [state, setState] = useState<{ pending: boolean; error?: unknown }>({ pending: false })
  const chosen = Number(typed)
  const fits = Number.isSafeInteger(chosen) && chosen >= WAIT_SECONDS.least && chosen <= WAIT_SECONDS.most
  const start = async () => {
    if (!fits || state.pending) return
    setState({ pending: true })
    try {
      await onStart(chosen)
    } catch (error) {
      setState({ pending: false, error })
    }
  }
  const bounds = { least: WAIT_SECONDS.least, most: WAIT_SECONDS.most.toLocaleString(locale) }
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={t('deadMan.title')}
      description={t('deadMan.text')}
      size="sm"
    >
      <Form onSubmit={() => void start()} className="flex flex-col gap-4">
        <Field
          label={t('deadMan.after')}
          hint={t('deadMan.bounds', bounds)}
          error={typed === '' || fits ? undefined : t('deadMan.bounds', bounds)}
        >
          <AmountInput value={typed} onChange={setTyped} decimals={0} unit="s" />
        </Field>
        <div className="grid grid-cols-4 gap-1">
          {USUAL.map((each) => (
            <Button key={each} size="sm" onClick={() => setTyped(String(each))}>
              <span className="num">{clockText(each)}</span>
            </Button>
          ))}
        </div>
        <p className="text-13 text-muted">{t('deadMan.whole')}</p>
        <FormError>{state.error ? problemText(state.error).title : null}</FormError>
        <Button type="submit" variant="primary" disabled={!fits} pending={state.pending}>
          {t('deadMan.start')}
        </Button>
      </Form>
    </Dialog>
  )
}
