/** Tells whose tier has become another: at once when stake goes, and at the instant from which a rise counts. What calls pay by is worked out anew for each of them. */
import type { Millis } from '../../base/money.ts'
import type { AccountId } from '../ledger/chart.ts'
import type { Out } from '../out.ts'
import type { ParameterValues } from '../parameters.ts'
import type { Staking } from './staking.ts'
import { nextStep, tierOf } from './tiers.ts'

interface Telling {
  readonly staking: Staking
  readonly out: Out
  readonly parameters: ParameterValues
}

/** After its stake has changed. When stakes or delay of the tiers are changed, it is told with its next change, or when its rise would have come. */
export function tellTier({ staking, out, parameters }: Telling, account: AccountId, at: Millis): void {
  const tier = tierOf(staking.effective(account, at, parameters['stake.upgradeDelay']), parameters)
  const before = staking.toldTier(account)
  if (tier !== before) out.emit({ type: 'tier.changed', account, before, tier, at })
  staking.tell({ account, tier, riseAt: nextStep(staking.history(account), at, parameters) ?? null })
}

/** The rise that is due next. */
export function tellRise(telling: Telling, at: Millis): void {
  const account = telling.staking.nextToRise()
  if (account !== undefined) tellTier(telling, account, at)
}
