/** Collects every page of the filtered ledger and saves it as one CSV file. */
import Download from 'lucide-react/icons/download'
import { useState } from 'react'
import { call } from '../../../api/platform.ts'
import { useText } from '../../../i18n/index.ts'
import { Button } from '../../../ui/button.tsx'
import { told } from '../../../ui/toast.ts'
import { type Entry, entriesCsv } from './entries.ts'
import type { ledgerQuery } from './query.ts'

const PAGE = 200
/** One file has at most this many entries; a longer ledger is exported in parts by filter, and the notice says so. */
const MOST = 20_000

export function ExportButton({ query }: { query: ReturnType<typeof ledgerQuery> }) {
  const t = useText('wallet')
  const [count, setCount] = useState<number>()
  const save = async () => {
    setCount(0)
    try {
      const { entries, complete } = await everyEntry(query, setCount)
      saveFile(`ledger-${new Date().toISOString().slice(0, 10)}.csv`, entriesCsv(entries))
      if (complete) told.done(t('exported', { count: entries.length }))
      else told.note(t('exported', { count: entries.length }), t('exportCut'))
    } catch (error) {
      told.failed(error)
    } finally {
      setCount(undefined)
    }
  }
  return (
    <Button
      size="sm"
      onClick={() => void save()}
      disabled={count !== undefined}
      icon={<Download size={14} aria-hidden="true" />}
    >
      {count === undefined ? t('export') : t('exporting', { count })}
    </Button>
  )
}

async function everyEntry(query: ReturnType<typeof ledgerQuery>, progress: (count: number) => void) {
  const entries: Entry[] = []
  let cursor: string | null = null
  do {
    const page: { items: Entry[]; nextCursor: string | null } = await call('GET /ledger', {
      query: { ...query, limit: PAGE, ...(cursor === null ? {} : { cursor }) },
    })
    entries.push(...page.items)
    cursor = page.nextCursor
    progress(entries.length)
  } while (cursor !== null && entries.length < MOST)
  return { entries, complete: cursor === null }
}

function saveFile(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  URL.revokeObjectURL(url)
}
