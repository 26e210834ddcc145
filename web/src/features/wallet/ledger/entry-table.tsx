/** Ledger entries as a table: one row an entry, one line a posting, CR and LCO each lined up at the point. */
import { hasText, type Text, useText } from '../../../i18n/index.ts'
import { Amount } from '../../../ui/amount.tsx'
import { Link } from '../../../ui/link.tsx'
import { type Column, Table } from '../../../ui/table.tsx'
import { DateTime } from '../../../ui/time.tsx'
import { arranged, type Entry, kindKey } from './entries.ts'

export function EntryTable({ entries, label }: { entries: readonly Entry[]; label: string }) {
  const t = useText('wallet')
  const columns: Column<Entry>[] = [
    {
      key: 'time',
      header: t('column.time'),
      className: TOP,
      width: '170px',
      card: 'line',
      folds: 2,
      cell: (entry) => <DateTime at={entry.at} detail="second" className="text-13 text-muted" />,
    },
    { key: 'kind', header: t('column.entry'), className: TOP, card: 'title', cell: (entry) => <Kind entry={entry} /> },
    ...tableLines(t),
    cardLines(t),
    {
      key: 'id',
      header: t('column.id'),
      align: 'right',
      className: TOP,
      folds: 1,
      card: 'hidden',
      cell: (entry) => <span className="text-13 text-muted">{entry.entryId}</span>,
    },
  ]
  return <Table label={label} columns={columns} rows={entries} rowKey={(entry) => entry.entryId} />
}

const TOP = 'py-2 align-top'

/** One line a posting in each of three columns: account, CR, LCO. */
const tableLines = (t: Text): Column<Entry>[] => [
  {
    key: 'account',
    only: 'rows',
    header: t('column.account'),
    className: TOP,
    cell: (entry) => (
      <Lines entry={entry}>{({ purpose }) => <span className="text-muted">{t(`account.${purpose}`)}</span>}</Lines>
    ),
  },
  {
    key: 'cr',
    only: 'rows',
    header: 'CR',
    align: 'right',
    className: TOP,
    cell: (entry) => <Lines entry={entry}>{amountIn('CR')}</Lines>,
  },
  {
    key: 'lco',
    only: 'rows',
    header: 'LCO',
    align: 'right',
    className: TOP,
    cell: (entry) => <Lines entry={entry}>{amountIn('LCO')}</Lines>,
  },
]

/** On a card the account and its amount share a line. */
const cardLines = (t: Text): Column<Entry> => ({
  key: 'lines',
  only: 'cards',
  header: <span className="sr-only">{t('column.account')}</span>,
  cell: (entry) => (
    <Lines entry={entry}>
      {({ purpose, asset, amount }) => (
        <span className="flex justify-between gap-3">
          <span className="text-muted">{t(`account.${purpose}`)}</span>
          <Amount value={amount} unit={asset} sign />
        </span>
      )}
    </Lines>
  ),
})

const amountIn = (asset: 'CR' | 'LCO') => (posting: Entry['postings'][number]) =>
  posting.asset === asset ? <Amount value={posting.amount} sign /> : <span aria-hidden="true">&nbsp;</span>

function Lines({
  entry,
  children,
}: {
  entry: Entry
  children: (posting: Entry['postings'][number]) => React.ReactNode
}) {
  return (
    <span className="flex flex-col text-13 leading-5">
      {arranged(entry.postings).map((posting) => (
        <span key={`${posting.account}${posting.amount}`} className="min-h-5 whitespace-nowrap">
          {children(posting)}
        </span>
      ))}
    </span>
  )
}

function Kind({ entry }: { entry: Entry }) {
  const t = useText('wallet')
  const key = kindKey(entry.kind)
  const name = hasText(`wallet:kind.${key}`) ? t(`kind.${key}`) : entry.kind
  return (
    <span className="flex flex-col leading-5">
      <span className="text-13 font-medium">{name}</span>
      <Reference entry={entry} />
    </span>
  )
}

/** The call's receipt, or the other entries of the same order or trade. */
function Reference({ entry }: { entry: Entry }) {
  const t = useText('wallet')
  const { kind, ref } = entry
  if (!ref || !/^(call|mine|order|trade|buyback|topup)/.test(kind)) return null
  const isCall = kind.startsWith('call.') || kind === 'mine'
  const look = 'truncate max-w-[22ch] text-12 text-muted hover:text-text hover:underline underline-offset-2'
  return isCall ? (
    <Link to={`/logs/${encodeURIComponent(ref)}`} className={look} title={t('openReceipt')}>
      {ref}
    </Link>
  ) : (
    <Link to="/wallet" search={{ tab: 'ledger', ref }} className={look} title={t('openReference')}>
      {hasText(`wallet:reference.${kindKey(kind)}`) ? t(`reference.${kindKey(kind)}`, { ref }) : ref}
    </Link>
  )
}
