/** One asset as an account statement: every lock on its own line, the sum under a double rule, what it is worth. */
import { clsx } from 'clsx'
import type { ReactNode } from 'react'
import { isZero, toDrawing } from '../../amount/decimal.ts'
import { useText } from '../../i18n/index.ts'
import { Amount } from '../../ui/amount.tsx'
import { Link } from '../../ui/link.tsx'
import { Explain } from '../../ui/popover.tsx'
import { Shares } from '../../ui/progress.tsx'
import { type Asset, altogether, type Beside, ledgerPurpose, type Purpose, type Statement } from './lines.ts'

export interface AssetPanelProps {
  asset: Asset
  statement: Statement
  /** second line under the total */
  worth?: ReactNode
  /** what is lent and owed, which the balance does not have */
  beside?: Beside | undefined
  actions?: ReactNode
}

/** Fills of the bar, in the order of the lines. */
const FILLS: Record<Asset, readonly string[]> = {
  CR: ['bg-accent', 'bg-muted', 'bg-faint', 'bg-line-strong', 'bg-line-strong', 'bg-line-strong'],
  LCO: ['bg-gold', 'bg-muted', 'bg-gold/60', 'bg-gold/35', 'bg-faint', 'bg-line-strong', 'bg-line-strong'],
}

export function AssetPanel({ asset, statement, worth, beside, actions }: AssetPanelProps) {
  const t = useText('wallet')
  const { lines, total, adds } = statement
  const decimals = asset === 'CR' ? 6 : 8
  const fills = FILLS[asset]
  return (
    <section className="panel flex min-w-0 flex-col">
      <header className="flex flex-wrap items-start justify-between gap-x-4 gap-y-3 p-4 pb-3">
        <div>
          <h2 className="text-13 text-muted">{t(`asset.${asset}`)}</h2>
          <Amount
            value={total}
            unit={asset}
            decimals={2}
            flash
            className={clsx('text-28 font-semibold tracking-[-0.01em]', asset === 'LCO' && 'text-gold-text')}
          />
          <div className="min-h-4 text-12 text-muted">{worth}</div>
        </div>
        {actions ? <div className="flex gap-2">{actions}</div> : null}
      </header>
      <Shares
        label={t('shares', { asset })}
        className="mx-4"
        parts={lines.map(({ purpose, amount }, index) => ({
          key: purpose,
          value: toDrawing(amount),
          className: fills[index] ?? 'bg-line-strong',
          title: t(`purpose.${purpose}`),
        }))}
      />
      <dl className="flex flex-1 flex-col px-4 pt-2 pb-3">
        {lines.map(({ purpose, amount }, index) => (
          <PurposeLine
            key={purpose}
            {...{ asset, purpose, amount, decimals, fill: fills[index] ?? 'bg-line-strong' }}
          />
        ))}
        <div className="mt-auto flex items-baseline justify-between gap-4 border-t-[3px] border-double border-line-strong pt-2">
          <dt className="text-14 font-medium">{t('total')}</dt>
          <dd className="text-14 font-semibold">
            <Amount value={total} decimals={decimals} />
          </dd>
        </div>
        {beside ? <BesideLines {...{ beside, total, decimals }} /> : null}
      </dl>
      {adds ? null : (
        <p role="alert" className="border-t border-line px-4 py-2 text-13 text-danger">
          {t('doesNotAdd')}
        </p>
      )}
    </section>
  )
}

interface BesideLinesProps {
  beside: Beside
  total: string
  decimals: number
}

/** Loans stand in the pools and not among the balances: told under the sum, with a sum of their own. */
function BesideLines({ beside, total, decimals }: BesideLinesProps) {
  const t = useText('wallet')
  const line = (key: 'lent' | 'owed', to: string, amount: string) =>
    isZero(amount) ? null : (
      <div className="flex min-h-9 items-center justify-between gap-4 max-sm:min-h-11">
        <dt className="text-14">
          <Explain title={t(`beside.${key}`)} explanation={t(`beside.${key}Text`)}>
            {t(`beside.${key}`)}
          </Explain>
        </dt>
        <dd>
          <Link to={to} className="rounded-[3px] text-14 hover:underline hover:underline-offset-4">
            <Amount value={amount} decimals={decimals} flash />
          </Link>
        </dd>
      </div>
    )
  return (
    <>
      {line('lent', '/lend', beside.lent)}
      {line('owed', '/margin', isZero(beside.owed) ? '0' : `-${beside.owed}`)}
      <div className="flex items-baseline justify-between gap-4 border-t border-line pt-2">
        <dt className="text-14 font-medium">{t('beside.altogether')}</dt>
        <dd className="text-14 font-semibold">
          <Amount value={altogether(total, beside)} decimals={decimals} />
        </dd>
      </div>
    </>
  )
}

interface PurposeLineProps {
  asset: Asset
  purpose: Purpose
  amount: string
  decimals: number
  fill: string
}

function PurposeLine({ asset, purpose, amount, decimals, fill }: PurposeLineProps) {
  const t = useText('wallet')
  const name = t(`purpose.${purpose}`)
  return (
    <div className="flex min-h-9 items-center justify-between gap-4 border-b border-line/60 last-of-type:border-0 max-sm:min-h-11">
      <dt className="flex min-w-0 items-center gap-2.5 text-14">
        <span aria-hidden="true" className={clsx('size-2 shrink-0 rounded-[2px]', fill)} />
        <Explain title={name} explanation={t(`purposeText.${purpose}`)}>
          {name}
        </Explain>
      </dt>
      <dd>
        <Link
          to="/wallet"
          search={{ tab: 'ledger', asset, purpose: ledgerPurpose(purpose) }}
          title={t('openEntries')}
          className="rounded-[3px] text-14 hover:underline hover:decoration-faint hover:underline-offset-4"
        >
          <Amount value={amount} decimals={decimals} flash />
        </Link>
      </dd>
    </div>
  )
}
