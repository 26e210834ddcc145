/** The same on a phone: bars under each other, each as wide as its share of the revenue. */
import { ratio, toDrawing } from '../../amount/decimal.ts'
import { Amount } from '../amount.tsx'
import type { FlowAmounts } from './layout.ts'
import type { Stage } from './stages.ts'

const fillOf = (key: string): string =>
  key === 'revenue' ? 'bg-text' : key === 'profit' || key === 'war' ? 'bg-accent' : 'bg-gold'

export function FlowList({ stages, amounts }: { stages: readonly Stage[]; amounts: FlowAmounts }) {
  const spent = ratio(amounts.spent, amounts.revenue)
  const share = ({ value, unit }: Stage) =>
    unit === 'CR' ? ratio(value, amounts.revenue) : ratio(value, amounts.bought) * spent
  return (
    <ol className="flex flex-col gap-3">
      {stages.map((stage) => (
        <li key={stage.key}>
          <div className="flex items-baseline justify-between gap-3 text-13">
            <span className="text-muted">{stage.label}</span>
            <Amount value={stage.value} unit={stage.unit} decimals={2} className="font-semibold" />
          </div>
          <div className="mt-1 h-2 overflow-hidden rounded-full bg-line/60">
            <div
              className={`h-full ${fillOf(stage.key)}`}
              style={{ width: `${Math.min(100, share(stage) * 100)}%`, minWidth: toDrawing(stage.value) > 0 ? 2 : 0 }}
            />
          </div>
        </li>
      ))}
    </ol>
  )
}
