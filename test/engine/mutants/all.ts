/** Every planted bug, by the part of the economy that it breaks. */
import { callMutants } from './calls.ts'
import { creditMutants, parameterMutants } from './credits.ts'
import { keptMutants, keyMutants, miningMutants } from './keys.ts'
import { ledgerMutants } from './ledger.ts'
import { marginMutants } from './margin.ts'
import { markMutants } from './mark.ts'
import type { Mutant } from './mutant.ts'
import { orderMutants } from './orders.ts'
import { stakeMutants } from './stakes.ts'
import { waitingMutants } from './waiting.ts'
import { walletMutants } from './wallet.ts'
import { weekMutants } from './weeks.ts'

export const mutants: Readonly<Record<string, readonly Mutant[]>> = {
  ledger: ledgerMutants,
  calls: callMutants,
  keys: keyMutants,
  mining: miningMutants,
  kept: keptMutants,
  stakes: stakeMutants,
  orders: orderMutants,
  waiting: waitingMutants,
  wallet: walletMutants,
  margin: marginMutants,
  mark: markMutants,
  weeks: weekMutants,
  credits: creditMutants,
  parameters: parameterMutants,
}
