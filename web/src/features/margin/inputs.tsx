/** How level and liquidation price come about, with the account's own figures in the formula. */
import type { ReactNode } from 'react'
import { addDecimal, mulDecimal, truncateDecimal } from '../../amount/decimal.ts'
import { useText } from '../../i18n/index.ts'
import { Amount } from '../../ui/amount.tsx'
import { levelText } from './figures.ts'
import type { MarginAccount } from './use-margin.ts'

/** For inside an explanation: spans only. */
export function LevelInputs({ account }: { account: MarginAccount }) {
  const t = useText('margin')
  const { credits, lco, debt, mark, equity, levelBps, callLevelBps, closeLevelBps } = account
  const value = (amount: string) => (mark === null ? undefined : truncateDecimal(mulDecimal(amount, mark), 6))
  const coins = value(lco.total)
  const owed = debt && (debt.asset === 'CR' ? debt.amount : value(debt.amount))
  return (
    <span className="num flex flex-col gap-1 text-12">
      <Input name={t('inputs.credits')}>
        <Amount value={credits.total} unit="CR" />
      </Input>
      <Input name={t('inputs.lco')}>
        <Amount value={lco.total} unit="LCO" decimals="auto" />
      </Input>
      <Input name={t('inputs.mark')}>{mark === null ? '–' : <Amount value={mark} unit="CR" />}</Input>
      <Input name={t('inputs.assets')}>
        <Amount value={coins && addDecimal(credits.total, coins)} unit="CR" />
      </Input>
      <Input name={t('inputs.debt')}>{owed ? <Amount value={owed} unit="CR" /> : '–'}</Input>
      <Input name={t('inputs.equity')}>
        <Amount value={equity} unit="CR" />
      </Input>
      <Input name={t('inputs.level')}>{levelBps === null ? '–' : levelText(levelBps)}</Input>
      <span className="mt-1 block whitespace-normal">
        {t('inputs.text', { call: levelText(callLevelBps), close: levelText(closeLevelBps) })}
      </span>
    </span>
  )
}

function Input({ name, children }: { name: string; children: ReactNode }) {
  return (
    <span className="flex justify-between gap-4">
      <span>{name}</span>
      <span className="text-text">{children}</span>
    </span>
  )
}
