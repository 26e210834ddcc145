/** Confirmation before something hard to undo: optional typed word and reason (kill switches, revocations). */
import { useState } from 'react'
import { problemText } from '../api/problem.ts'
import { useText } from '../i18n/index.ts'
import { Button } from './button.tsx'
import { Dialog } from './dialog.tsx'
import { Field, Form, FormError, Input, TextArea } from './input.tsx'

export interface ConfirmProps {
  open: boolean
  onOpenChange: (open: boolean) => void
  title: string
  /** what will happen and what will not */
  description: string
  /** the word on the button: the action itself, never "OK" */
  action: string
  /** must be typed exactly */
  typed?: string
  /** a public reason is asked for and handed over */
  reason?: { label: string; hint?: string; minLength?: number }
  danger?: boolean
  /** the dialog closes when it resolves and shows the problem when it rejects */
  onConfirm: (reason: string) => Promise<unknown>
}

export function Confirm(props: ConfirmProps) {
  return (
    <Dialog
      open={props.open}
      onOpenChange={props.onOpenChange}
      title={props.title}
      description={props.description}
      size="sm"
    >
      {props.open ? <ConfirmForm {...props} /> : null}
    </Dialog>
  )
}

function ConfirmForm({ onOpenChange, action, typed, reason, danger, onConfirm }: ConfirmProps) {
  const t = useText('common')
  const [word, setWord] = useState('')
  const [why, setWhy] = useState('')
  const [pending, setPending] = useState(false)
  const [problem, setProblem] = useState<string | undefined>()
  const ready =
    (typed === undefined || word.trim() === typed) &&
    (reason === undefined || why.trim().length >= (reason.minLength ?? 3))
  const confirm = async () => {
    if (!ready || pending) return
    setPending(true)
    try {
      await onConfirm(why.trim())
      onOpenChange(false)
    } catch (error) {
      setProblem(problemText(error).title)
      setPending(false)
    }
  }
  return (
    <Form onSubmit={() => void confirm()} className="flex flex-col gap-4">
      {reason ? (
        <Field label={reason.label} hint={reason.hint}>
          <TextArea value={why} onChange={(event) => setWhy(event.target.value)} maxLength={500} />
        </Field>
      ) : null}
      {typed === undefined ? null : (
        <Field label={t('confirm.type', { word: typed })}>
          <Input
            value={word}
            onChange={(event) => setWord(event.target.value)}
            autoComplete="off"
            spellCheck={false}
            className="font-mono"
          />
        </Field>
      )}
      <FormError>{problem}</FormError>
      <div className="flex justify-end gap-2 max-sm:[&>*]:flex-1">
        <Button onClick={() => onOpenChange(false)}>{t('action.cancel')}</Button>
        <Button type="submit" variant={danger ? 'danger' : 'primary'} disabled={!ready} pending={pending}>
          {action}
        </Button>
      </div>
    </Form>
  )
}
