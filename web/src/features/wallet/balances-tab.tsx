/** Both assets side by side, and the newest entries under them. */
import type { ReactNode } from 'react'
import { mulDecimal } from '../../amount/decimal.ts'
import { amountText } from '../../amount/format.ts'
import { useBalancesAnswer, useTicker } from '../../api/shared.ts'
import { useLanguage, useText } from '../../i18n/index.ts'
import { Amount } from '../../ui/amount.tsx'
import { ButtonLink, TextLink } from '../../ui/link.tsx'
import { Section } from '../../ui/page.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { Loaded } from '../../ui/states.tsx'
import { AssetPanel } from './asset-panel.tsx'
import { NewestEntries } from './ledger/newest.tsx'
import { statementOf } from './lines.ts'
import { useBeside } from './use-beside.ts'

export function BalancesTab() {
  const t = useText('wallet')
  const answer = useBalancesAnswer()
  const besideIn = useBeside()
  return (
    <div className="flex flex-col gap-6">
      <Loaded query={answer} loading={<Panels first={<PanelSkeleton />} second={<PanelSkeleton />} />}>
        {(balances) => (
          <Panels
            first={
              <AssetPanel
                asset="CR"
                statement={statementOf('CR', balances)}
                worth={t('worthCr')}
                beside={besideIn('CR')}
              />
            }
            second={
              <AssetPanel
                asset="LCO"
                statement={statementOf('LCO', balances)}
                worth={<LcoWorth total={balances.lco.total} />}
                beside={besideIn('LCO')}
                actions={
                  <>
                    <ButtonLink to="/stake">{t('stake')}</ButtonLink>
                    <ButtonLink to="/trade">{t('trade')}</ButtonLink>
                  </>
                }
              />
            }
          />
        )}
      </Loaded>
      <Section
        flush
        title={t('newest')}
        aside={
          <TextLink to="/wallet" search={{ tab: 'ledger' }} className="text-13">
            {t('allEntries')}
          </TextLink>
        }
      >
        <NewestEntries />
      </Section>
    </div>
  )
}

const Panels = ({ first, second }: { first: ReactNode; second: ReactNode }) => (
  <div className="grid gap-4 lg:grid-cols-2">
    {first}
    {second}
  </div>
)

/** At the mark price, or the last one while there is no mark. */
function LcoWorth({ total }: { total: string }) {
  const t = useText('wallet')
  const { locale } = useLanguage()
  const ticker = useTicker()
  const price = ticker?.mark ?? ticker?.last
  if (!ticker) return null
  if (!price) return <>{t('noPrice')}</>
  return (
    <>
      ≈ <Amount value={mulDecimal(total, price)} unit="CR" decimals={2} />{' '}
      {ticker.mark
        ? t('atMark', { price: amountText(price, locale) })
        : t('atLast', { price: amountText(price, locale) })}
    </>
  )
}

function PanelSkeleton() {
  return (
    <div className="panel flex h-72 flex-col gap-4 p-4">
      <Skeleton className="h-4 w-24" />
      <Skeleton className="h-8 w-48" />
      <Skeleton className="h-2 w-full" />
      <Skeleton className="h-4 w-full" />
      <Skeleton className="h-4 w-full" />
      <Skeleton className="h-4 w-full" />
    </div>
  )
}
