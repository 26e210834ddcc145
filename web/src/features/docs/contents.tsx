/** A section of the guide, and the list of them at its side. */
import { clsx } from 'clsx'
import type { ReactNode } from 'react'
import { useText } from '../../i18n/index.ts'

export const SECTIONS = ['start', 'call', 'kinds', 'answers', 'retries', 'errors', 'machines'] as const
export type SectionId = (typeof SECTIONS)[number]

export function Chapter({ id, children }: { id: SectionId; children: ReactNode }) {
  const t = useText('docs')
  return (
    <section id={id} aria-labelledby={`${id}-title`} className="flex scroll-mt-6 flex-col gap-4">
      <div>
        <h2 id={`${id}-title`} className="text-16 font-semibold">
          {t(`${id}.title`)}
        </h2>
        <p className="mt-1 max-w-[72ch] text-14 text-muted">{t(`${id}.text`)}</p>
      </div>
      {children}
    </section>
  )
}

export function Contents({ sections }: { sections: readonly SectionId[] }) {
  const t = useText('docs')
  return (
    <nav aria-label={t('contents')} className="sticky top-6 hidden lg:block">
      <p className="pb-2 text-12 text-dim">{t('contents')}</p>
      <ul className="flex flex-col border-l border-line text-13">
        {sections.map((id) => (
          <li key={id}>
            <a
              href={`#${id}`}
              className="-ml-px block border-l border-transparent py-1 pl-3 text-muted hover:border-accent hover:text-text"
            >
              {t(`${id}.title`)}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}

/** Names with what they mean, one a line. */
export function Terms({ items }: { items: readonly { term: string; text: ReactNode }[] }) {
  return (
    <dl className={clsx('panel divide-y divide-line/60')}>
      {items.map(({ term, text }) => (
        <div key={term} className="grid gap-x-6 gap-y-0.5 px-4 py-2.5 sm:grid-cols-[200px_minmax(0,1fr)]">
          <dt className="font-mono text-13 break-all">{term}</dt>
          <dd className="text-13 text-muted">{text}</dd>
        </div>
      ))}
    </dl>
  )
}
