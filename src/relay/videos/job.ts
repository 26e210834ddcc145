/** What a video job is, and the store of them as the rest of the relay sees it. The SQL is in store.ts, what is done with them in jobs.ts. */
import type { CardId, KeyId } from '../../engine/command.ts'
import type { AccountId } from '../../engine/ledger/chart.ts'

export interface VideoError {
  readonly code: string
  readonly message: string
}

/** What the caller learns of the bill, as decimal strings. */
export type VideoBill = Readonly<Record<string, string>>

/** Sealed: words of the caller's and of an upstream's. */
export interface VideoWords {
  readonly prompt: string
  readonly error: VideoError | null
  readonly bill: VideoBill | null
}

/** `submitting`: no upstream has said yet that it takes it. Where nobody waits for that any more, the watch ends it. */
export type VideoStatus = 'submitting' | 'queued' | 'in_progress' | 'completed' | 'failed'

export interface VideoJob {
  readonly id: string
  readonly account: AccountId
  /** null: the web app's session. */
  readonly keyId: KeyId | null
  readonly callId: string
  /** The name the caller used. */
  readonly model: string
  readonly size: string
  /** As asked for: the most that is billed. */
  readonly seconds: number
  readonly status: VideoStatus
  /** Per cent. */
  readonly progress: number
  /** Captured or given back. */
  readonly settled: boolean
  /** Who was asked last to make it, written down before the request goes out; null while nobody was. */
  readonly asked: VideoAsked | null
  /** Where it is made; null until an upstream has taken it. */
  readonly place: VideoPlace | null
  readonly remixedFrom: string | null
  readonly words: VideoWords
  /** UTC ms. */
  readonly createdAt: number
  /** When the calendar gives the hold back. */
  readonly until: number
  readonly completedAt: number | null
  /** When the upstream forgets the film, as far as it says. */
  readonly contentUntil: number | null
  /** When the job is forgotten. */
  readonly expiresAt: number
  /** When its owner deleted it while it ran: gone for them, and looked after until it has ended. null: it is shown. */
  readonly deletedAt: number | null
  readonly retryKey: string | null
  readonly retryHash: string | null
}

export interface VideoAsked {
  readonly channelId: number
  /** null for channels without keys. */
  readonly channelKeyId: string | null
  /** The model of the channel whose price counts. */
  readonly priced: string
  readonly cardId: CardId
}

export interface VideoPlace extends VideoAsked {
  readonly upstreamId: string
}

export type VideoChange = Partial<
  Pick<VideoJob, 'status' | 'progress' | 'settled' | 'asked' | 'place' | 'words'> &
    Pick<VideoJob, 'completedAt' | 'contentUntil' | 'deletedAt'>
>

export interface VideoQuery {
  /** Id of the last job of the page before. */
  readonly after: string | undefined
  readonly limit: number
  readonly order: 'asc' | 'desc'
}

export interface VideoStore {
  /** False when the account has a job with this retry key. */
  add(job: VideoJob): Promise<boolean>
  get(id: string): Promise<VideoJob | undefined>
  ofRetry(account: AccountId, retryKey: string): Promise<VideoJob | undefined>
  /** What is shown. Undefined: `after` names none of the account's. */
  list(account: AccountId, query: VideoQuery): Promise<{ jobs: readonly VideoJob[]; more: boolean } | undefined>
  /** Jobs whose hold is open: of one account how many, and all. */
  countOpen(account: AccountId): Promise<number>
  open(): Promise<readonly VideoJob[]>
  /** The job as it is then; undefined when it is gone. One that is settled makes those go of its account's that ended first, beyond the bound. */
  change(id: string, change: VideoChange): Promise<VideoJob | undefined>
  remove(id: string): Promise<void>
  /** Deletes what has expired and is settled; the caller runs it now and then. */
  sweep(): Promise<void>
}
