/** Products with a kill switch, in the order they are listed. Equal to the contract's list (tested). */
import type { ProductName } from '../../../../../src/contract/system.ts'

export type { ProductName }
export const productNames = [
  'relay',
  'mining',
  'trading',
  'borrowing',
  'prediction',
  'launchpad',
  'governance',
] as const satisfies readonly ProductName[]
