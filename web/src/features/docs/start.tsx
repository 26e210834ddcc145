/** The two things that a client needs: the base URL of this server, and a key. */
import { useSession } from '../../api/session.ts'
import { useText } from '../../i18n/index.ts'
import { baseUrlOf, CLIENTS } from '../../parts/snippets/clients.ts'
import { CopyButton } from '../../ui/copy.tsx'
import { ButtonLink } from '../../ui/link.tsx'
import { Chapter } from './contents.tsx'

export function Start() {
  const t = useText('docs')
  const guest = useSession().status !== 'user'
  return (
    <Chapter id="start">
      <dl className="panel divide-y divide-line/60">
        {CLIENTS.map((client) => {
          const url = baseUrlOf(client, location.origin)
          return (
            <div key={client} className="flex flex-wrap items-center justify-between gap-x-6 gap-y-1 px-4 py-2">
              <dt className="text-13 text-muted">{t('start.baseUrl', { client: t(`client.${client}`) })}</dt>
              <dd className="flex min-w-0 items-center gap-1">
                <code className="truncate font-mono text-13">{url}</code>
                <CopyButton text={url} name={t('start.copy', { client: t(`client.${client}`) })} />
              </dd>
            </div>
          )
        })}
      </dl>
      <div className="flex flex-wrap items-center gap-3">
        <ButtonLink to={guest ? '/signup' : '/keys'} variant="primary">
          {guest ? t('start.signUp') : t('start.key')}
        </ButtonLink>
        <span className="text-13 text-muted">{t('start.keyText')}</span>
      </div>
    </Chapter>
  )
}
