/** The ladder: for each tier the stake, the price, what the last 30 days would have cost there, and what is missing. */
import { isZero } from '../../amount/decimal.ts'
import { amountText } from '../../amount/format.ts'
import { useLanguage, useText } from '../../i18n/index.ts'
import { Amount } from '../../ui/amount.tsx'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { type Column, Table } from '../../ui/table.tsx'
import { type RungView, rungs, type Stake, usageOf } from './ladder.ts'
import { useRateText } from './rate-text.ts'

export interface LadderTableProps {
  stake: Stake
  /** puts what is missing into the form */
  onReach: (missing: string) => void
}

export function LadderTable({ stake, onReach }: LadderTableProps) {
  const t = useText('stake')
  const { locale } = useLanguage()
  const columns = useColumns(stake, onReach)
  const unused = usageOf(stake).calls === 0
  return (
    <>
      <Table
        label={t('ladder.title')}
        columns={columns}
        rows={rungs(stake)}
        rowKey={({ rung }) => rung.tier}
        highlight={({ rung }) => rung.tier === stake.tier}
      />
      <p className="border-t border-line px-4 py-2.5 text-12 text-muted">
        {unused ? (
          t('ladder.unused')
        ) : (
          <>
            {t('ladder.basis', { calls: amountText(String(usageOf(stake).calls), locale) })}{' '}
            <Amount value={usageOf(stake).list} unit="CR" decimals={2} />
            {t('ladder.basisEnd')}
          </>
        )}
      </p>
    </>
  )
}

function useColumns(stake: Stake, onReach: LadderTableProps['onReach']): Column<RungView>[] {
  const t = useText('stake')
  return [
    {
      key: 'tier',
      header: t('ladder.tier'),
      card: 'title',
      cell: (view) => <TierCell view={view} stake={stake} />,
    },
    {
      key: 'stake',
      header: <LcoHeader name={t('ladder.stake')} />,
      align: 'right',
      cell: ({ rung }) => <Amount value={rung.stake} decimals={0} />,
    },
    { key: 'rate', header: t('ladder.pays'), cell: ({ rung }) => <Pays rateBps={rung.rateBps} /> },
    {
      key: 'month',
      header: <CrHeader name={t('ladder.month')} />,
      align: 'right',
      folds: 1,
      cell: ({ month }) => <Amount value={month} decimals={2} />,
    },
    {
      key: 'saves',
      header: <CrHeader name={t('ladder.saves')} />,
      align: 'right',
      cell: ({ saves }) =>
        isZero(saves) ? <Amount value="0.00" /> : <Amount value={saves} decimals={2} tone="auto" />,
    },
    {
      key: 'missing',
      header: <LcoHeader name={t('ladder.missing')} />,
      align: 'right',
      cell: ({ missing }) =>
        missing === '0' ? (
          <span className="text-muted">{t('ladder.reached')}</span>
        ) : (
          <Amount value={missing} decimals={2} />
        ),
    },
    {
      key: 'reach',
      header: <span className="sr-only">{t('ladder.fill')}</span>,
      align: 'right',
      card: 'value',
      cell: ({ rung, missing }) => <Reach {...{ rung, missing, onReach }} />,
    },
  ]
}

const CrHeader = ({ name }: { name: string }) => (
  <>
    {name} <span className="font-normal">CR</span>
  </>
)
const LcoHeader = ({ name }: { name: string }) => (
  <>
    {name} <span className="font-normal">LCO</span>
  </>
)

function Pays({ rateBps }: { rateBps: number | null }) {
  const rateText = useRateText()
  return <span className="whitespace-nowrap">{rateText(rateBps)}</span>
}

function TierCell({ view: { rung }, stake }: { view: RungView; stake: Stake }) {
  const t = useText('stake')
  const tierText = useText('common')
  return (
    <span className="flex items-center gap-2 font-medium whitespace-nowrap">
      {tierText(`tier.${rung.tier}`)}
      {rung.tier === stake.tier ? <Badge tone="accent">{t('ladder.here')}</Badge> : null}
      {rung.tier !== stake.tier && rung.tier === stake.nextTier && stake.nextTierAt !== null ? (
        <Badge tone="gold">{t('ladder.soon')}</Badge>
      ) : null}
    </span>
  )
}

function Reach({
  rung,
  missing,
  onReach,
}: {
  rung: RungView['rung']
  missing: string
  onReach: (missing: string) => void
}) {
  const t = useText('stake')
  const tierText = useText('common')
  if (missing === '0') return null
  const name = tierText(`tier.${rung.tier}`)
  return (
    <Button size="sm" variant="ghost" aria-label={t('ladder.fillFor', { tier: name })} onClick={() => onReach(missing)}>
      {t('ladder.fill')}
    </Button>
  )
}
