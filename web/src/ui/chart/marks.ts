/** Buyback slices as small gold ticks on the time axis, burns as a gold dot with the amount: drawn over the candles. */
import type {
  IChartApi,
  IPrimitivePaneRenderer,
  IPrimitivePaneView,
  ISeriesPrimitive,
  SeriesAttachedParameter,
  Time,
  UTCTimestamp,
} from 'lightweight-charts'

export interface ChartMark {
  /** epoch seconds, the start of a candle */
  time: number
  kind: 'buyback' | 'burn'
  /** amount with unit, shown beside a burn's dot */
  text: string
}

type Target = Parameters<IPrimitivePaneRenderer['draw']>[0]

export class MarksOnTimeAxis implements ISeriesPrimitive<Time> {
  private chart: IChartApi | undefined
  private redraw: (() => void) | undefined
  private marks: readonly ChartMark[] = []
  private colour = ''
  private text = ''
  private readonly view: IPrimitivePaneView = {
    zOrder: () => 'top',
    renderer: () => ({ draw: (target) => this.draw(target) }),
  }

  attached({ chart, requestUpdate }: SeriesAttachedParameter<Time>): void {
    this.chart = chart as IChartApi
    this.redraw = requestUpdate
  }

  detached(): void {
    this.chart = undefined
    this.redraw = undefined
  }

  paneViews(): readonly IPrimitivePaneView[] {
    return [this.view]
  }

  show(marks: readonly ChartMark[], colours: { gold: string; text: string }): void {
    this.marks = marks
    this.colour = colours.gold
    this.text = colours.text
    this.redraw?.()
  }

  private draw(target: Target): void {
    const scale = this.chart?.timeScale()
    if (!scale) return
    // biome-ignore lint/correctness/useHookAtTopLevel: the chart library's method, not a React hook
    target.useMediaCoordinateSpace(({ context, mediaSize }) => {
      context.fillStyle = this.colour
      context.font = '12px InterVariable, sans-serif'
      context.textBaseline = 'middle'
      for (const mark of this.marks) {
        const x = scale.timeToCoordinate(mark.time as UTCTimestamp)
        if (x === null || x < 0 || x > mediaSize.width) continue
        if (mark.kind === 'buyback') {
          context.fillRect(Math.round(x) - 1, mediaSize.height - 7, 2, 7)
          continue
        }
        context.beginPath()
        context.arc(x, mediaSize.height - 15, 4, 0, 2 * Math.PI)
        context.fill()
        const width = context.measureText(mark.text).width
        const right = x + 10 + width < mediaSize.width
        context.fillStyle = this.text
        context.textAlign = right ? 'left' : 'right'
        context.fillText(mark.text, right ? x + 8 : x - 8, mediaSize.height - 15)
        context.fillStyle = this.colour
      }
    })
  }
}
