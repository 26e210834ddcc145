/** What a kept file is, and the store of them as the rest of the relay sees it. The SQL is in store.ts. */
import type { AccountId } from '../../engine/ledger/chart.ts'

/** Why a file was sent, in OpenAI's words; the last is what a batch leaves. */
export const filePurposes = ['assistants', 'batch', 'fine-tune', 'vision', 'user_data', 'evals'] as const
export type FilePurpose = (typeof filePurposes)[number] | 'batch_output'

/** What a caller is shown of a file. `hidden` files belong to something else that is shown. */
export interface StoredFile {
  readonly id: string
  readonly account: AccountId
  readonly purpose: FilePurpose | 'hidden'
  readonly name: string
  /** As the uploader's client said; '' when it did not. */
  readonly mediaType: string
  readonly bytes: number
  /** UTC milliseconds. */
  readonly createdAt: number
  readonly expiresAt: number
}

export type NewFile = Pick<StoredFile, 'account' | 'purpose' | 'name' | 'mediaType'> & {
  /** How long it is kept; the default when left out. */
  readonly keepMs?: number
  /** A name of its own, so that one that was cut off can be written again. */
  readonly id?: string
}

export interface FileQuery {
  readonly purpose: string | undefined
  /** Id of the last file of the page before. */
  readonly after: string | undefined
  readonly limit: number
  readonly order: 'asc' | 'desc'
}

export interface FilePage {
  readonly files: readonly StoredFile[]
  readonly more: boolean
}

export interface FileStore {
  /** Refuses with `storage_full` beyond the account's bounds. */
  put(file: NewFile, content: Buffer): Promise<StoredFile>
  /** Of what this program writes: outside the account's bounds, and whatever its size. An earlier try of the same id is replaced. */
  write(file: NewFile, content: AsyncIterable<Buffer>): Promise<StoredFile>
  /** Undefined when it is not this account's, gone or expired. */
  get(account: AccountId, id: string): Promise<StoredFile | undefined>
  list(account: AccountId, query: FileQuery): Promise<FilePage>
  /** Piece by piece. Ends early when the file is deleted meanwhile. */
  content(file: StoredFile): AsyncGenerator<Buffer>
  /** For good; false when there was none. */
  remove(account: AccountId, id: string): Promise<boolean>
  /** Deletes what has expired or was never finished; the caller runs it now and then. */
  sweep(): Promise<void>
}
