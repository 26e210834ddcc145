/** What the twin keeps of a call that runs. */
import type { Services, Terms } from './prices.ts'

export interface Hold extends Terms {
  readonly callId: string
  readonly bootId: string
  /** When a job's time is up; undefined for a call that its boot ends. */
  readonly until: number | undefined
  readonly account: number
  readonly keyId: number | null
  readonly cardIds: readonly number[]
  readonly services: Services
  readonly maxCost: bigint | undefined
  readonly retryKey: string | undefined
  amount: bigint
  /** What of it is a champion's grant. */
  promo?: { readonly roundId: number; readonly amount: bigint }
}
