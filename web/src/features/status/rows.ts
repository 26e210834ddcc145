/** The rows of the models' table: a model, whether a channel serves it, its days. No components. */
import type { Model } from '../../../../src/contract/models.ts'
import type { Answer } from '../../api/platform.ts'
import { type Day, everyDay } from '../../parts/uptime-days.ts'

export interface ModelRow {
  readonly model: string
  readonly vendor: string | null
  readonly available: boolean
  readonly firstTokenMs: number | null
  readonly days: readonly Day[]
}

/** Those whose name or vendor holds all words of the search, in the order of the price list; each name once. */
export function modelRows(models: readonly Model[], uptime: Answer<'GET /uptime'>, search: string): ModelRow[] {
  const known = new Map(uptime.items.map((item) => [item.model, item]))
  const words = search.normalize('NFKC').toLowerCase().split(/\s+/)
  const rows = models.map(({ model, vendor, available, stats }) => ({
    model,
    vendor,
    available,
    firstTokenMs: stats.firstTokenMs,
    days: everyDay(known.get(model) ?? { days: [] }, uptime.from, uptime.asOf),
  }))
  const named = new Map(rows.map((row) => [row.model, row]))
  return [...named.values()].filter(({ model, vendor }) => {
    const text = `${model} ${vendor ?? ''}`.toLowerCase()
    return words.every((word) => text.includes(word))
  })
}
