/** The K-line drawing on lightweight-charts: candles hollow up and filled down, volume under them at 20 %, marks. No React here. */
import {
  type CandlestickData,
  CandlestickSeries,
  ColorType,
  CrosshairMode,
  createChart,
  type HistogramData,
  HistogramSeries,
  type Time,
  type UTCTimestamp,
} from 'lightweight-charts'
import { type ChartColours, chartColours } from './colours.ts'
import { type ChartLine, linesOn } from './lines.ts'
import { type ChartMark, MarksOnTimeAxis } from './marks.ts'

export interface Candle {
  /** epoch milliseconds of the candle's start */
  time: number
  open: string
  high: string
  low: string
  close: string
  /** base asset traded */
  volume: string
}

export interface CandleDrawing {
  setLines(lines: readonly ChartLine[]): void
  setCandles(candles: readonly Candle[]): void
  setMarks(marks: readonly ChartMark[]): void
  repaint(): void
  dispose(): void
}

export interface DrawingOptions {
  locale: string
  priceDecimals: number
  /** the candle under the pointer, undefined when the pointer leaves */
  onHover: (time: number | undefined) => void
  /** the reader came within 20 candles of the oldest one */
  onNearStart: () => void
}

/** candles shown at first */
const FIRST_VIEW = 140

const seconds = (ms: number) => Math.floor(ms / 1000) as UTCTimestamp

function look(colours: ChartColours, locale: string) {
  return {
    layout: {
      background: { type: ColorType.Solid, color: colours.panel },
      textColor: colours.muted,
      fontFamily: 'InterVariable, sans-serif',
      fontSize: 12,
      attributionLogo: true,
    },
    grid: { vertLines: { color: colours.grid }, horzLines: { color: colours.grid } },
    rightPriceScale: { borderColor: colours.line, scaleMargins: { top: 0.08, bottom: 0.26 } },
    timeScale: { borderColor: colours.line, timeVisible: true, secondsVisible: false, rightOffset: 4 },
    crosshair: {
      mode: CrosshairMode.Normal,
      vertLine: { color: colours.muted, labelBackgroundColor: colours.muted },
      horzLine: { color: colours.muted, labelBackgroundColor: colours.muted },
    },
    localization: { locale },
  }
}

const VOLUME = {
  priceScaleId: 'volume',
  priceFormat: { type: 'volume' },
  lastValueVisible: false,
  priceLineVisible: false,
} as const

/** Mounts a chart that fills the element. */
export function drawCandles(element: HTMLElement, options: DrawingOptions): CandleDrawing {
  let colours = chartColours(element)
  const chart = createChart(element, { autoSize: true, ...look(colours, options.locale) })
  const price = chart.addSeries(CandlestickSeries, {
    ...candleLook(colours),
    priceFormat: { type: 'price', precision: options.priceDecimals, minMove: 10 ** -options.priceDecimals },
  })
  const lines = linesOn(price)
  const volume = chart.addSeries(HistogramSeries, VOLUME)
  chart.priceScale('volume').applyOptions({ scaleMargins: { top: 0.8, bottom: 0 } })
  const marks = new MarksOnTimeAxis()
  price.attachPrimitive(marks)
  let [shown, shownMarks]: [readonly Candle[], readonly ChartMark[]] = [[], []]

  /** Rising candles are hollow: the price's own line and label take the border's colour instead of the body's. */
  const colourPrice = () => {
    const last = shown.at(-1)
    const priceLineColor = last === undefined || Number(last.close) >= Number(last.open) ? colours.up : colours.down
    if (price.options().priceLineColor !== priceLineColor) price.applyOptions({ priceLineColor })
  }
  const setAll = () => {
    price.setData(shown.map(bar))
    volume.setData(shown.map((candle) => column(candle, colours)))
    colourPrice()
  }

  chart.subscribeCrosshairMove((event) =>
    options.onHover(event.time === undefined ? undefined : Number(event.time) * 1000),
  )
  chart.timeScale().subscribeVisibleLogicalRangeChange((range) => {
    if (range && range.from < 20 && shown.length > 0) options.onNearStart()
  })

  return {
    setCandles(candles) {
      const before = shown
      shown = candles
      const tail = before.length - 1
      if (tail < 0 || changedFrom(before, candles) < tail || candles.length - tail > 50) {
        setAll()
        if (before.length === 0 && candles.length > 0)
          chart
            .timeScale()
            .setVisibleLogicalRange({ from: Math.max(0, candles.length - FIRST_VIEW), to: candles.length + 4 })
        return
      }
      for (const candle of candles.slice(tail)) {
        price.update(bar(candle))
        volume.update(column(candle, colours))
      }
      colourPrice()
    },
    setMarks(next) {
      shownMarks = next
      marks.show(next, colours)
    },
    setLines(next) {
      lines.show(next, colours)
    },
    repaint() {
      colours = chartColours(element)
      chart.applyOptions(look(colours, options.locale))
      price.applyOptions(candleLook(colours))
      setAll()
      marks.show(shownMarks, colours)
      lines.repaint(colours)
    },
    dispose: () => chart.remove(),
  }
}

const bar = (candle: Candle): CandlestickData<Time> => ({
  time: seconds(candle.time),
  open: Number(candle.open),
  high: Number(candle.high),
  low: Number(candle.low),
  close: Number(candle.close),
})

const column = (candle: Candle, colours: ChartColours): HistogramData<Time> => ({
  time: seconds(candle.time),
  value: Number(candle.volume),
  color: Number(candle.close) >= Number(candle.open) ? colours.upVolume : colours.downVolume,
})

function candleLook(colours: ChartColours) {
  return {
    upColor: colours.panel,
    borderUpColor: colours.up,
    wickUpColor: colours.up,
    downColor: colours.down,
    borderDownColor: colours.down,
    wickDownColor: colours.down,
    borderVisible: true,
  }
}

/** Index of the first candle that is not what it was. The library updates only the last one; earlier ones need all data again. */
function changedFrom(before: readonly Candle[], after: readonly Candle[]): number {
  const same = (a: Candle, b: Candle | undefined) =>
    a === b || (a.time === b?.time && a.close === b.close && a.volume === b.volume && a.open === b.open)
  const index = before.findIndex((candle, at) => !same(candle, after[at]))
  return index < 0 ? before.length : index
}
