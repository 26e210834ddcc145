/** The groups of one account. Which channels serve which groups is set with the channels. */
import { call } from '../../../api/platform.ts'
import { useText } from '../../../i18n/index.ts'
import { Button } from '../../../ui/button.tsx'
import { useForm } from '../../../ui/form.ts'
import { Field, Form, FormError, Input } from '../../../ui/input.tsx'
import { told } from '../../../ui/toast.ts'
import { groupsIn, type User } from './user.ts'

const NAME_MAX = 64

interface GroupsFormProps {
  user: User
  account: number
  onChanged: (user: User) => void
}

export function GroupsForm({ user, account, onChanged }: GroupsFormProps) {
  const t = useText('admin-users')
  const form = useForm({
    initial: { groups: user.groups.join(', ') },
    check: ({ groups }) =>
      groupsIn(groups).some((name) => name.length > NAME_MAX) ? { groups: t('groupsLong', { max: NAME_MAX }) } : {},
    submit: async ({ groups }) => {
      const saved = await call('PUT /admin/users/{account}/groups', {
        params: { account },
        body: { groups: groupsIn(groups) },
      })
      onChanged(saved)
      form.set({ groups: saved.groups.join(', ') })
      told.done(t('groupsDone', { name: saved.name }))
    },
  })
  const unchanged = groupsIn(form.values.groups).join() === user.groups.join()
  return (
    <Form onSubmit={form.submit} className="flex flex-col gap-3 border-t border-line pt-4">
      <Field label={t('column.groups')} hint={t('groupsHint')} error={form.errors.groups}>
        <Input
          value={form.values.groups}
          autoComplete="off"
          onChange={(event) => form.set({ groups: event.target.value })}
        />
      </Field>
      <FormError>{form.problem}</FormError>
      {unchanged ? null : (
        <Button type="submit" className="self-end" pending={form.pending}>
          {t('groupsSave')}
        </Button>
      )}
    </Form>
  )
}
