/** Sign in with email and password. */
import { useSearch } from '@tanstack/react-router'
import { request } from '../../api/client.ts'
import { useSession } from '../../api/session.ts'
import { useText } from '../../i18n/index.ts'
import { Rich } from '../../i18n/rich.tsx'
import { PasswordField } from '../../parts/password-field.tsx'
import { Button } from '../../ui/button.tsx'
import { useForm } from '../../ui/form.ts'
import { Form, FormError } from '../../ui/input.tsx'
import { TextLink } from '../../ui/link.tsx'
import { AuthCard } from './card.tsx'
import { checkEmail, EmailField } from './fields.tsx'
import { GoOn, useEnter } from './next.tsx'

export function Page() {
  const t = useText('auth')
  const session = useSession()
  const enter = useEnter()
  const search = useSearch({ strict: false }) as { next?: string }
  const form = useForm({
    initial: { email: '', password: '' },
    check: ({ email, password }) => ({
      ...checkEmail(email, t),
      ...(password === '' ? { password: t('error.noPassword') } : {}),
    }),
    submit: async ({ email, password }) => {
      await request('POST', '/api/auth/sign-in/email', { body: { email: email.trim(), password } })
      await enter()
    },
  })
  if (session.status === 'user' && !form.pending) return <GoOn />
  return (
    <AuthCard
      title={t('signIn')}
      purpose={search.next ? t('signInFirst') : undefined}
      foot={
        <Rich
          text={t('noAccount')}
          parts={{
            link: (inner) => (
              <TextLink to="/signup" search={search}>
                {inner}
              </TextLink>
            ),
          }}
        />
      }
    >
      <Form onSubmit={form.submit} className="flex flex-col gap-4">
        <EmailField value={form.values.email} onChange={(email) => form.set({ email })} error={form.errors.email} />
        <PasswordField
          value={form.values.password}
          onChange={(password) => form.set({ password })}
          error={form.errors.password}
        />
        <FormError>{form.problem}</FormError>
        <Button type="submit" variant="primary" size="lg" pending={form.pending} className="mt-1">
          {t('signIn')}
        </Button>
        <p className="text-12 text-muted">{t('lost')}</p>
      </Form>
    </AuthCard>
  )
}
