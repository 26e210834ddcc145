/** The playground: pictures, speech, or one prompt to one or two models, its cost before sending, the streamed answers and what they were billed. */

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Model } from '../../../../src/contract/models.ts'
import { call, keyOf } from '../../api/platform.ts'
import { STALE } from '../../api/queries.ts'
import { useText } from '../../i18n/index.ts'
import { Button } from '../../ui/button.tsx'
import { useFilters } from '../../ui/filters.ts'
import { ButtonLink } from '../../ui/link.tsx'
import { PageBody, PageHeader } from '../../ui/page.tsx'
import { PageSkeleton } from '../../ui/skeleton.tsx'
import { EmptyState, Loaded } from '../../ui/states.tsx'
import { Segmented } from '../../ui/toggle.tsx'
import { Answer } from './answer.tsx'
import { type AskSettings, bodyFor, START } from './ask.ts'
import { Composer } from './composer.tsx'
import { Media } from './media.tsx'
import { type Payer, Settings } from './settings.tsx'
import { useQuote } from './use-quote.ts'
import { anyRunning, type Runner, useRun } from './use-run.ts'

export function Page() {
  const t = useText('playground')
  const answer = useQuery({
    queryKey: keyOf('GET /models'),
    queryFn: ({ signal }) => call('GET /models', { signal }),
    staleTime: STALE.settings,
  })
  return (
    <PageBody>
      <PageHeader title={t('title')} purpose={t('purpose')} />
      <Loaded query={answer} loading={<PageSkeleton />}>
        {({ items }) => <Tools items={items} />}
      </Loaded>
    </PageBody>
  )
}

const TOOLS = ['chat', 'image', 'speech'] as const
type Tool = (typeof TOOLS)[number]

/** One tool for each kind of model that is there. */
function Tools({ items }: { items: readonly Model[] }) {
  const t = useText('playground')
  const [{ tool }, choose] = useFilters({ tool: '' })
  const offered = TOOLS.filter((each) => items.some(({ kind, available }) => kind === each && available))
  const [first] = offered
  if (first === undefined) return <NoModels />
  const shown = offered.find((each) => each === tool) ?? first
  const models = items.filter(({ kind }) => kind === shown)
  return (
    <>
      {offered.length > 1 ? (
        <Segmented<Tool>
          label={t('media.tools')}
          value={shown}
          onChange={(next) => choose({ tool: next === 'chat' ? '' : next })}
          options={offered.map((each) => ({ value: each, label: t(`media.tool.${each}`) }))}
          className="self-start"
        />
      ) : null}
      {shown === 'chat' ? <Playground models={models} /> : <Media key={shown} task={shown} models={models} />}
    </>
  )
}

function NoModels() {
  const t = useText('playground')
  return (
    <EmptyState title={t('noModels')} action={<ButtonLink to="/models">{t('prices')}</ButtonLink>}>
      {t('noModelsText')}
    </EmptyState>
  )
}

function Playground({ models }: { models: readonly Model[] }) {
  const [kept, setSettings] = useFilters(START)
  const [prompt, setPrompt] = useState('')
  const [system, setSystem] = useState('')
  const [payer, setPayer] = useState<Payer>({ by: 'session', secret: '' })
  const runners = [useRun(), useRun()] as const
  const settings = withModels(kept, models)
  const secret = payer.by === 'key' ? payer.secret : ''
  const ask = { ...settings, prompt, system }
  const [first, second] = [bodyFor(settings.a, ask), bodyFor(settings.b, ask)]
  const quotes = [useQuote(first, secret), useQuote(second, secret)] as const
  const columns = settings.b === '' ? [0 as const] : ([0, 1] as const)
  const running = anyRunning(runners[0].run, runners[1].run)
  const send = () => {
    if (first) runners[0].start(first, secret)
    if (second) runners[1].start(second, secret)
  }
  const stop = () => {
    for (const runner of runners) runner.stop()
  }
  return (
    <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_320px]">
      <Composer
        models={models}
        settings={settings}
        onSettings={setSettings}
        prompt={prompt}
        onPrompt={setPrompt}
        estimates={columns.map((column) => ({
          model: column === 0 ? settings.a : settings.b,
          quote: quotes[column].data,
          error: quotes[column].error,
        }))}
        session={payer.by === 'session'}
        running={running}
        ready={first !== undefined && !(payer.by === 'key' && payer.secret === '')}
        onSend={send}
        onStop={stop}
      />
      <div className="lg:col-start-2 lg:row-span-2 lg:row-start-1">
        <Settings
          settings={settings}
          onSettings={setSettings}
          system={system}
          onSystem={setSystem}
          payer={payer}
          onPayer={setPayer}
        />
      </div>
      <Answers
        runners={columns.map((column) => runners[column])}
        models={models}
        inputTokens={columns.map((column) => quotes[column].data?.expected.usage.input ?? 0)}
        onExample={setPrompt}
      />
    </div>
  )
}

/** A model must always be chosen: the first sandbox one, or the first at all. */
function withModels(settings: AskSettings, models: readonly Model[]): AskSettings {
  const usable = models.filter(({ available }) => available)
  const known = (name: string) => usable.some(({ model }) => model === name)
  const start = usable.find(({ sandbox }) => sandbox) ?? usable[0]
  return {
    ...settings,
    a: known(settings.a) ? settings.a : (start?.model ?? ''),
    b: known(settings.b) ? settings.b : '',
  }
}

interface AnswersProps {
  runners: readonly Runner[]
  models: readonly Model[]
  inputTokens: readonly number[]
  onExample: (prompt: string) => void
}

function Answers({ runners, models, inputTokens, onExample }: AnswersProps) {
  if (runners.every(({ run }) => run === undefined)) return <Examples onExample={onExample} />
  return (
    <div className={runners.length > 1 ? 'grid min-w-0 items-stretch gap-4 md:grid-cols-2' : 'grid min-w-0'}>
      {runners.map(({ run }, column) =>
        run ? (
          <Answer
            // biome-ignore lint/suspicious/noArrayIndexKey: the column is the identity; the same model may stand in both
            key={column}
            run={run}
            model={models.find(({ model }) => model === run.body.model)}
            inputTokens={inputTokens[column] ?? 0}
          />
        ) : null,
      )}
    </div>
  )
}

const EXAMPLES = ['explain', 'table', 'code'] as const

function Examples({ onExample }: { onExample: (prompt: string) => void }) {
  const t = useText('playground')
  return (
    <EmptyState
      title={t('start')}
      action={EXAMPLES.map((name) => (
        <Button key={name} size="sm" onClick={() => onExample(t(`example.${name}`))}>
          {t(`exampleName.${name}`)}
        </Button>
      ))}
    >
      {t('startText')}
    </EmptyState>
  )
}
