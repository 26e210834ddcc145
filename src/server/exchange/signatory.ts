/** Who is behind a signed request. How that is proven is signature.ts. */
import type { KeyId } from '../../engine/command.ts'
import type { AccountId } from '../../engine/ledger/chart.ts'

/** Who signs: an account by one of its keys. */
export interface Signatory {
  readonly account: AccountId
  readonly keyId: KeyId
  /** Hash of the key, by which it is found again. */
  readonly hash: string
  readonly apiKey: string
  readonly address: string
  readonly mayTrade: boolean
}
