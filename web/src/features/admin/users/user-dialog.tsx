/** One person: balances, roles, groups, how they get in, suspension. */
import { useState } from 'react'
import type { Role } from '../../../../../src/contract/account.ts'
import { call, keyOf } from '../../../api/platform.ts'
import { queryClient } from '../../../api/queries.ts'
import { useText } from '../../../i18n/index.ts'
import { Amount } from '../../../ui/amount.tsx'
import { Button } from '../../../ui/button.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { useForm } from '../../../ui/form.ts'
import { Field, Form, FormError, Input } from '../../../ui/input.tsx'
import { Facts } from '../../../ui/page.tsx'
import { DateTime } from '../../../ui/time.tsx'
import { told } from '../../../ui/toast.ts'
import { Checkbox } from '../../../ui/toggle.tsx'
import { Access } from './access.tsx'
import { GroupsForm } from './groups-form.tsx'
import { ROLES, sameRoles, type User, withRole } from './user.ts'

export function UserDialog({ user, onClose }: { user: User; onClose: () => void }) {
  const t = useText('admin-users')
  const c = useText('common')
  const [current, setCurrent] = useState(user)
  const { account } = current
  const changed = (next: User) => {
    setCurrent(next)
    void queryClient.invalidateQueries({ queryKey: keyOf('GET /admin/users') })
  }
  return (
    <Dialog open onOpenChange={onClose} title={current.name} description={current.email}>
      <Facts
        items={[
          { key: 'account', label: t('column.account'), value: account === null ? '–' : `#${account}` },
          { key: 'tier', label: t('column.tier'), value: current.tier === null ? '–' : c(`tier.${current.tier}`) },
          {
            key: 'credits',
            label: t('column.credits'),
            value: <Amount value={current.credits ?? undefined} unit="CR" />,
          },
          { key: 'lco', label: t('column.lco'), value: <Amount value={current.lco ?? undefined} unit="LCO" /> },
          { key: 'created', label: t('column.created'), value: <DateTime at={current.createdAt} /> },
        ]}
      />
      {account === null ? (
        <p className="mt-4 text-13 text-muted">{t('noAccount')}</p>
      ) : (
        <div className="mt-5 flex flex-col gap-6">
          <RolesForm user={current} account={account} onChanged={changed} />
          <GroupsForm user={current} account={account} onChanged={changed} />
          <Access account={account} name={current.name} />
          <SuspendForm user={current} account={account} onChanged={changed} />
        </div>
      )}
    </Dialog>
  )
}

interface FormProps {
  user: User
  account: number
  onChanged: (user: User) => void
}

const tooShort = (reason: string): boolean => reason.trim().length < 3

function RolesForm({ user, account, onChanged }: FormProps) {
  const t = useText('admin-users')
  const form = useForm<{ roles: Role[]; reason: string }>({
    initial: { roles: user.roles, reason: '' },
    check: ({ reason }) => (tooShort(reason) ? { reason: t('reasonShort') } : {}),
    submit: async ({ roles, reason }) => {
      const saved = await call('PUT /admin/users/{account}/roles', {
        params: { account },
        body: { roles, reason: reason.trim() },
      })
      onChanged(saved)
      form.reset()
      form.set({ roles: saved.roles })
      told.done(t('rolesDone', { name: saved.name }))
    },
  })
  const { values, set } = form
  const unchanged = sameRoles(values.roles, user.roles)
  return (
    <Form onSubmit={form.submit} className="flex flex-col gap-3">
      <fieldset>
        <legend className="mb-2 text-13 font-medium">{t('column.roles')}</legend>
        <div className="grid gap-x-4 gap-y-2 sm:grid-cols-2">
          {ROLES.map((role) => (
            <Checkbox
              key={role}
              checked={values.roles.includes(role)}
              onChange={(on) => set({ roles: withRole(values.roles, role, on) })}
              label={t(`role.${role}`)}
              hint={t(`roleText.${role}`)}
            />
          ))}
        </div>
      </fieldset>
      {unchanged ? null : (
        <>
          <Field label={t('reason')} error={form.errors.reason}>
            <Input value={values.reason} maxLength={500} onChange={(event) => set({ reason: event.target.value })} />
          </Field>
          <FormError>{form.problem}</FormError>
          <Button type="submit" variant="primary" className="self-end" pending={form.pending}>
            {t('rolesSave')}
          </Button>
        </>
      )}
    </Form>
  )
}

function SuspendForm({ user, account, onChanged }: FormProps) {
  const t = useText('admin-users')
  const operator = user.roles.includes('operator')
  const form = useForm({
    initial: { reason: '' },
    check: ({ reason }) => (tooShort(reason) ? { reason: t('reasonShort') } : {}),
    submit: async ({ reason }) => {
      const saved = await call('POST /admin/users/{account}/suspend', {
        params: { account },
        body: { suspended: !user.suspended, reason: reason.trim() },
      })
      onChanged(saved)
      form.reset()
      told.done(saved.suspended ? t('suspendDone', { name: saved.name }) : t('liftDone', { name: saved.name }))
    },
  })
  return (
    <Form onSubmit={form.submit} className="flex flex-col gap-3 border-t border-line pt-4">
      <div>
        <h3 className="text-13 font-medium">{user.suspended ? t('liftTitle') : t('suspendTitle')}</h3>
        <p className="text-12 text-muted">
          {operator ? t('suspendOperator') : user.suspended ? t('liftText') : t('suspendText')}
        </p>
      </div>
      {operator ? null : (
        <>
          <Field label={t('reason')} error={form.errors.reason}>
            <Input
              value={form.values.reason}
              maxLength={500}
              onChange={(event) => form.set({ reason: event.target.value })}
            />
          </Field>
          <FormError>{form.problem}</FormError>
          <Button
            type="submit"
            variant={user.suspended ? 'secondary' : 'danger'}
            className="self-end"
            pending={form.pending}
          >
            {user.suspended ? t('lift') : t('suspend')}
          </Button>
        </>
      )}
    </Form>
  )
}
