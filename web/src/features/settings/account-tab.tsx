/** Who I am to this instance and to others, my name, my password. */
import { request } from '../../api/client.ts'
import { keyOf } from '../../api/platform.ts'
import { queryClient } from '../../api/queries.ts'
import { type Me, sessionQuery, useSession } from '../../api/session.ts'
import { useText } from '../../i18n/index.ts'
import { PasswordField, passwordError } from '../../parts/password-field.tsx'
import { Button } from '../../ui/button.tsx'
import { CopyButton } from '../../ui/copy.tsx'
import { useForm } from '../../ui/form.ts'
import { Field, Form, FormError, Input } from '../../ui/input.tsx'
import { Facts, Section } from '../../ui/page.tsx'
import { DateTime } from '../../ui/time.tsx'
import { told } from '../../ui/toast.ts'
import { PublicName } from './public-name.tsx'

const NAME_MAX = 64

export function AccountTab() {
  const session = useSession()
  if (session.status !== 'user') return null
  return (
    <div className="flex flex-col gap-6">
      <Identity me={session.me} />
      <PublicName />
      <Password me={session.me} />
    </div>
  )
}

function Identity({ me }: { me: Me }) {
  const t = useText('settings')
  const c = useText('common')
  const form = useForm({
    initial: { name: me.name ?? '' },
    check: ({ name }) =>
      name.trim() === '' || name.trim().length > NAME_MAX ? { name: t('account.nameFault', { max: NAME_MAX }) } : {},
    submit: async ({ name }) => {
      await request('POST', '/api/auth/update-user', { body: { name: name.trim() } })
      await queryClient.refetchQueries({ queryKey: sessionQuery.queryKey })
      told.done(t('account.nameDone'))
    },
  })
  const changed = form.values.name.trim() !== (me.name ?? '')
  return (
    <Section title={t('account.title')}>
      <Facts
        items={[
          { key: 'email', label: t('account.email'), value: me.email ?? '–' },
          {
            key: 'number',
            label: t('account.number'),
            value: (
              <span className="inline-flex items-center gap-1">
                #{me.account} <CopyButton text={String(me.account)} name={t('account.copyNumber')} />
              </span>
            ),
          },
          {
            key: 'tier',
            label: t('account.tier'),
            value: me.operator ? c('account.operator') : c(`tier.${me.tier}`),
          },
          { key: 'since', label: t('account.since'), value: <DateTime at={me.createdAt} detail="day" /> },
        ]}
      />
      <Form onSubmit={form.submit} className="mt-4 flex flex-col gap-3">
        <Field label={t('account.name')} hint={t('account.nameHint')} error={form.errors.name}>
          <Input
            autoComplete="nickname"
            className="sm:max-w-sm"
            value={form.values.name}
            onChange={(event) => form.set({ name: event.target.value })}
          />
        </Field>
        <FormError>{form.problem}</FormError>
        <Button type="submit" className="self-start" pending={form.pending} disabled={!changed}>
          {t('account.nameSave')}
        </Button>
      </Form>
    </Section>
  )
}

const EMPTY = { current: '', password: '' }

function Password({ me }: { me: Me }) {
  const t = useText('settings')
  const a = useText('auth')
  const about = { email: me.email ?? undefined, name: me.name ?? undefined }
  const form = useForm({
    initial: EMPTY,
    check: ({ current, password }) => ({
      ...(current === '' ? { current: a('error.noPassword') } : {}),
      ...passwordError(password, about, a),
    }),
    submit: async ({ current, password }) => {
      const body = { currentPassword: current, newPassword: password }
      await request('POST', '/api/auth/change-password', { body })
      form.reset()
      void queryClient.invalidateQueries({ queryKey: keyOf('GET /me/sessions') })
      told.done(t('password.done'), t('password.doneText'))
    },
  })
  return (
    <Section title={t('password.title')} purpose={t('password.purpose')}>
      <Form onSubmit={form.submit} className="flex max-w-sm flex-col gap-4">
        <input hidden name="username" autoComplete="username" value={me.email ?? ''} readOnly />
        <PasswordField
          label={t('password.current')}
          value={form.values.current}
          onChange={(current) => form.set({ current })}
          error={form.errors.current}
        />
        <PasswordField
          fresh={about}
          label={t('password.new')}
          value={form.values.password}
          onChange={(password) => form.set({ password })}
          error={form.errors.password}
        />
        <FormError>{form.problem}</FormError>
        <Button type="submit" variant="primary" className="self-start" pending={form.pending}>
          {t('password.action')}
        </Button>
      </Form>
    </Section>
  )
}
