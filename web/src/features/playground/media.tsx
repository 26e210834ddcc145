/** The playground's pictures and speech: one prompt, one model, the picture or the sound, and what it was billed. Chats are in page.tsx. */
import Send from 'lucide-react/icons/send'
import Square from 'lucide-react/icons/square'
import { useState } from 'react'
import type { Model } from '../../../../src/contract/models.ts'
import { useText } from '../../i18n/index.ts'
import { Amount } from '../../ui/amount.tsx'
import { Button } from '../../ui/button.tsx'
import { Form, TextArea } from '../../ui/input.tsx'
import { TextLink } from '../../ui/link.tsx'
import { Select } from '../../ui/select.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { relayProblemText } from './problem.ts'
import { useRecorded } from './sums.tsx'
import { type Made, type MediaTask, useMedia } from './use-media.ts'

export interface MediaProps {
  task: MediaTask
  models: readonly Model[]
}

export function Media({ task, models }: MediaProps) {
  const t = useText('playground')
  const usable = models.filter(({ available }) => available)
  const [chosen, setChosen] = useState('')
  const [prompt, setPrompt] = useState('')
  const { made, running, start, stop } = useMedia()
  const model = usable.some((one) => one.model === chosen) ? chosen : (usable[0]?.model ?? '')
  const ready = model !== '' && prompt.trim() !== ''
  return (
    <div className="grid min-w-0 gap-6">
      <Form onSubmit={() => (ready && !running ? start({ task, model, prompt }) : undefined)} className="panel min-w-0">
        <div className="border-b border-line px-3 py-2">
          <Select
            size="sm"
            label={t('modelA')}
            value={model}
            onChange={setChosen}
            options={models.map((one) => ({
              value: one.model,
              label: one.model,
              note: one.vendor ?? '',
              disabled: !one.available,
            }))}
            className="min-w-44"
          />
        </div>
        <TextArea
          aria-label={t('prompt')}
          placeholder={t(`media.placeholder.${task}`)}
          value={prompt}
          onChange={(event) => setPrompt(event.target.value)}
          rows={4}
          className="min-h-24 resize-y rounded-none border-0 px-4 py-3 -outline-offset-2"
        />
        <div className="flex flex-wrap items-center justify-between gap-3 border-t border-line px-4 py-3 max-sm:[&>button]:w-full">
          <span className="text-12 text-muted">{t(`media.hint.${task}`)}</span>
          {running ? (
            <Button key="stop" onClick={stop} icon={<Square size={14} aria-hidden="true" />}>
              {t('stop')}
            </Button>
          ) : (
            <Button
              key="send"
              type="submit"
              variant="primary"
              disabled={!ready}
              icon={<Send size={14} aria-hidden="true" />}
            >
              {t(`media.send.${task}`)}
            </Button>
          )}
        </div>
      </Form>
      {made ? (
        <Result key={made.startedAt} made={made} running={running} />
      ) : (
        <EmptyState title={t('start')}>{t(`media.start.${task}`)}</EmptyState>
      )}
    </div>
  )
}

function Result({ made, running }: { made: Made; running: boolean }) {
  const t = useText('playground')
  const { task, model, prompt, url, problem } = made
  return (
    <section aria-label={model} aria-busy={running} className="panel min-w-0 overflow-hidden">
      <div className="grid min-h-40 place-items-center p-4">
        {url && task === 'image' ? (
          <img src={url} alt={prompt} className="max-h-[512px] max-w-full rounded-control" />
        ) : null}
        {url && task === 'speech' ? (
          // biome-ignore lint/a11y/useMediaCaption: the words that are spoken stand above as the prompt
          <audio controls src={url} className="w-full max-w-xl" aria-label={t('media.player')} />
        ) : null}
        {running ? <p className="text-muted">{t('phase.waiting')}…</p> : null}
        {problem ? (
          <p role="alert" className="rounded-control bg-danger-soft px-3 py-2 text-13 text-danger">
            {relayProblemText(problem)}
            <span className="ml-2 font-mono text-12">{problem.code}</span>
          </p>
        ) : null}
      </div>
      {running ? null : <Bill made={made} />}
    </section>
  )
}

/** From the answer's head, or from the call's record where sound was on its way before the bill was known. */
function Bill({ made }: { made: Made }) {
  const t = useText('playground')
  const recorded = useRecorded(made.callId)
  const bill = made.bill ?? recorded
  return (
    <p role="status" className="flex flex-wrap justify-between gap-x-6 gap-y-1 border-t border-line px-4 py-2 text-13">
      {bill ? (
        <span className="flex flex-wrap gap-x-6">
          <span>
            <span className="text-muted">{t('sum.cost')}</span>{' '}
            <Amount value={bill.cost} unit="CR" className="font-semibold" />
          </span>
          <span>
            <span className="text-muted">{t('sum.mined')}</span>{' '}
            <Amount value={bill.mined} unit="LCO" decimals={6} className="text-gold-text" />
          </span>
        </span>
      ) : (
        <span className="text-muted">{made.problem ? t('charge.free') : t('billFollows')}</span>
      )}
      {made.callId && !made.problem ? <TextLink to={`/logs/${made.callId}`}>{t('receipt')}</TextLink> : null}
    </p>
  )
}
