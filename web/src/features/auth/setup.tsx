/** First run: the operator's account with the link the server printed, and the language. */
import { useQuery } from '@tanstack/react-query'
import { useSearch } from '@tanstack/react-router'
import { call, keyOf } from '../../api/platform.ts'
import { queryClient } from '../../api/queries.ts'
import { chooseLanguage, LANGUAGES, useLanguage, useText } from '../../i18n/index.ts'
import { Button } from '../../ui/button.tsx'
import { useForm } from '../../ui/form.ts'
import { Field, Form, FormError, Input } from '../../ui/input.tsx'
import { ButtonLink } from '../../ui/link.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { Loaded } from '../../ui/states.tsx'
import { Segmented } from '../../ui/toggle.tsx'
import { AuthCard } from './card.tsx'
import { checkAuth, NewAccountFields } from './fields.tsx'
import { useEnter } from './next.tsx'

export function Page() {
  const t = useText('auth')
  const status = useQuery({
    queryKey: keyOf('GET /setup/status'),
    queryFn: ({ signal }) => call('GET /setup/status', { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  })
  return (
    <Loaded query={status} loading={<Skeleton className="m-auto h-96 w-[376px]" />}>
      {({ needed }) =>
        needed ? (
          <SetupForm />
        ) : (
          <AuthCard title={t('setup.done')} purpose={t('setup.donePurpose')}>
            <ButtonLink to="/signin" variant="primary" size="lg">
              {t('signIn')}
            </ButtonLink>
          </AuthCard>
        )
      }
    </Loaded>
  )
}

function SetupForm() {
  const t = useText('auth')
  const { language } = useLanguage()
  const enter = useEnter()
  const { token = '' } = useSearch({ strict: false }) as { token?: string | number }
  const form = useForm({
    initial: { token: String(token), name: '', email: '', password: '' },
    check: (values) => ({
      ...checkAuth(values, t),
      ...(values.token.trim() === '' ? { token: t('error.token') } : {}),
    }),
    submit: async ({ token: given, name, email, password }) => {
      await call('POST /setup', { body: { token: given.trim(), name: name.trim(), email: email.trim(), password } })
      queryClient.setQueryData(keyOf('GET /setup/status'), { needed: false })
      await enter()
    },
  })
  return (
    <AuthCard title={t('setup.title')} purpose={t('setup.purpose')}>
      <Form onSubmit={form.submit} className="flex flex-col gap-4">
        <div className="flex flex-col gap-1.5">
          <span className="text-13 font-medium">{t('setup.language')}</span>
          <Segmented
            label={t('setup.language')}
            value={language}
            onChange={(code) => void chooseLanguage(code)}
            options={LANGUAGES.map(({ code, name }) => ({ value: code, label: name }))}
          />
        </div>
        {token === '' || form.errors.token ? (
          <Field label={t('setup.token')} hint={t('setup.tokenHint')} error={form.errors.token}>
            <Input
              size="lg"
              className="font-mono"
              spellCheck={false}
              autoComplete="off"
              value={form.values.token}
              onChange={(event) => form.set({ token: event.target.value })}
            />
          </Field>
        ) : null}
        <NewAccountFields form={form} />
        <FormError>{form.problem}</FormError>
        <Button type="submit" variant="primary" size="lg" pending={form.pending} className="mt-1">
          {t('setup.action')}
        </Button>
        <p className="text-12 text-muted">{t('setup.note')}</p>
      </Form>
    </AuthCard>
  )
}
