/** The emission curve in whole numbers, written from docs/concepts/economy.md §4 and not from the engine: who verifies must not trust what is verified. */

const ERAS = 10n
/** 1e-8 LCO that each era mints. */
const ERA_UNITS = 100_000_000_000_000n
/** µCR of era 0; era k takes 2^k times as many. */
const ERA0_MICRO = 100_000_000_000n

const eraStart = (era: bigint): bigint => ERA0_MICRO * (2n ** era - 1n)

/** The era in which the next µCR mines; 10 once everything is mined. */
export function eraAt(x: bigint): bigint {
  let era = 0n
  while (era < ERAS && x >= eraStart(era + 1n)) era += 1n
  return era
}

/** 1e-8 LCO minted after X eligible µCR. */
export function mintedAt(x: bigint): bigint {
  const era = eraAt(x)
  return era === ERAS ? ERAS * ERA_UNITS : era * ERA_UNITS + ((x - eraStart(era)) * 1000n) / 2n ** era
}

export const minedBy = (x: bigint, paid: bigint): bigint => mintedAt(x + paid) - mintedAt(x)
