/** What a batch and its lines are, and the store of them as the rest of the relay sees it. The SQL is in store.ts. */
import type { KeyId } from '../../engine/command.ts'
import type { AccountId } from '../../engine/ledger/chart.ts'

export type BatchStatus =
  | 'validating'
  | 'failed'
  | 'in_progress'
  | 'finalizing'
  | 'completed'
  | 'expired'
  | 'cancelling'
  | 'cancelled'

/** In whose words a batch is asked for and answered. */
export type FormName = 'openai' | 'anthropic'

/** What is wrong with the input. */
export interface BatchFault {
  readonly code: string
  readonly message: string
  readonly param: string | null
  /** From 1; null for the whole. */
  readonly line: number | null
}

export interface BatchCounts {
  readonly total: number
  readonly completed: number
  readonly failed: number
  readonly canceled: number
  readonly expired: number
}

/** Times are UTC milliseconds. */
export interface Batch {
  readonly id: string
  readonly account: AccountId
  /** null: the web app's session. */
  readonly keyId: KeyId | null
  readonly form: FormName
  /** Path of the endpoint that its lines ask. */
  readonly endpoint: string
  readonly status: BatchStatus
  readonly inputFileId: string | null
  readonly outputFileId: string | null
  readonly errorFileId: string | null
  readonly metadata: Readonly<Record<string, string>> | null
  readonly faults: readonly BatchFault[]
  readonly createdAt: number
  readonly startedAt: number | null
  readonly cancelingAt: number | null
  readonly finalizingAt: number | null
  readonly endedAt: number | null
  readonly expiresAt: number
}

export type NewBatch = Pick<Batch, 'account' | 'keyId' | 'form' | 'endpoint' | 'inputFileId' | 'metadata'> & {
  readonly retry: { readonly key: string; readonly hash: string } | undefined
}

export interface NewLine {
  /** From 0. */
  readonly position: number
  readonly customId: string
  /** JSON body of the request. */
  readonly request: Buffer
}

export interface LineResult {
  /** Of HTTP. */
  readonly status: number
  readonly callId: string | null
  /** JSON. */
  readonly body: Buffer
}

/** A line that still has to be done. */
export interface OpenLine extends NewLine {
  /** Its answer was kept by this call, of which it is not known whether it was billed. */
  readonly keptBy: string | null
}

export interface EndedLine {
  readonly position: number
  readonly customId: string
  /** Undefined for one that was never done. */
  readonly result: LineResult | undefined
  readonly ok: boolean
}

export interface BatchPage {
  readonly batches: readonly Batch[]
  readonly more: boolean
}

export interface BatchQuery {
  readonly form: FormName
  /** Id of the last of the page before; newest first. */
  readonly after: string | undefined
  /** Id of the first of the page after, to go back. */
  readonly before?: string | undefined
  readonly limit: number
}

export type Ending = 'completed' | 'expired' | 'cancelled'

/** One line of one batch. */
export interface LineName {
  readonly batchId: string
  readonly position: number
}

export interface BatchStore {
  /** Refuses with `too_many_calls` beyond the account's bound of open ones; the same retry key gives the first batch again. */
  create(batch: NewBatch): Promise<Batch & { readonly isNew: boolean }>
  /** Undefined when it is not this account's or gone. */
  get(account: AccountId, id: string): Promise<Batch | undefined>
  list(account: AccountId, query: BatchQuery): Promise<BatchPage>
  counts(batch: Batch): Promise<BatchCounts>
  /** Undefined when it is over already. */
  cancel(account: AccountId, id: string): Promise<Batch | undefined>
  /** For good, with its lines; false when it is not over. */
  remove(account: AccountId, id: string): Promise<boolean>
  /** Deletes what is no longer kept; the caller runs it now and then. */
  sweep(): Promise<void>

  /** All that are not over, oldest first. */
  open(): Promise<readonly Batch[]>
  /** Throws away what an earlier reading of the input left. */
  clear(id: string): Promise<void>
  add(id: string, lines: readonly NewLine[]): Promise<void>
  /** The input is read. */
  begin(id: string, total: number): Promise<Batch | undefined>
  fail(id: string, faults: readonly BatchFault[]): Promise<void>

  /** Lines to be done behind a position, in order. */
  waiting(id: string, after: number, limit: number): Promise<readonly OpenLine[]>
  /** Kept before it is billed. */
  keep(line: LineName, result: LineResult): Promise<void>
  /** Lines that are kept and not done, by the call that kept them. */
  kept(id: string): Promise<readonly { readonly position: number; readonly callId: string }[]>
  /** Bytes of all requests of an account's batches that are not over. */
  inputBytes(account: AccountId): Promise<number>
  /** Bytes of all results of an account: of batches that are not over, and in files that are kept. */
  resultBytes(account: AccountId): Promise<number>
  /** What was kept of it is its result. */
  done(line: LineName): Promise<void>
  refused(line: LineName, result: LineResult): Promise<void>

  /** From now on the files are written; their names are known, so that a second try replaces the first. */
  finalize(id: string): Promise<Batch | undefined>
  /** All lines behind a position, in order, whatever became of them. */
  lines(id: string, after: number, limit: number): Promise<readonly EndedLine[]>
  finish(
    id: string,
    ending: { readonly ending: Ending; readonly output: boolean; readonly errors: boolean },
  ): Promise<void>
}
