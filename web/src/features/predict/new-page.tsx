/** Proposing a prediction market: question, source, rules, deadline, bond; or what it takes to be allowed to. */
import { useNavigate } from '@tanstack/react-router'
import { amountText } from '../../amount/format.ts'
import { freshKey } from '../../api/client.ts'
import { call } from '../../api/platform.ts'
import { useLanguage, useText } from '../../i18n/index.ts'
import { Amount } from '../../ui/amount.tsx'
import { Button } from '../../ui/button.tsx'
import { type FieldErrors, useForm } from '../../ui/form.ts'
import { Field, Form, FormError, Input, TextArea } from '../../ui/input.tsx'
import { PageBody, PageHeader, Section } from '../../ui/page.tsx'
import { PageSkeleton } from '../../ui/skeleton.tsx'
import { ForbiddenState, Loaded, together } from '../../ui/states.tsx'
import { told } from '../../ui/toast.ts'
import { StakeMore } from './stake-more.tsx'
import { type Rules, useMine, useRefreshed, useRules } from './use-predict.ts'

export function Page() {
  const t = useText('predict')
  const { locale } = useLanguage()
  const all = together(useRules(), useMine())
  return (
    <PageBody>
      <PageHeader title={t('propose')} purpose={t('new.purpose')} back={{ to: '/predict', name: t('title') }} />
      <Loaded query={all} loading={<PageSkeleton />}>
        {([rules, mine]) =>
          mine.canPropose ? (
            <Section title={t('new.title')} purpose={t('new.text')}>
              <Proposal rules={rules} />
            </Section>
          ) : (
            <ForbiddenState
              need={
                mine.canBet ? t('new.tier', { stake: amountText(rules.stakes.propose, locale) }) : t('bet.operator')
              }
              action={mine.canBet ? <StakeMore need={rules.stakes.propose} /> : undefined}
            />
          )
        }
      </Loaded>
    </PageBody>
  )
}

const EMPTY = { question: '', source: 'https://', rules: '', voidRules: '', closesAt: '' }

function Proposal({ rules }: { rules: Rules }) {
  const t = useText('predict')
  const navigate = useNavigate()
  const refresh = useRefreshed()
  const form = useForm({
    initial: EMPTY,
    check: ({ question, source, rules: text, voidRules, closesAt }) => {
      const errors: FieldErrors<typeof EMPTY> = {}
      if (question.trim().length < 10 || question.trim().length > 150) errors.question = t('new.questionError')
      if (!/^https?:\/\/\S+$/.test(source.trim()) || !URL.canParse(source.trim())) errors.source = t('new.sourceError')
      if (text.trim().length < 10) errors.rules = t('new.rulesError')
      if (voidRules.trim().length < 3) errors.voidRules = t('new.rulesError')
      if (Number.isNaN(instantOf(closesAt))) errors.closesAt = t('new.closesError')
      return errors
    },
    submit: async ({ question, source, rules: text, voidRules, closesAt }) => {
      const made = await call('POST /predictions', {
        body: {
          ...{ question: question.trim(), source: source.trim(), rules: text.trim(), voidRules: voidRules.trim() },
          closesAt: instantOf(closesAt),
        },
        idempotencyKey: freshKey(),
      })
      refresh()
      told.done(t('new.done'))
      await navigate({ to: `/predict/${made.marketId}` as never })
    },
  })
  const { values, set, errors } = form
  return (
    <Form onSubmit={form.submit} className="flex max-w-[640px] flex-col gap-4">
      <Field label={t('new.question')} hint={t('new.questionHint')} error={errors.question}>
        <Input value={values.question} onChange={(event) => set({ question: event.target.value })} autoComplete="off" />
      </Field>
      <Field label={t('new.closes')} hint={t('new.closesHint')} error={errors.closesAt}>
        <Input
          type="datetime-local"
          step={1}
          value={values.closesAt}
          onChange={(event) => set({ closesAt: event.target.value })}
        />
      </Field>
      <Field label={t('rules.source')} hint={t('new.sourceHint')} error={errors.source}>
        <Input value={values.source} onChange={(event) => set({ source: event.target.value })} autoComplete="off" />
      </Field>
      <Field label={t('rules.title')} hint={t('new.rulesHint')} error={errors.rules}>
        <TextArea value={values.rules} maxLength={4000} onChange={(event) => set({ rules: event.target.value })} />
      </Field>
      <Field label={t('rules.void')} hint={t('new.voidHint')} error={errors.voidRules}>
        <TextArea
          value={values.voidRules}
          maxLength={2000}
          onChange={(event) => set({ voidRules: event.target.value })}
        />
      </Field>
      <p className="text-13 text-muted">
        {t('new.bond')} <Amount value={rules.bond} unit="LCO" />
      </p>
      {rules.accepting ? null : <p className="text-12 text-warn">{t('bet.stopped')}</p>}
      <FormError>{form.problem}</FormError>
      <Button type="submit" variant="primary" pending={form.pending} disabled={!rules.accepting} className="self-start">
        {t('propose')}
      </Button>
    </Form>
  )
}

/** The field knows no zone: what is typed is UTC. */
const instantOf = (typed: string): number => Date.parse(`${typed.length === 16 ? `${typed}:00` : typed}Z`)
