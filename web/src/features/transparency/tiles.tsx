/** The figures that must hold at any moment: books balanced, custody covered, what was minted and burned, what comes next. */
import type { Supply } from '../../../../src/contract/transparency.ts'
import { isZero, subDecimal } from '../../amount/decimal.ts'
import { useText } from '../../i18n/index.ts'
import { Amount } from '../../ui/amount.tsx'
import { CopyButton } from '../../ui/copy.tsx'
import { Stat, StatRow } from '../../ui/stat.tsx'
import { DateTime } from '../../ui/time.tsx'
import { exceeds, imbalanceOf, shareText, type Treasury } from './figures.ts'
import { Source } from './links.tsx'
import { useChain, useSupply, useTreasury } from './queries.ts'

export function Tiles() {
  const { data: supply, isError: noSupply } = useSupply()
  const { data: treasury, isError: noTreasury } = useTreasury()
  return (
    <StatRow min={240} failed={noSupply || noTreasury}>
      <NetIssuance supply={supply} />
      <Burned supply={supply} />
      <Imbalance supply={supply} treasury={treasury} />
      <Custody treasury={treasury} />
      <WarPool supply={supply} />
      <Fund treasury={treasury} />
      <RunningWeek treasury={treasury} />
      <Journal />
    </StatRow>
  )
}

interface Given {
  supply: Supply | undefined
  treasury: Treasury | undefined
}

function NetIssuance({ supply }: Pick<Given, 'supply'>) {
  const t = useText('transparency')
  const net = supply && subDecimal(supply.minted, supply.burned.total)
  return (
    <Stat
      label={t('tile.net')}
      value={net === undefined ? undefined : <Amount value={net} unit="LCO" decimals={2} sign />}
      note={
        supply ? (
          <>
            {t('tile.minted')} <Amount value={supply.minted} decimals={2} /> − {t('tile.burnedShort')}{' '}
            <Amount value={supply.burned.total} decimals={2} />
          </>
        ) : undefined
      }
      definition={t('tile.netText')}
      asOf={supply?.asOf}
      links={<Source path="/transparency/supply" />}
    />
  )
}

function Burned({ supply }: Pick<Given, 'supply'>) {
  const t = useText('transparency')
  return (
    <Stat
      label={t('tile.burned')}
      tone="gold"
      value={supply && <Amount value={supply.burned.total} unit="LCO" decimals={2} />}
      note={supply ? t('tile.burnedOf', { share: shareText(supply.burned.total, supply.minted) }) : undefined}
      definition={t('tile.burnedText')}
      asOf={supply?.asOf}
      links={<Source path="/transparency/buybacks" csv />}
    />
  )
}

function WarPool({ supply }: Pick<Given, 'supply'>) {
  const t = useText('transparency')
  return (
    <Stat
      label={t('tile.war')}
      value={supply && <Amount value={supply.held.warPool} unit="LCO" decimals={2} />}
      definition={t('tile.warText')}
      asOf={supply?.asOf}
      links={<Source path="/transparency/supply" />}
    />
  )
}

function Imbalance({ supply, treasury }: Given) {
  const t = useText('transparency')
  const off = supply && treasury && imbalanceOf(supply, treasury)
  const balanced = off && isZero(off.credits) && isZero(off.lco)
  return (
    <Stat
      label={t('tile.imbalance')}
      tone={off === undefined || balanced ? 'ok' : 'danger'}
      value={
        off && (
          <span className="flex flex-wrap gap-x-3">
            <Off value={off.credits} unit="CR" />
            <Off value={off.lco} unit="LCO" />
          </span>
        )
      }
      note={off === undefined ? undefined : balanced ? t('tile.balanced') : t('tile.unbalanced')}
      definition={t('tile.imbalanceText')}
      asOf={treasury?.asOf}
      links={<Source path="/transparency/treasury" />}
    />
  )
}

/** A plain 0, or every digit of what is wrong. */
const Off = ({ value, unit }: { value: string; unit: string }) => (
  <Amount value={isZero(value) ? '0' : value} unit={unit} />
)

function Custody({ treasury }: Pick<Given, 'treasury'>) {
  const t = useText('transparency')
  const short = treasury !== undefined && exceeds(treasury.custody.required, treasury.custody.declared)
  return (
    <Stat
      label={t('tile.custody')}
      tone={short ? 'danger' : 'ok'}
      value={treasury && <Amount value={treasury.custody.surplus} unit="CR" decimals={2} sign />}
      note={
        treasury ? (
          <>
            {t('tile.declared')} <Amount value={treasury.custody.declared} decimals={2} /> · {t('tile.required')}{' '}
            <Amount value={treasury.custody.required} decimals={2} />
          </>
        ) : undefined
      }
      definition={t('tile.custodyText')}
      asOf={treasury?.asOf}
      links={<Source path="/transparency/treasury" />}
    />
  )
}

function Fund({ treasury }: Pick<Given, 'treasury'>) {
  const t = useText('transparency')
  return (
    <Stat
      label={t('tile.fund')}
      value={treasury && <Amount value={treasury.fund} unit="CR" decimals={2} />}
      note={
        treasury ? (
          <>
            {t('tile.next')} <DateTime at={treasury.nextBuyback.startsAt} />
          </>
        ) : undefined
      }
      definition={t('tile.fundText')}
      asOf={treasury?.asOf}
      links={<Source path="/transparency/treasury" />}
    />
  )
}

function RunningWeek({ treasury }: Pick<Given, 'treasury'>) {
  const t = useText('transparency')
  return (
    <Stat
      label={t('tile.week')}
      value={treasury && <Amount value={treasury.week.profit} unit="CR" decimals="auto" tone="auto" />}
      note={
        treasury ? (
          <>
            {t('tile.revenue')} <Amount value={treasury.week.revenue} decimals={2} />
            {isZero(treasury.carriedLoss) ? null : (
              <>
                {' · '}
                {t('tile.carried')} <Amount value={treasury.carriedLoss} decimals={2} />
              </>
            )}
          </>
        ) : undefined
      }
      definition={t('tile.weekText')}
      asOf={treasury?.asOf}
      links={<Source path="/transparency/treasury" />}
    />
  )
}

function Journal() {
  const t = useText('transparency')
  const chain = useChain().data
  const hash = chain?.stateHash
  return (
    <Stat
      label={t('tile.journal')}
      value={chain && <Amount value={String(chain.sequence)} />}
      note={
        hash ? (
          <>
            {t('tile.stateHash', { sequence: hash.sequence })}{' '}
            <span className="-my-1.5 inline-flex items-center gap-1 align-middle">
              <code className="font-mono">{hash.hash.slice(0, 8)}…</code>
              <CopyButton text={hash.hash} />
            </span>
          </>
        ) : undefined
      }
      definition={t('tile.journalText')}
      asOf={chain?.asOf}
      links={<Source path="/transparency/chain" />}
    />
  )
}
