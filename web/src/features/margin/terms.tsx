/** The numbers of the rules as they are now: leverage, levels, penalty, shares of LCO, and whether anything is lent. */
import { useText } from '../../i18n/index.ts'
import { Amount } from '../../ui/amount.tsx'
import { Badge } from '../../ui/badge.tsx'
import { Facts } from '../../ui/page.tsx'
import { useNow } from '../../ui/time.tsx'
import { bpsText, levelText, leverageText } from './figures.ts'
import type { MarginLimits } from './use-margin.ts'

export function Terms({ limits }: { limits: MarginLimits }) {
  const t = useText('margin-page')
  const rows = [
    ['state', <State key="state" limits={limits} />],
    ['mark', <Amount key="mark" value={limits.mark ?? undefined} unit="CR" />],
    ['leverage', leverageText(limits.leverageBps)],
    ['call', levelText(limits.callLevelBps)],
    ['close', levelText(limits.closeLevelBps)],
    ['target', levelText(limits.targetLevelBps)],
    ['penalty', bpsText(limits.penaltyBps)],
    ['out', levelText(limits.outLevelBps)],
    ['share', bpsText(limits.lco.shareBps)],
    ['version', limits.terms],
  ] as const
  return <Facts items={rows.map(([key, value]) => ({ key, label: t(`terms.${key}`), value }))} />
}

function State({ limits: { borrowing, live, lendsFrom } }: { limits: MarginLimits }) {
  const t = useText('margin-page')
  const now = useNow()
  if (!borrowing) return <Badge tone="danger">{t('state.off')}</Badge>
  if (!live) return <Badge tone="warn">{t('state.frozen')}</Badge>
  if (lendsFrom === null || lendsFrom > now) return <Badge tone="warn">{t('state.young')}</Badge>
  return <Badge tone="ok">{t('state.lends')}</Badge>
}
