/** The ledger's filters as they stand in the address, and the request they make. */
import { kinds } from './entries.ts'

export const LEDGER_DEFAULTS = { asset: 'all', kind: 'all', purpose: '', ref: '' }
export type LedgerFilters = typeof LEDGER_DEFAULTS

/** The part of the request that the filters make; unknown values in the address count as "all". */
export function ledgerQuery({ asset, kind, purpose, ref }: LedgerFilters) {
  return {
    ...(asset === 'CR' || asset === 'LCO' ? { asset: asset as 'CR' | 'LCO' } : {}),
    ...(kinds.some((known) => known === kind) ? { kind } : {}),
    ...(/^[a-z-]{1,32}$/.test(purpose) ? { purpose } : {}),
    ...(/^[\w.:-]{1,64}$/.test(ref) ? { ref } : {}),
  }
}
