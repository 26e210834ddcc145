/** Prices that matter to the reader as lines over the whole chart. What they mean is the caller's. */
import { type AutoscaleInfo, type IPriceLine, type ISeriesApi, LineStyle } from 'lightweight-charts'
import type { ChartColours } from './colours.ts'

/** A price that matters to the reader, as a line over the whole width. */
export interface ChartLine {
  key: string
  price: number
  title: string
  tone: 'up' | 'down' | 'accent'
  /** drawn faint: not sent yet, or standing by */
  dashed: boolean
  /** the scale makes room for it */
  seen: boolean
}

export interface LinesOnChart {
  show(lines: readonly ChartLine[], colours: ChartColours): void
  repaint(colours: ChartColours): void
}

export function linesOn(series: ISeriesApi<'Candlestick'>): LinesOnChart {
  let shown: readonly ChartLine[] = []
  let drawn: IPriceLine[] = []
  // The library scales by candles alone: a line that must be seen widens what they need.
  series.applyOptions({
    autoscaleInfoProvider: (candlesOnly: () => AutoscaleInfo | null) => {
      const info = candlesOnly()
      const prices = shown.filter(({ seen }) => seen).map(({ price }) => price)
      if (!info?.priceRange || prices.length === 0) return info
      const { minValue, maxValue } = info.priceRange
      return {
        ...info,
        priceRange: { minValue: Math.min(minValue, ...prices), maxValue: Math.max(maxValue, ...prices) },
      }
    },
  })
  const repaint = (colours: ChartColours) => {
    for (const line of drawn) series.removePriceLine(line)
    drawn = shown.map(({ price, title, tone, dashed }) =>
      series.createPriceLine({
        ...{ price, title, lineWidth: 1, axisLabelVisible: true },
        color: colours[tone],
        lineStyle: dashed ? LineStyle.Dashed : LineStyle.Dotted,
      }),
    )
  }
  return {
    repaint,
    show(lines, colours) {
      shown = lines
      repaint(colours)
    },
  }
}
