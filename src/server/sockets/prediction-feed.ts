/** The public channel of prediction markets: figures of those that are not settled, and of each that changes. From events alone. */
import type { PredictionFigures } from '../../contract/prediction-records.ts'
import type { Event } from '../../engine/event.ts'
import type { MarketId, PredictionView } from '../../engine/prediction-types.ts'
import { predictionViews } from '../../engine/views.ts'
import type { RouteDeps } from '../ports.ts'
import { wireFigures } from '../render/prediction.ts'
import { Feed } from './feed.ts'

const KEEP = 300

export async function openPredictions({ core }: Pick<RouteDeps, 'core'>) {
  const first = await core.read((engine) => ({ seq: engine.seq, views: predictionViews(engine) }))
  const live = new Map<MarketId, PredictionView>(first.views.map((view) => [view.marketId, view]))
  const changed = new Map<MarketId, PredictionView>()
  const snapshot = (): PredictionFigures[] => [...live.values()].map(wireFigures)
  const feed = new Feed({ name: 'predictions', firstSeq: first.seq, keep: KEEP, snapshot })
  const take = (view: PredictionView): void => {
    changed.set(view.marketId, view)
    if (view.dueAt === null) live.delete(view.marketId)
    else live.set(view.marketId, view)
    feed.changed()
  }
  return {
    feed,
    take(event: Event, seq: number): void {
      if (seq <= first.seq) return
      if (event.type === 'prediction.changed') take(event.market)
      if (event.type !== 'prediction.bet') return
      const before = live.get(event.marketId)
      const { cost, yes, no, yesPpm, stakedYes, stakedNo, bets } = event
      if (before) take({ ...before, cost, yes, no, yesPpm, stakedYes, stakedNo, bets })
    },
    flush(): void {
      if (changed.size === 0) return
      feed.publish([...changed.values()].map(wireFigures))
      changed.clear()
    },
  }
}
