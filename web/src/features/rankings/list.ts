/** Order, shares and changes of the ranking. No components. */
import type { Answer } from '../../api/platform.ts'

export type Ranking = Answer<'GET /rankings'>
export type Rank = Ranking['items'][number]

export const SPANS = ['24h', '7d', '30d'] as const
export type Span = (typeof SPANS)[number]
export const spanOf = (text: string): Span => SPANS.find((span) => span === text) ?? '7d'

export const MEASURES = ['calls', 'tokens'] as const
export type Measure = (typeof MEASURES)[number]
export const measureOf = (text: string): Measure => MEASURES.find((measure) => measure === text) ?? 'calls'

type Use = Pick<Rank, 'calls' | 'inputTokens' | 'outputTokens'>

export const figureOf = (use: Use, measure: Measure): number =>
  measure === 'calls' ? use.calls : use.inputTokens + use.outputTokens

export interface Place {
  readonly place: number
  readonly rank: Rank
  /** 0…1 of all */
  readonly share: number
  /** per cent with two decimals and sign; undefined where nothing was before */
  readonly change: string | undefined
}

/** The largest first; equal ones stand in the order of their names. */
export function places({ items, total }: Pick<Ranking, 'items' | 'total'>, measure: Measure): readonly Place[] {
  const all = figureOf(total, measure)
  return [...items]
    .sort((a, b) => figureOf(b, measure) - figureOf(a, measure) || (a.model < b.model ? -1 : 1))
    .map((rank, index) => {
      const [now, before] = [figureOf(rank, measure), figureOf(rank.before, measure)]
      return {
        place: index + 1,
        rank,
        share: all === 0 ? 0 : now / all,
        change: before === 0 ? undefined : (((now - before) / before) * 100).toFixed(2),
      }
    })
}
