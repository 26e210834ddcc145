/** What a stored response is, and the store of them as the rest of the relay sees it. The SQL is in store.ts. */
import type { Credits } from '../../base/money.ts'
import type { KeyId } from '../../engine/command.ts'
import type { AccountId } from '../../engine/ledger/chart.ts'
import type { JsonObject } from '../body/parse.ts'

export type ResponseStatus = 'queued' | 'in_progress' | 'completed' | 'incomplete' | 'failed' | 'cancelled'

export interface StoredItem {
  readonly item: JsonObject
  /** Who thought it, of thoughts that were made here; see items.ts. */
  readonly maker?: string
}

export interface StoredResponse {
  readonly id: string
  readonly account: AccountId
  /** The response that it goes on from. */
  readonly previousId: string | null
  readonly status: ResponseStatus
  /** As callers see it. */
  readonly body: JsonObject
  /** The items that its own request added, each with an id. */
  readonly input: readonly StoredItem[]
  /** Who answered. '' while nobody has. */
  readonly maker: string
  /** UTC milliseconds. */
  readonly createdAt: number
  readonly expiresAt: number
}

/** A response that is made in the background, until its bill is settled. */
export interface ResponseRun {
  readonly response: StoredResponse
  /** null: the web app's session. */
  readonly keyId: KeyId | null
  /** Body of the request, as it came. */
  readonly request: Buffer
  readonly canceled: boolean
  /** The call that has made it; undefined until one has. */
  readonly madeBy: string | undefined
  /** The most it may cost, where the caller has set that. */
  readonly maxCost: Credits | undefined
  /** The caller's Idempotency-Key. */
  readonly retryKey: string | undefined
}

export type RunName = Pick<StoredResponse, 'account' | 'id'>

export interface NewRun {
  readonly response: StoredResponse
  readonly keyId: KeyId | null
  readonly request: Buffer
  /** The caller's Idempotency-Key with the hash of what it was sent with. */
  readonly retry: { readonly key: string; readonly hash: string } | undefined
  readonly maxCost: Credits | undefined
}

export interface ResponseStore {
  /** New, or in place of one with the same id; those of the account that expire first make room. */
  put(response: StoredResponse): Promise<void>
  /** Undefined when it is not this account's, gone or expired. */
  get(account: AccountId, id: string): Promise<StoredResponse | undefined>
  /**
   * A conversation from its beginning to the named response. Refuses with 400 when any of it is gone, or it has more than
   * `maxBytes`. Being named is a wish to keep it: all of it is kept for the whole time from now on.
   */
  conversation(account: AccountId, id: string, maxBytes: number): Promise<readonly StoredResponse[]>
  /** The same without refusing, for showing: what is still here of it, at most so many bytes, the newest. Renews nothing. */
  turns(account: AccountId, id: string, maxBytes: number): Promise<readonly StoredResponse[]>
  /** The responses that have these items in their output. Refuses with 413 when they have more than `maxBytes`; renews them like `conversation`. */
  holding(account: AccountId, itemIds: readonly string[], maxBytes: number): Promise<readonly StoredResponse[]>
  /** For good; false when there was none. */
  remove(account: AccountId, id: string): Promise<boolean>
  /** The response that this Idempotency-Key stands for, where it was begun before; refuses the key with another hash. */
  begin(run: NewRun): Promise<StoredResponse | undefined>
  /** All that a crash or the end of the process left, oldest first. */
  runs(): Promise<readonly RunName[]>
  /** Undefined when its bill is settled. */
  run(name: RunName): Promise<ResponseRun | undefined>
  /** Keeps how the run ended by which call; nobody is shown it before it is settled. */
  made(response: StoredResponse, callId: string): Promise<void>
  /** The bill is settled: the response is from now on what was made, where `useMade`, or else this. A canceled one stays as it is. */
  settle(otherwise: StoredResponse, useMade: boolean): Promise<void>
  /** The response as it is then; undefined when there is no such run. */
  cancel(account: AccountId, id: string): Promise<StoredResponse | undefined>
  /** Deletes what has expired; the caller runs it now and then. */
  sweep(): Promise<void>
}
