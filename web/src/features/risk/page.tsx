/** The risks of trading in plain words, with a version. Prediction markets are named as not there yet. */
import { useText } from '../../i18n/index.ts'
import { ButtonLink, TextLink } from '../../ui/link.tsx'
import { PageBody, PageHeader } from '../../ui/page.tsx'
import { DateTime } from '../../ui/time.tsx'
import { sections, VERSION, WRITTEN } from './text.ts'

export function Page() {
  const t = useText('risk')
  return (
    <PageBody>
      <PageHeader
        title={t('title')}
        purpose={t('purpose')}
        actions={
          <ButtonLink to="/trade" variant="primary">
            {t('trade')}
          </ButtonLink>
        }
      />
      <div className="grid items-start gap-8 lg:grid-cols-[minmax(0,760px)_240px] xl:gap-16">
        <article className="panel min-w-0 divide-y divide-line/60">
          {sections.map(({ id, paragraphs }) => (
            <section key={id} aria-labelledby={id} className="px-5 py-5 sm:px-6">
              <h2 id={id} className="scroll-mt-6 text-16 font-semibold">
                {t(`section.${id}.title`)}
              </h2>
              {Array.from({ length: paragraphs }, (_, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a paragraph is its place
                <p key={index} className="mt-2 text-14">
                  {t(`section.${id}.p${index + 1}`)}
                </p>
              ))}
            </section>
          ))}
          {(['prediction'] as const).map((id) => (
            <section key={id} aria-labelledby={id} className="px-5 py-5 text-muted sm:px-6">
              <h2 id={id} className="scroll-mt-6 text-16 font-semibold">
                {t(`${id}.title`)}
              </h2>
              <p className="mt-2 text-14">{t(`${id}.text`)}</p>
            </section>
          ))}
        </article>
        <Aside />
      </div>
    </PageBody>
  )
}

function Aside() {
  const t = useText('risk')
  const link = 'block py-1 text-13 text-muted hover:text-text max-lg:min-h-11 max-lg:py-3'
  return (
    <aside className="flex flex-col gap-6 max-lg:order-first lg:sticky lg:top-6">
      <div className="text-13">
        <p className="font-medium">
          <Version />
        </p>
        <p className="mt-1 text-muted">{t('versionText')}</p>
      </div>
      <nav aria-label={t('contents')} className="max-lg:hidden">
        <p className="pb-1 text-12 text-dim">{t('trading')}</p>
        <ul>
          {sections.map(({ id }) => (
            <li key={id}>
              <a href={`#${id}`} className={link}>
                {t(`section.${id}.title`)}
              </a>
            </li>
          ))}
        </ul>
        <p className="pt-3 pb-1 text-12 text-dim">{t('notYet')}</p>
        <ul>
          {(['prediction'] as const).map((id) => (
            <li key={id}>
              <a href={`#${id}`} className={link}>
                {t(`${id}.title`)}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <p className="text-13">
        <TextLink to="/whitepaper">{t('rules')}</TextLink>
      </p>
    </aside>
  )
}

function Version() {
  const t = useText('risk')
  const [before, after] = t('version', { version: VERSION, date: '\u0000' }).split('\u0000')
  return (
    <>
      {before}
      <DateTime at={WRITTEN} detail="day" />
      {after}
    </>
  )
}
