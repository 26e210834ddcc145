/** What an answer says beside its content, safe retries, errors, and what programs read. */
import { useText } from '../../i18n/index.ts'
import { OutLink, TextLink } from '../../ui/link.tsx'
import { Chapter, Terms } from './contents.tsx'

/** Names of headers as the gateway writes them. */
const ANSWER_HEADERS = ['call-id', 'cost', 'mined', 'balance', 'charge'] as const
const LINKS = [
  { key: 'reference', href: '/docs/api' },
  { key: 'openapi', href: '/openapi.json' },
  { key: 'llms', href: '/llms.txt' },
  { key: 'errorTable', href: '/docs/errors' },
] as const

export function Answers() {
  const t = useText('docs')
  return (
    <Chapter id="answers">
      <Terms items={ANSWER_HEADERS.map((name) => ({ term: `x-lx-${name}`, text: t(`answers.${name}`) }))} />
      <p className="text-13 text-muted">{t('answers.streams')}</p>
      <p className="text-13">
        <TextLink to="/logs">{t('answers.logs')}</TextLink>
      </p>
    </Chapter>
  )
}

export function Retries() {
  const t = useText('docs')
  return (
    <Chapter id="retries">
      <Terms
        items={[
          { term: 'Idempotency-Key', text: t('retries.idempotency') },
          { term: 'x-lx-max-cost', text: t('retries.maxCost') },
          { term: 'POST /v1/quote', text: t('retries.quote') },
        ]}
      />
    </Chapter>
  )
}

export function Errors() {
  const t = useText('docs')
  return (
    <Chapter id="errors">
      <Terms
        items={(['401', '402', '429', '501', '503'] as const).map((status) => ({
          term: status,
          text: t(`errors.${status}`),
        }))}
      />
    </Chapter>
  )
}

export function Machines() {
  const t = useText('docs')
  return (
    <Chapter id="machines">
      <ul className="panel divide-y divide-line/60">
        {LINKS.map(({ key, href }) => (
          <li key={key}>
            <OutLink
              href={href}
              className="grid gap-x-6 gap-y-0.5 px-4 py-2.5 hover:bg-hover sm:grid-cols-[200px_minmax(0,1fr)]"
            >
              <span className="font-mono text-13">{href}</span>
              <span className="text-13 text-muted">{t(`machines.${key}`)}</span>
            </OutLink>
          </li>
        ))}
      </ul>
    </Chapter>
  )
}
