/** Make an account with name, email and password; signs in. */
import { useSearch } from '@tanstack/react-router'
import { request } from '../../api/client.ts'
import { useSession } from '../../api/session.ts'
import { useStatus } from '../../api/shared.ts'
import { useText } from '../../i18n/index.ts'
import { Rich } from '../../i18n/rich.tsx'
import { Button } from '../../ui/button.tsx'
import { useForm } from '../../ui/form.ts'
import { Form, FormError } from '../../ui/input.tsx'
import { TextLink } from '../../ui/link.tsx'
import { AuthCard } from './card.tsx'
import { checkAuth, NewAccountFields } from './fields.tsx'
import { GoOn, useEnter } from './next.tsx'

export function Page() {
  const t = useText('auth')
  const session = useSession()
  const status = useStatus()
  const enter = useEnter()
  const search = useSearch({ strict: false }) as { next?: string }
  const form = useForm({
    initial: { name: '', email: '', password: '' },
    check: (values) => checkAuth(values, t),
    submit: async ({ name, email, password }) => {
      await request('POST', '/api/auth/sign-up/email', { body: { name: name.trim(), email: email.trim(), password } })
      await enter()
    },
  })
  if (session.status === 'user' && !form.pending) return <GoOn />
  const foot = (
    <Rich
      text={t('haveAccount')}
      parts={{
        link: (inner) => (
          <TextLink to="/signin" search={search}>
            {inner}
          </TextLink>
        ),
      }}
    />
  )
  if (status && !status.signUp.email) {
    return (
      <AuthCard title={t('signUp')} foot={foot}>
        <p className="text-14">{t('signUpClosed')}</p>
      </AuthCard>
    )
  }
  return (
    <AuthCard title={t('signUp')} purpose={t('signUpPurpose')} foot={foot}>
      <Form onSubmit={form.submit} className="flex flex-col gap-4">
        <NewAccountFields form={form} />
        <FormError>{form.problem}</FormError>
        <Button type="submit" variant="primary" size="lg" pending={form.pending} className="mt-1">
          {t('signUp')}
        </Button>
        <p className="text-12 text-muted">{t('simulation')}</p>
      </Form>
    </AuthCard>
  )
}
