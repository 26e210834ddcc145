/** The waiting times of staking as texts need them. */
import type { Stake } from './ladder.ts'

export const delaysOf = ({ upgradeDelayMs, unbondingMs }: Pick<Stake, 'upgradeDelayMs' | 'unbondingMs'>) => ({
  hours: upgradeDelayMs / 3_600_000,
  days: unbondingMs / 86_400_000,
})
