/** The landing page: what this is in three lines, the live statement, the loop, and a first call in a minute. */
import { useSession } from '../../api/session.ts'
import { useText } from '../../i18n/index.ts'
import { ButtonLink } from '../../ui/link.tsx'
import { useTitle } from '../../ui/page.tsx'
import { Loop } from './loop.tsx'
import { Statement } from './statement.tsx'
import { TryIt } from './try-it.tsx'

export function Page() {
  const t = useText('landing')
  const session = useSession()
  useTitle(t('title'))
  return (
    <div className="mx-auto flex w-full max-w-[1184px] flex-1 flex-col px-4 sm:px-8">
      <section className="grid items-center gap-x-16 gap-y-10 py-10 sm:py-16 lg:grid-cols-[minmax(0,1fr)_420px]">
        <div>
          <h1 className="text-28 font-semibold tracking-[-0.02em] sm:text-40 [html:lang(zh)_&]:[word-break:keep-all]">
            <span className="block">{t('line.api')}</span>
            <span className="block">{t('line.mine')}</span>
            <span className="block text-muted">{t('line.burn')}</span>
          </h1>
          <p className="mt-5 max-w-[54ch] text-16 text-muted">{t('lead')}</p>
          <div className="mt-7 flex flex-wrap gap-3">
            {session.status === 'user' ? (
              <ButtonLink to="/dashboard" variant="primary" size="lg">
                {t('open')}
              </ButtonLink>
            ) : (
              <>
                <ButtonLink to="/signup" variant="primary" size="lg">
                  {t('start')}
                </ButtonLink>
                <ButtonLink to="/signin" size="lg">
                  {t('signIn')}
                </ButtonLink>
              </>
            )}
          </div>
        </div>
        <Statement />
      </section>
      <TryIt />
      <Loop />
      <footer className="mt-auto flex flex-wrap justify-between gap-x-8 gap-y-2 border-t border-line py-6 text-12 text-muted">
        <span>{t('footer.simulation')}</span>
        <span>{t('footer.licence')}</span>
      </footer>
    </div>
  )
}
