/** What an order must keep to, as it is in force now. */
import type { UseQueryResult } from '@tanstack/react-query'
import type { Answer } from '../../api/platform.ts'
import { useText } from '../../i18n/index.ts'
import { Amount } from '../../ui/amount.tsx'
import { OutLink } from '../../ui/link.tsx'
import { Facts, Section } from '../../ui/page.tsx'
import { TableSkeleton } from '../../ui/skeleton.tsx'
import { Loaded } from '../../ui/states.tsx'

export function Rules({ market }: { market: UseQueryResult<Answer<'GET /market'>> }) {
  const t = useText('markets')
  return (
    <Section
      title={t('rules.title')}
      aside={
        <OutLink href="/api/v1/market" className="text-12 text-muted underline underline-offset-3 hover:text-text">
          API
        </OutLink>
      }
    >
      <Loaded query={market} loading={<TableSkeleton rows={4} columns={2} />}>
        {(rules) => (
          <div className="grid gap-x-10 md:grid-cols-2">
            <Facts
              items={[
                { key: 'tick', label: t('rules.tick'), value: <Amount value={rules.tick} unit="CR" /> },
                { key: 'lot', label: t('rules.lot'), value: <Amount value={rules.lot} unit="LCO" /> },
                {
                  key: 'notional',
                  label: t('rules.notional'),
                  value: (
                    <>
                      <Amount value={rules.minNotional} decimals={0} /> …{' '}
                      <Amount value={rules.maxNotional} unit="CR" decimals={0} />
                    </>
                  ),
                },
              ]}
            />
            <Facts
              items={[
                { key: 'taker', label: t('rules.taker'), value: `${rules.takerFeeBps / 100} %` },
                { key: 'maker', label: t('rules.maker'), value: `${rules.makerFeeBps / 100} %` },
                { key: 'open', label: t('rules.open'), value: rules.openOrderLimit.toLocaleString('en-US') },
              ]}
            />
          </div>
        )}
      </Loaded>
    </Section>
  )
}
