/** The K-line with made-up candles, for looking at it in development. */
import { useMemo } from 'react'
import { CandleChart } from '../../ui/chart/candle-chart.tsx'
import type { Candle } from '../../ui/chart/draw.ts'
import { Section } from '../../ui/page.tsx'

export function GalleryChart() {
  const candles = useMemo(madeUp, [])
  const at = (index: number) => Math.floor((candles[index]?.time ?? 0) / 1000)
  return (
    <Section flush>
      <CandleChart
        className="h-105"
        candles={candles}
        priceDecimals={5}
        marks={[
          ...[100, 102, 104, 106, 108].map((index) => ({ time: at(index), kind: 'buyback' as const, text: '' })),
          { time: at(109), kind: 'burn' as const, text: '649.9 LCO' },
        ]}
      />
    </Section>
  )
}

function madeUp(): Candle[] {
  const start = Math.floor(Date.now() / 3_600_000) * 3_600_000 - 119 * 3_600_000
  let price = 0.1
  let seed = 7
  const next = () => {
    seed = (seed * 16807) % 2147483647
    return seed / 2147483647
  }
  return Array.from({ length: 120 }, (_, index) => {
    const open = price
    price = Math.max(0.02, price * (1 + (next() - 0.47) * 0.05))
    const high = Math.max(open, price) * (1 + next() * 0.01)
    const low = Math.min(open, price) * (1 - next() * 0.01)
    return {
      time: start + index * 3_600_000,
      open: open.toFixed(5),
      high: high.toFixed(5),
      low: low.toFixed(5),
      close: price.toFixed(5),
      volume: (next() * 5000).toFixed(1),
    }
  })
}
