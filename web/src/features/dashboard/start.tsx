/** The first three steps: a key (and credits to spend), one call, and seeing it arrive. */
import { useMutation, useQuery } from '@tanstack/react-query'
import Check from 'lucide-react/icons/check'
import { type ReactNode, useState } from 'react'
import type { CallSummary } from '../../../../src/contract/calls.ts'
import { compareDecimal, isZero } from '../../amount/decimal.ts'
import { call, keyOf } from '../../api/platform.ts'
import { queryClient, STALE } from '../../api/queries.ts'
import { useBalances } from '../../api/shared.ts'
import { useText } from '../../i18n/index.ts'
import type { NewKey } from '../../parts/create-key.tsx'
import { chatSnippets } from '../../parts/snippets/chat.ts'
import { Amount } from '../../ui/amount.tsx'
import { Button } from '../../ui/button.tsx'
import { CodeTabs } from '../../ui/code.tsx'
import { late } from '../../ui/late.tsx'
import { ButtonLink } from '../../ui/link.tsx'
import { Facts, PageBody, PageHeader } from '../../ui/page.tsx'
import { told } from '../../ui/toast.ts'

const CreateKey = late(() => import('../../parts/create-key.tsx').then((module) => module.CreateKey))

export function Start({ newest, onDone }: { newest: CallSummary | undefined; onDone: () => void }) {
  const t = useText('dashboard')
  const [creating, setCreating] = useState(false)
  const [made, setMade] = useState<NewKey>()
  const keys = useQuery({
    queryKey: keyOf('GET /keys', 'start'),
    queryFn: ({ signal }) => call('GET /keys', { query: { limit: 1 }, signal }),
  })
  const models = useQuery({
    queryKey: keyOf('GET /models'),
    queryFn: ({ signal }) => call('GET /models', { signal }),
    staleTime: STALE.settings,
  })
  const usable = models.data?.items.filter((model) => model.kind === 'chat' && model.available)
  const model = (usable?.find((item) => item.sandbox) ?? usable?.[0])?.model ?? 'sandbox-chat'
  const hasKey = made !== undefined || (keys.data?.items.length ?? 0) > 0
  return (
    <PageBody className="max-w-[896px]!">
      <PageHeader title={t('start.title')} purpose={t('start.purpose')} />
      <ol className="flex flex-col">
        <Step number={1} title={t('start.key')} text={t('start.keyText')} done={hasKey}>
          <div className="flex flex-wrap items-center gap-3">
            <Button variant={hasKey ? 'secondary' : 'primary'} onClick={() => setCreating(true)}>
              {hasKey ? t('start.anotherKey') : t('createKey')}
            </Button>
            <Credits />
          </div>
        </Step>
        <Step
          number={2}
          title={t('start.call')}
          text={made ? t('start.callWithKey') : t('start.callText')}
          done={newest !== undefined}
        >
          <CodeTabs
            snippets={chatSnippets({
              origin: location.origin,
              key: made?.secret ?? 'sk-lx-…',
              model,
              prompt: t('start.prompt'),
            })}
          />
        </Step>
        <Step number={3} title={t('start.see')} text={t('start.seeText')} done={newest?.state === 'captured'} last>
          {newest ? <Arrived call={newest} onDone={onDone} /> : <Waiting />}
        </Step>
      </ol>
      {creating ? (
        <CreateKey open onOpenChange={setCreating} onCreated={setMade} initial={{ name: t('start.keyName') }} />
      ) : null}
    </PageBody>
  )
}

interface StepProps {
  number: number
  title: string
  text: string
  done: boolean
  last?: boolean
  children: ReactNode
}

