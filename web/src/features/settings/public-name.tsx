/** The name under which others see this account: a handle of one's own, or the pseudonym. */
import { useQuery } from '@tanstack/react-query'
import { type Answer, call, keyOf } from '../../api/platform.ts'
import { queryClient } from '../../api/queries.ts'
import { useText } from '../../i18n/index.ts'
import { Button } from '../../ui/button.tsx'
import { useForm } from '../../ui/form.ts'
import { Field, Form, FormError, Input } from '../../ui/input.tsx'
import { Facts, Section } from '../../ui/page.tsx'
import { TableSkeleton } from '../../ui/skeleton.tsx'
import { Loaded } from '../../ui/states.tsx'
import { DateTime } from '../../ui/time.tsx'
import { told } from '../../ui/toast.ts'

const HANDLE = /^[a-z0-9_-]{3,24}$/
const key = keyOf('GET /account/handle')

export function PublicName() {
  const t = useText('settings')
  const query = useQuery({ queryKey: key, queryFn: ({ signal }) => call('GET /account/handle', { signal }) })
  return (
    <Section title={t('publicName.title')} purpose={t('publicName.purpose')}>
      <Loaded query={query} loading={<TableSkeleton rows={2} />}>
        {(name) => <NameForm key={name.shown} name={name} />}
      </Loaded>
    </Section>
  )
}

function NameForm({ name }: { name: Answer<'GET /account/handle'> }) {
  const t = useText('settings')
  const save = async (handle: string | null): Promise<void> => {
    queryClient.setQueryData(key, await call('PUT /account/handle', { body: { handle } }))
    told.done(t('publicName.done'))
  }
  const form = useForm({
    initial: { handle: name.handle ?? '' },
    check: ({ handle }) => (HANDLE.test(handle) ? {} : { handle: t('publicName.fault') }),
    submit: ({ handle }) => save(handle),
  })
  const waits = name.changeableAt !== null
  return (
    <>
      <Facts
        items={[
          { key: 'shown', label: t('publicName.shown'), value: name.shown },
          ...(name.changeableAt === null
            ? []
            : [{ key: 'later', label: t('publicName.later'), value: <DateTime at={name.changeableAt} /> }]),
        ]}
      />
      <Form onSubmit={form.submit} className="mt-4 flex flex-col gap-3">
        <Field label={t('publicName.handle')} hint={t('publicName.hint')} error={form.errors.handle}>
          <Input
            autoComplete="off"
            spellCheck={false}
            className="sm:max-w-sm"
            maxLength={24}
            readOnly={waits}
            value={form.values.handle}
            onChange={(event) => form.set({ handle: event.target.value.toLowerCase() })}
          />
        </Field>
        <FormError>{form.problem}</FormError>
        <div className="flex flex-wrap gap-2">
          <Button type="submit" pending={form.pending} disabled={waits || form.values.handle === (name.handle ?? '')}>
            {t('publicName.save')}
          </Button>
          {name.handle !== null && (
            <Button variant="ghost" onClick={() => void save(null).catch(told.failed)}>
              {t('publicName.remove')}
            </Button>
          )}
        </div>
      </Form>
    </>
  )
}
