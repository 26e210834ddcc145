/** Search, basis and order of the price list. No components. */
import type { Model } from '../../../../src/contract/models.ts'
import type { BucketName } from '../../../../src/contract/rates.ts'
import { compareDecimal } from '../../amount/decimal.ts'
import { firstRate } from '../../parts/rates.ts'
import type { Sort } from '../../ui/table.tsx'

/** Whose price is shown. */
export const BASES = ['yours', 'list', 'whale', 'net'] as const
export type Basis = (typeof BASES)[number]

/** As they stand in the URL; '' is "all". */
export const NO_FILTERS = { q: '', kind: '', basis: 'yours', sort: 'model.asc' }
export type ModelFilters = typeof NO_FILTERS

/** A basis the page does not know, or "yours" for a visitor who has no tier, is the list price. */
export function basisOf(asked: string, visitor: boolean): Basis {
  const known = BASES.find((basis) => basis === asked)
  return known === undefined || (visitor && known === 'yours') ? 'list' : known
}

export function sortOf(asked: string): Sort {
  const [key = 'model', direction] = asked.split('.')
  return { key, direction: direction === 'desc' ? 'desc' : 'asc' }
}

export const priceOf = (model: Model, basis: Basis, bucket: BucketName): string | undefined =>
  firstRate(model[basis], bucket)

export function matches(model: Model, { q, kind }: Pick<ModelFilters, 'q' | 'kind'>): boolean {
  const words = q.normalize('NFKC').toLowerCase().split(/\s+/)
  const text = `${model.model} ${model.vendor ?? ''} ${model.kind}`.toLowerCase()
  return (kind === '' || model.kind === kind) && words.every((word) => text.includes(word))
}

/** Models without a figure come last in both directions; equal ones stay in the order of their names. */
export function sorted(models: readonly Model[], sort: Sort, basis: Basis): Model[] {
  const sign = sort.direction === 'asc' ? 1 : -1
  const byName = (a: Model, b: Model) => (a.model < b.model ? -1 : a.model > b.model ? 1 : 0)
  return [...models].sort((a, b) => {
    if (sort.key === 'model') return sign * byName(a, b)
    const [x, y] = [figure(a, sort.key, basis), figure(b, sort.key, basis)]
    if (x === undefined || y === undefined) return x === y ? byName(a, b) : x === undefined ? 1 : -1
    return sign * compareDecimal(x, y) || byName(a, b)
  })
}

function figure(model: Model, key: string, basis: Basis): string | undefined {
  if (key === 'input' || key === 'cacheRead' || key === 'output') return priceOf(model, basis, key)
  const counts: { readonly [key: string]: number | null } = {
    context: model.contextLength,
    success: model.stats.successBps,
    firstToken: model.stats.firstTokenMs,
  }
  const count = counts[key]
  return count === null || count === undefined ? undefined : String(count)
}