function Step({ number, title, text, done, last, children }: StepProps) {
  const t = useText('dashboard')
  return (
    <li className="grid grid-cols-[28px_minmax(0,1fr)] gap-x-4">
      <div className="flex flex-col items-center" aria-hidden="true">
        <span
          className={
            done
              ? 'flex size-7 items-center justify-center rounded-full bg-ok-soft text-ok'
              : 'num flex size-7 items-center justify-center rounded-full border border-line-strong text-13 font-semibold text-muted'
          }
        >
          {done ? <Check size={14} strokeWidth={3} /> : number}
        </span>
        {last ? null : <span className="w-px flex-1 bg-line" />}
      </div>
      <div className={last ? '' : 'pb-8'}>
        <h2 className="text-16 leading-7 font-semibold">
          {title}
          {done ? <span className="sr-only"> ({t('start.done')})</span> : null}
        </h2>
        <p className="mb-3 text-14 text-muted">{text}</p>
        {children}
      </div>
    </li>
  )
}

/** What a first draw takes, CR, when the faucet still gives that much today. */
const FIRST_DRAW = '20'

function Credits() {
  const t = useText('dashboard')
  const balances = useBalances()
  const faucet = useQuery({ queryKey: keyOf('GET /faucet'), queryFn: ({ signal }) => call('GET /faucet', { signal }) })
  const draw = useMutation({
    mutationFn: (amount: string) => call('POST /faucet', { body: { amount } }),
    onSuccess: async ({ amount }) => {
      told.done(t('start.drawn', { amount }))
      await queryClient.invalidateQueries({ queryKey: keyOf('GET /me/balances') })
      await queryClient.invalidateQueries({ queryKey: keyOf('GET /faucet') })
    },
    onError: told.failed,
  })
  if (!balances) return null
  const left = faucet.data?.enabled ? faucet.data.leftToday : '0'
  const amount = compareDecimal(left, FIRST_DRAW) < 0 ? left : FIRST_DRAW
  return (
    <>
      {isZero(balances.credits.available) && !isZero(amount) ? (
        <Button pending={draw.isPending} onClick={() => draw.mutate(amount)}>
          {t('start.draw', { amount })}
        </Button>
      ) : null}
      <span className="text-13 text-muted">
        {t('start.available')}{' '}
        <Amount value={balances.credits.available} unit="CR" decimals={2} flash className="text-text" />
      </span>
    </>
  )
}

function Waiting() {
  const t = useText('dashboard')
  return (
    <p className="flex h-12 items-center gap-3 rounded-panel border border-dashed border-line-strong px-4 text-13 text-muted">
      <span
        className="size-1.5 animate-[pulse-soft_1.6s_ease-in-out_infinite] rounded-full bg-accent"
        aria-hidden="true"
      />
      {t('start.waiting')}
    </p>
  )
}

/** The first call as booked; one that failed does not end the start page, it says what happened. */
function Arrived({ call: arrived, onDone }: { call: CallSummary; onDone: () => void }) {
  const t = useText('dashboard')
  const c = useText('common')
  if (arrived.state !== 'captured') {
    return (
      <p role="status" className="flex min-h-12 items-center rounded-panel border border-line px-4 text-13">
        {t('start.failed', { model: arrived.model, outcome: arrived.outcome, status: arrived.status ?? '–' })}
      </p>
    )
  }
  return (
    <div role="status" className="panel max-w-md px-4 py-3">
      <Facts
        items={[
          { key: 'model', label: t('column.model'), value: arrived.model },
          { key: 'tokens', label: t('column.tokens'), value: `${arrived.inputTokens} → ${arrived.outputTokens}` },
          { key: 'tier', label: t('tier.title'), value: arrived.tier ? c(`tier.${arrived.tier}`) : '–' },
          { key: 'charged', label: t('column.charged'), value: <Amount value={arrived.charged} unit="CR" /> },
          {
            key: 'mined',
            label: t('column.mined'),
            value: <Amount value={arrived.mined} unit="LCO" className="text-gold-text" />,
          },
        ]}
      />
      <div className="mt-4 flex flex-wrap gap-2">
        <Button variant="primary" onClick={onDone}>
          {t('start.open')}
        </Button>
        <ButtonLink to={`/logs/${arrived.callId}`}>{t('start.receipt')}</ButtonLink>
      </div>
    </div>
  )
}
