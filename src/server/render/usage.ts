/** Sums of calls as the wire shows them. */
import { formatCredits, formatLco } from '../../base/decimal.ts'
import type { UsageSum } from '../../history/queries/usage.ts'
import { picoCeilText } from './amounts.ts'

export function wireSum(sum: UsageSum) {
  return {
    calls: sum.calls,
    failed: sum.failed,
    inputTokens: sum.inputTokens,
    cachedTokens: sum.cachedTokens,
    outputTokens: sum.outputTokens,
    list: picoCeilText(sum.listPico),
    spent: formatCredits(sum.spent),
    mined: formatLco(sum.mined),
    latencyMs: sum.latencyMs,
    firstTokenMs: sum.firstTokenMs,
  }
}
