/** One answer: text as it comes, the running cost, then the bill; and the same call as request, response and code. */
import { useState } from 'react'
import type { Model } from '../../../../src/contract/models.ts'
import { useText } from '../../i18n/index.ts'
import { Badge, type Tone } from '../../ui/badge.tsx'
import { CodeBlock, CodeTabs } from '../../ui/code.tsx'
import { Tabs } from '../../ui/tabs.tsx'
import { requestSnippets } from './code.ts'
import { relayProblemText } from './problem.ts'
import { Sums } from './sums.tsx'
import type { Run } from './use-run.ts'

export interface AnswerProps {
  run: Run
  model: Model | undefined
  /** input tokens as quoted, for the running cost */
  inputTokens: number
}

const TONES: Record<Run['phase'], Tone> = { waiting: 'neutral', speaking: 'accent', done: 'ok', stopped: 'warn' }

export function Answer({ run, model, inputTokens }: AnswerProps) {
  const t = useText('playground')
  const [tab, setTab] = useState('answer')
  const failed = run.phase === 'done' && run.progress.reply.problem !== undefined
  return (
    <section aria-label={run.body.model} className="panel flex min-w-0 flex-col overflow-hidden">
      <header className="flex min-h-12 items-center justify-between gap-3 border-b border-line px-4 py-2">
        <h2 className="min-w-0 truncate text-14 font-semibold">{run.body.model}</h2>
        <Badge tone={failed ? 'danger' : TONES[run.phase]} dot={run.phase === 'speaking'}>
          {failed ? t('phase.failed') : t(`phase.${run.phase}`)}
        </Badge>
      </header>
      <Tabs
        dense
        value={tab}
        onChange={setTab}
        className="min-w-0 flex-1 [&>div:first-child]:px-2"
        panelClassName="min-w-0"
        items={[
          { value: 'answer', label: t('tab.answer'), content: <Text run={run} /> },
          {
            value: 'request',
            label: t('tab.request'),
            content: <Raw label={t('tab.request')} text={requestText(run)} />,
          },
          {
            value: 'response',
            label: t('tab.response'),
            content: <Raw label={t('tab.response')} text={run.progress.raw} />,
          },
          {
            value: 'code',
            label: t('tab.code'),
            content: (
              <CodeTabs
                snippets={requestSnippets(run.body, location.origin)}
                className="rounded-none border-0 bg-transparent"
              />
            ),
          },
        ]}
      />
      <Sums run={run} model={model} inputTokens={inputTokens} />
    </section>
  )
}

function Text({ run }: { run: Run }) {
  const t = useText('playground')
  const { reply } = run.progress
  const running = run.phase === 'waiting' || run.phase === 'speaking'
  return (
    <div className="min-h-28 p-4" aria-busy={running}>
      {reply.reasoning ? (
        <details className="mb-3 border-l-2 border-line pl-3 text-13 text-muted">
          <summary>{t('reasoning')}</summary>
          <p className="mt-1 break-words whitespace-pre-wrap">{reply.reasoning}</p>
        </details>
      ) : null}
      {reply.text ? (
        <p className="break-words whitespace-pre-wrap">
          {reply.text}
          {run.phase === 'speaking' ? (
            <span aria-hidden="true" className="ml-0.5 inline-block h-[1em] w-0.5 translate-y-0.5 bg-accent" />
          ) : null}
        </p>
      ) : running ? (
        <p className="text-muted">{t('phase.waiting')}…</p>
      ) : reply.problem ? null : (
        <p className="text-muted">{t('empty')}</p>
      )}
      {reply.problem ? (
        <p role="alert" className="mt-3 rounded-control bg-danger-soft px-3 py-2 text-13 text-danger">
          {relayProblemText(reply.problem)}
          <span className="ml-2 font-mono text-12">{reply.problem.code}</span>
        </p>
      ) : null}
      {reply.finish === 'length' ? <p className="mt-3 text-12 text-warn">{t('cutByLength')}</p> : null}
    </div>
  )
}

function requestText({ body }: Run): string {
  return `POST /v1/chat/completions\ncontent-type: application/json\n\n${JSON.stringify(body, null, 2)}`
}

const Raw = ({ label, text }: { label: string; text: string }) => (
  <CodeBlock
    code={text}
    label={label}
    wrap
    className="rounded-none border-0 bg-transparent [&_pre]:max-h-[420px] [&_pre]:overflow-y-auto"
  />
)
