/** The last 30 days in five figures. */
import type { Answer } from '../../api/platform.ts'
import { useLanguage, useText } from '../../i18n/index.ts'
import { Amount } from '../../ui/amount.tsx'
import { Sparkline } from '../../ui/sparkline.tsx'
import { Stat, StatRow } from '../../ui/stat.tsx'
import { daysOf } from './days.ts'

type Usage = Answer<'GET /usage'>

export function Sums({ usage }: { usage: Usage }) {
  const t = useText('dashboard')
  const { locale } = useLanguage()
  const { total } = usage
  const days = daysOf(usage)
  const count = (value: number) => value.toLocaleString(locale)
  const compact = (value: number) =>
    new Intl.NumberFormat(locale, { notation: 'compact', maximumFractionDigits: 1 }).format(value)
  return (
    <StatRow min={170}>
      <Stat
        label={t('spent')}
        definition={t('spentText')}
        value={<Amount value={total.spent} unit="CR" decimals="auto" />}
        note={<Sparkline tone="accent" width={120} values={days.map(({ spent }) => Number(spent))} />}
      />
      <Stat
        label={t('mined')}
        definition={t('minedText')}
        tone="gold"
        value={<Amount value={total.mined} unit="LCO" decimals="auto" />}
        note={<Sparkline tone="gold" width={120} values={days.map(({ mined }) => Number(mined))} />}
      />
      <Stat
        label={t('calls')}
        value={<span className="num">{count(total.calls)}</span>}
        note={t('failed', { count: total.failed })}
        definition={t('failedText')}
      />
      <Stat
        label={t('tokens')}
        value={<span className="num">{compact(total.inputTokens + total.outputTokens)}</span>}
        note={t('tokensSplit', { input: compact(total.inputTokens), output: compact(total.outputTokens) })}
      />
      <Stat
        label={t('firstToken')}
        definition={t('firstTokenText')}
        value={total.firstTokenMs === null ? '–' : <Milliseconds value={total.firstTokenMs} />}
        note={total.latencyMs === null ? undefined : t('wholeCall', { ms: count(total.latencyMs) })}
      />
    </StatRow>
  )
}

function Milliseconds({ value }: { value: number }) {
  const { locale } = useLanguage()
  return (
    <span className="num">
      {value.toLocaleString(locale)}
      <span className="ml-1 text-[0.8em] font-normal text-muted">ms</span>
    </span>
  )
}
