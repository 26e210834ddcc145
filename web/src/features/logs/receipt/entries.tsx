/** The ledger entries of the call: every leg, exactly as booked. */
import type { LedgerEntry } from '../../../../../src/contract/ledger.ts'
import { hasText, useText } from '../../../i18n/index.ts'
import { Amount } from '../../../ui/amount.tsx'
import { Part } from './paper.tsx'

export function Entries({ entries }: { entries: readonly LedgerEntry[] }) {
  const t = useText('logs')
  if (entries.length === 0) return null
  return (
    <Part title={t('entries.title')}>
      <ol className="flex flex-col gap-2.5">
        {entries.map((entry) => (
          <li key={entry.entryId} className="print:break-inside-avoid">
            <div className="flex items-baseline justify-between gap-4 text-12">
              <span className="font-medium">
                <Kind kind={entry.kind} />
              </span>
              <span className="num font-mono text-muted">#{entry.entryId}</span>
            </div>
            <ul>
              {entry.postings.map((posting, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: one account may appear twice and the list never changes
                <li key={index} className="flex items-baseline justify-between gap-3 font-mono text-12 text-muted">
                  <span className="min-w-0 break-all">{posting.account.replace(/:(CR|LCO)$/, '')}</span>
                  <Amount value={posting.amount} unit={posting.asset} sign className="shrink-0 text-13 text-text" />
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ol>
    </Part>
  )
}

function Kind({ kind }: { kind: string }) {
  const t = useText('logs')
  const name = kind.replace('.', '-')
  return <>{hasText(`logs:entries.kind.${name}`) ? t(`entries.kind.${name}`) : kind}</>
}
