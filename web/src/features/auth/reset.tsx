/** Where the link for a lost password leads: whose it is, a new password, and why a link does not work. */
import { useQuery } from '@tanstack/react-query'
import { useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { ApiProblem } from '../../api/client.ts'
import { type Answer, call, keyOf } from '../../api/platform.ts'
import { sessionChanged } from '../../api/session.ts'
import { useText } from '../../i18n/index.ts'
import { PasswordField, passwordError } from '../../parts/password-field.tsx'
import { Button } from '../../ui/button.tsx'
import { useForm } from '../../ui/form.ts'
import { Form, FormError } from '../../ui/input.tsx'
import { ButtonLink } from '../../ui/link.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { Loaded } from '../../ui/states.tsx'
import { DateTime } from '../../ui/time.tsx'
import { AuthCard } from './card.tsx'

type Link = Answer<'POST /password-reset/check'>
const REFUSALS = ['reset_token_invalid', 'reset_token_used', 'reset_token_expired'] as const
type LinkFault = (typeof REFUSALS)[number]

/** Why the link itself does not work; undefined for troubles that may pass. */
const faultOf = (error: unknown): LinkFault | undefined =>
  error instanceof ApiProblem ? REFUSALS.find((code) => code === error.code) : undefined

export function Page() {
  const { token = '' } = useSearch({ strict: false }) as { token?: string | number }
  const [setFor, setSetFor] = useState<string>()
  const [fault, setFault] = useState<LinkFault>()
  const link = useQuery({
    queryKey: keyOf('POST /password-reset/check', String(token)),
    queryFn: ({ signal }) => call('POST /password-reset/check', { body: { token: String(token) }, signal }),
    enabled: token !== '',
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  })
  const broken = fault ?? (token === '' ? 'reset_token_invalid' : faultOf(link.error))
  if (setFor !== undefined) return <Done email={setFor} />
  if (broken) return <Broken fault={broken} />
  return (
    <Loaded query={link} loading={<Skeleton className="m-auto h-72 w-[376px]" />}>
      {(known) => <ResetForm link={known} token={String(token)} onDone={setSetFor} onFault={setFault} />}
    </Loaded>
  )
}

interface ResetFormProps {
  link: Link
  token: string
  onDone: (email: string) => void
  onFault: (fault: LinkFault) => void
}

function ResetForm({ link, token, onDone, onFault }: ResetFormProps) {
  const t = useText('auth')
  const about = { email: link.email }
  const form = useForm({
    initial: { password: '' },
    check: ({ password }) => passwordError(password, about, t),
    submit: async ({ password }) => {
      try {
        const { email } = await call('POST /password-reset', { body: { token, password } })
        // The session of this window may have been one of those that ended.
        await sessionChanged()
        onDone(email)
      } catch (error) {
        const fault = faultOf(error)
        if (!fault) throw error
        onFault(fault)
      }
    },
  })
  return (
    <AuthCard
      title={t('reset.title')}
      purpose={
        <>
          <span className="block break-words">{t('reset.for', { email: link.email })}</span>
          <span className="block text-13">
            {t('reset.until')} <DateTime at={link.expiresAt} />
          </span>
        </>
      }
    >
      <Form onSubmit={form.submit} className="flex flex-col gap-4">
        {/* For password managers, which keep a password with a name. */}
        <input hidden name="username" autoComplete="username" value={link.email} readOnly />
        <PasswordField
          fresh={about}
          label={t('reset.password')}
          value={form.values.password}
          onChange={(password) => form.set({ password })}
          error={form.errors.password}
        />
        <FormError>{form.problem}</FormError>
        <Button type="submit" variant="primary" size="lg" pending={form.pending} className="mt-1">
          {t('reset.action')}
        </Button>
        <p className="text-12 text-muted">{t('reset.note')}</p>
      </Form>
    </AuthCard>
  )
}

function Done({ email }: { email: string }) {
  const t = useText('auth')
  return (
    <AuthCard title={t('reset.done')} purpose={<span role="status">{t('reset.doneText', { email })}</span>}>
      <ButtonLink to="/signin" variant="primary" size="lg">
        {t('signIn')}
      </ButtonLink>
    </AuthCard>
  )
}

function Broken({ fault }: { fault: LinkFault }) {
  const t = useText('auth')
  return (
    <AuthCard title={t(`reset.${fault}.title`)} purpose={t(`reset.${fault}.text`)}>
      <ButtonLink to="/signin" size="lg">
        {t('reset.toSignIn')}
      </ButtonLink>
    </AuthCard>
  )
}
