/** The economy as numbered rules: each with its words, the parameters behind it as they are now, the page that shows it and the test that proves it. */
import type { Parameter } from '../../../../src/contract/transparency.ts'
import { useParameters } from '../../api/shared.ts'
import { useText } from '../../i18n/index.ts'
import { ParameterTable } from '../../parts/parameter-table.tsx'
import { ButtonLink, TextLink } from '../../ui/link.tsx'
import { PageBody, PageHeader, Section } from '../../ui/page.tsx'
import { RuleTable } from './rule-table.tsx'
import { sections } from './rules.ts'

export function Page() {
  const t = useText('whitepaper')
  const { data } = useParameters()
  const byKey = new Map((data?.items ?? []).map((parameter) => [parameter.key, parameter]))
  return (
    <PageBody>
      <PageHeader
        title={t('title')}
        purpose={t('purpose')}
        actions={
          <>
            <ButtonLink to="/risk">{t('risks')}</ButtonLink>
            <ButtonLink to="/transparency" search={{ tab: 'rules' }}>
              {t('history')}
            </ButtonLink>
          </>
        }
      />
      <div className="grid items-start gap-8 xl:grid-cols-[minmax(0,1fr)_200px]">
        <div className="flex min-w-0 flex-col gap-6">
          {sections.map((section) => (
            <div key={section.number} id={`s${section.number}`} className="scroll-mt-6">
              <Section flush title={`§${section.number} ${t(`section.s${section.number}`)}`}>
                <RuleTable section={section} parameters={byKey} />
              </Section>
            </div>
          ))}
          <Others items={data?.items ?? []} />
          <section id="later" className="max-w-[72ch] scroll-mt-6 text-14">
            <h2 className="font-semibold">{t('later')}</h2>
            <p className="mt-1 text-muted">{t('laterText')}</p>
          </section>
        </div>
        <Contents />
      </div>
    </PageBody>
  )
}

/** Parameters that no rule names: a newer server may have some. */
function Others({ items }: { items: readonly Parameter[] }) {
  const t = useText('whitepaper')
  const named = new Set(sections.flatMap(({ rules }) => rules.flatMap(({ parameters }) => parameters)))
  const others = items.filter(({ key }) => !named.has(key))
  if (others.length === 0) return null
  return (
    <Section flush title={t('others')} purpose={t('othersText')}>
      <ParameterTable label={t('others')} items={others} />
    </Section>
  )
}

function Contents() {
  const t = useText('whitepaper')
  return (
    <nav aria-label={t('contents')} className="sticky top-6 hidden xl:block">
      <p className="pb-2 text-12 text-dim">{t('contents')}</p>
      <ul className="flex flex-col border-l border-line text-13">
        {[
          ...sections.map(({ number }) => ({ id: `s${number}`, name: `§${number} ${t(`section.s${number}`)}` })),
          { id: 'later', name: t('later') },
        ].map(({ id, name }) => (
          <li key={id}>
            <a
              href={`#${id}`}
              className="-ml-px block border-l border-transparent py-1 pl-3 text-muted hover:border-accent hover:text-text"
            >
              {name}
            </a>
          </li>
        ))}
      </ul>
      <p className="pt-4 text-13">
        <TextLink to="/transparency">/transparency</TextLink>
      </p>
    </nav>
  )
}
