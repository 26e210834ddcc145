/** Whether everything runs: the API, products, live connection, books; and how each model's calls ended over 30 days. Public. */
import { useText } from '../../i18n/index.ts'
import { OutLink } from '../../ui/link.tsx'
import { PageBody, PageHeader } from '../../ui/page.tsx'
import { Headline } from './headline.tsx'
import { Instance } from './instance.tsx'
import { Models } from './models.tsx'
import { Products } from './products.tsx'

export function Page() {
  const t = useText('status')
  return (
    <PageBody>
      <PageHeader
        title={t('title')}
        purpose={t('purpose')}
        actions={
          <OutLink href="/api/v1/status" className="text-13 text-muted underline underline-offset-2 hover:text-text">
            {t('api')}
          </OutLink>
        }
      />
      <Headline />
      <Instance />
      <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_340px]">
        <Models />
        <Products />
      </div>
    </PageBody>
  )
}
