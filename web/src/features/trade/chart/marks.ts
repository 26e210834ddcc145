/** Buyback slices and burns as marks on candles. Drawing them is ui/chart's job. */

import { addDecimal } from '../../../amount/decimal.ts'
import type { Candle } from '../../../ui/chart/draw.ts'
import type { ChartMark } from '../../../ui/chart/marks.ts'
import { candleAt } from './candles.ts'

export interface WireMark {
  kind: 'buyback' | 'burn'
  at: number
  lco: string
}

/** One tick a candle however many slices it holds; burns of one candle are added up. What lies before the first candle is left out. */
export function chartMarks(
  marks: readonly WireMark[],
  candles: readonly Candle[],
  amountText: (lco: string) => string,
): ChartMark[] {
  const slices = new Set<number>()
  const burns = new Map<number, string>()
  for (const mark of marks) {
    const time = candleAt(candles, mark.at)
    if (time === undefined) continue
    if (mark.kind === 'buyback') slices.add(time)
    else burns.set(time, addDecimal(burns.get(time) ?? '0', mark.lco))
  }
  const seconds = (time: number) => Math.floor(time / 1000)
  return [
    ...[...slices].map((time): ChartMark => ({ time: seconds(time), kind: 'buyback', text: '' })),
    ...[...burns].map(([time, lco]): ChartMark => ({ time: seconds(time), kind: 'burn', text: amountText(lco) })),
  ].sort((a, b) => a.time - b.time)
}
