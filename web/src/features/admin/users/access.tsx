/** How a person gets in: where they are signed in, signing them out, and a link for a lost password, shown once. */
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { type Answer, call, keyOf } from '../../../api/platform.ts'
import { queryClient } from '../../../api/queries.ts'
import { useText } from '../../../i18n/index.ts'
import { Button } from '../../../ui/button.tsx'
import { CodeBlock } from '../../../ui/code.tsx'
import { CopyButton } from '../../../ui/copy.tsx'
import { Field, FormError, Input } from '../../../ui/input.tsx'
import { DateTime } from '../../../ui/time.tsx'
import { told } from '../../../ui/toast.ts'
import { useAct } from './use-act.ts'

type Link = Answer<'POST /admin/users/{account}/password-reset'>

export function Access({ account, name }: { account: number; name: string }) {
  const t = useText('admin-users')
  const [reason, setReason] = useState('')
  const [link, setLink] = useState<Link>()
  const act = useAct()
  const why = reason.trim() === '' ? {} : { reason: reason.trim() }
  const makeLink = () =>
    act.run('link', async () =>
      setLink(await call('POST /admin/users/{account}/password-reset', { params: { account }, body: why })),
    )
  const signOut = () =>
    act.run('signOut', async () => {
      const { ended } = await call('DELETE /admin/users/{account}/sessions', { params: { account }, query: why })
      void queryClient.invalidateQueries({ queryKey: keyOf('GET /admin/users/{account}/sessions') })
      told.done(t('access.signedOut', { name }), t('access.ended', { count: ended }))
    })
  return (
    <section className="flex flex-col gap-3 border-t border-line pt-4">
      <div>
        <h3 className="text-13 font-medium">{t('access.title')}</h3>
        <Sessions account={account} />
      </div>
      {link ? (
        <MadeLink link={link} />
      ) : (
        <>
          <Field label={t('reason')} hint={t('access.reasonHint')}>
            <Input value={reason} maxLength={500} onChange={(event) => setReason(event.target.value)} />
          </Field>
          <FormError>{act.problem}</FormError>
          <div className="flex flex-wrap justify-end gap-2">
            <Button pending={act.pending === 'signOut'} onClick={signOut}>
              {t('access.signOut')}
            </Button>
            <Button pending={act.pending === 'link'} onClick={makeLink}>
              {t('access.makeLink')}
            </Button>
          </div>
        </>
      )}
    </section>
  )
}

function Sessions({ account }: { account: number }) {
  const t = useText('admin-users')
  const { data } = useQuery({
    queryKey: keyOf('GET /admin/users/{account}/sessions', account),
    queryFn: ({ signal }) => call('GET /admin/users/{account}/sessions', { params: { account }, signal }),
  })
  const newest = data?.items.reduce((latest, { usedAt }) => Math.max(latest, usedAt), 0)
  return (
    <p className="min-h-4.5 text-12 text-muted">
      {data === undefined ? null : newest ? (
        <>
          {t('access.sessions', { count: data.items.length })} <DateTime at={newest} detail="day" />
        </>
      ) : (
        t('access.noSession')
      )}
    </p>
  )
}

function MadeLink({ link }: { link: Link }) {
  const t = useText('admin-users')
  return (
    <div role="status" className="flex flex-col gap-2">
      <CodeBlock code={link.url} label={t('access.link')} wrap />
      <p className="text-12 text-muted">
        {t('access.linkText')} <DateTime at={link.expiresAt} />
      </p>
      <span className="self-end">
        <CopyButton text={link.url} label={t('access.copy')} />
      </span>
    </div>
  )
}
