/** The own margin account on the public page: where it stands, collateral in and out, borrowing and paying back by hand, its records as files. */
import { useState } from 'react'
import { useText } from '../../i18n/index.ts'
import { CsvLink } from '../../parts/csv-link.tsx'
import { Amount } from '../../ui/amount.tsx'
import { Button } from '../../ui/button.tsx'
import { late } from '../../ui/late.tsx'
import { Facts, Section } from '../../ui/page.tsx'
import { levelText } from './figures.ts'
import { LevelBar } from './level-bar.tsx'
import type { MoneyAct } from './money-dialog.tsx'
import { type MarginAccount, useMargin } from './use-margin.ts'

const MoneyDialog = late(() => import('./money-dialog.tsx').then((module) => module.MoneyDialog))

const ACTS: readonly MoneyAct[] = ['in', 'out', 'borrow', 'repay']
/** Lists of the own account that are files, too. */
const FILES = ['loans', 'interest', 'transfers', 'closes/own'] as const

/** Nothing for guests, and for whoever has no margin account. */
export function OwnAccount() {
  const { data } = useMargin()
  return data?.account ? <Own account={data.account} /> : null
}

function Own({ account }: { account: MarginAccount }) {
  const t = useText('margin-page')
  const m = useText('margin')
  const [act, setAct] = useState<MoneyAct>()
  const { levelBps, callLevelBps, closeLevelBps, debt } = account
  return (
    <Section
      title={m('standing.title')}
      purpose={t('own.text')}
      aside={
        <span className="flex flex-wrap gap-2">
          {ACTS.map((one) => (
            <Button key={one} size="sm" disabled={one === 'repay' && debt === null} onClick={() => setAct(one)}>
              {m(`act.${one}`)}
            </Button>
          ))}
        </span>
      }
    >
      <div className="flex flex-col gap-3">
        <LevelBar
          {...{ levelBps }}
          closeBps={closeLevelBps}
          callBps={callLevelBps}
          label={m('figure.level')}
          noDebt={m('standing.noDebt')}
        />
        <Figures account={account} />
        <p className="flex flex-wrap gap-2">
          {FILES.map((file) => (
            <CsvLink key={file} path={`/margin/${file}`} name={t(`own.file.${file.replace('/', '-')}`)} />
          ))}
        </p>
      </div>
      {act ? <MoneyDialog act={act} account={account} onClose={() => setAct(undefined)} /> : null}
    </Section>
  )
}

function Figures({ account }: { account: MarginAccount }) {
  const t = useText('margin')
  const { equity, levelBps, debt, liquidationPrice, bankruptcyPrice } = account
  const none = <span className="text-muted">{t('standing.noDebt')}</span>
  const lines = [
    ['equity', <Amount key="equity" value={equity} unit="CR" flash />],
    ['level', levelBps === null ? none : levelText(levelBps)],
    ['debt', debt === null ? none : <Amount key="debt" value={debt.amount} unit={debt.asset} />],
    ['liquidation', <Amount key="liquidation" value={liquidationPrice ?? undefined} unit="CR" />],
    ['bankruptcy', <Amount key="bankruptcy" value={bankruptcyPrice ?? undefined} unit="CR" />],
  ] as const
  return (
    <Facts
      className="sm:grid sm:grid-cols-2 sm:gap-x-10"
      items={lines.map(([key, value]) => ({ key, label: t(`figure.${key}`), value }))}
    />
  )
}
