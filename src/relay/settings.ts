/** Every bound and time-out of the relay with its default. Money parameters are the engine's, not here. */

export interface RelaySettings {
  /** Bytes of a request body after decompression. */
  readonly maxBodyBytes: number
  /** Nesting and separators ({[,:) of a request body; more costs the event loop too much to parse. */
  readonly maxJsonDepth: number
  readonly maxJsonNodes: number
  /** Silence between two pieces of a request body. */
  readonly bodyIdleMs: number
  /** Bytes of an unstreamed upstream response. */
  readonly maxResponseBytes: number
  /** Bytes of one server-sent event; one may hold a picture. */
  readonly maxEventBytes: number
  /** Bytes kept back before the first content byte. */
  readonly maxHeldBytes: number
  /** Wait for an upstream's response head. */
  readonly headMs: number
  /** Silence inside a response. */
  readonly idleMs: number
  /** A reader that takes nothing for so long is treated as gone. */
  readonly slowReaderMs: number
  /** How long a response whose client has left is read on for its usage. */
  readonly drainMs: number
  /** Wait for a late usage frame after [DONE]. */
  readonly lateUsageMs: number
  /** Tries at upstreams for one call. */
  readonly maxAttempts: number
  /** Output tokens assumed for a model that states no cap. */
  readonly defaultMaxOutput: number
  /** Calls at a time of one account, by tier. */
  readonly concurrency: { readonly lv1: number; readonly higher: number }
  /** Calls at a time of the whole relay; more are shed with 503. */
  readonly maxCalls: number
  /** Bytes of a response kept for repeats of its Idempotency-Key. */
  readonly maxReplayBytes: number
  /** Kept replies of one account: as many as the engine knows keys of it, and their bytes on the disk, which cheap calls with large answers would fill. */
  readonly maxReplies: number
  readonly maxRepliesBytes: number
  /** Files of one account: how many, their bytes together, and how long they are kept. */
  readonly maxFiles: number
  readonly maxFileBytes: number
  readonly keepFilesMs: number
  readonly batches: BatchSettings
  /** Stored responses of one account: how many, their bytes together, and how long those are kept that were asked for. */
  readonly maxResponses: number
  readonly maxStoredBytes: number
  readonly keepResponsesMs: number
  /** How long a response is stored whose request said nothing of it; 0: not at all. */
  readonly keepUnaskedMs: number
  readonly eventLogs: EventLogSettings
  /** Between two signs of life to the engine. */
  readonly beatMs: number
  /** How long a capture is retried while the core is overloaded. */
  readonly captureRetryMs: number
  readonly breaker: BreakerSettings
  readonly realtime: RealtimeSettings
  readonly videos: VideoSettings
}

/** Of events of responses in the background, in memory. */
export interface EventLogSettings {
  readonly bytesOfOne: number
  readonly bytesOfAll: number
  /** How long after its end a response's events are told as they came. */
  readonly keepMs: number
  /** Streams of stored responses that one account may read at a time. */
  readonly readersOfAccount: number
}

/** Of jobs that make videos. */
export interface VideoSettings {
  /** How long a job may take, its hold with it. */
  readonly jobMs: number
  /** How long a job is shown after it was made. */
  readonly keepMs: number
  /** Wait for an upstream to take a job, which may come with a picture. */
  readonly submitMs: number
  /** Wait for an upstream's word about a job. */
  readonly askMs: number
  /** Between two questions about a job: at first, and at most. */
  readonly pollMs: number
  readonly maxPollMs: number
  /** A caller who asks sooner after the last question is told what is known. */
  readonly gapMs: number
  /** Questions to upstreams at a time. */
  readonly asksAtOnce: number
  /** Running jobs of one account, by tier. */
  readonly running: { readonly lv1: number; readonly higher: number }
  /** Jobs of one account that have ended, each with a prompt of up to 32,000 characters: those that ended first go. */
  readonly maxSettled: number
}

/** Of WebSocket sessions. */
export interface RealtimeSettings {
  /** Wait for an upstream to open its socket. */
  readonly openMs: number
  /** Silence of both sides. */
  readonly idleMs: number
  /** Silence of one side that answers no ping. */
  readonly deadMs: number
  /** The longest a session may last. */
  readonly maxMs: number
  /** Between two looks at a session: signs of life, the key, idleness. */
  readonly beatMs: number
  /** Bytes of one message. */
  readonly maxMessageBytes: number
  /** Bytes that wait in one direction before their sender is paused. */
  readonly maxWaitingBytes: number
  /** How long the end of a response that was cancelled is waited for. */
  readonly settleMs: number
  /** Responses at a time in one session. */
  readonly maxResponses: number
  readonly maxSecrets: SecretLimits
}

/** Of client secrets that are open. They are in memory; an account may have many keys, so that keys bound nothing. */
export interface SecretLimits {
  readonly ofAccount: number
  readonly ofAll: number
  /** Bytes of the settings: of one, of an account's together, of all together. */
  readonly bytes: number
  readonly bytesOfAccount: number
  readonly bytesOfAll: number
}

export interface BatchSettings {
  /** Batches of one account that are not over. */
  readonly maxOpen: number
  /** Requests of one batch. */
  readonly maxLines: number
  /** Batches of one account that are over and older than their window: those that ended first go. */
  readonly maxEnded: number
  /** Of requests of one account's batches that are not over. */
  readonly maxInputBytes: number
  /** Of results of one account, gathered and in files: lines beyond it fail before their call. */
  readonly maxResultBytes: number
  /** How long a batch may take. */
  readonly windowMs: number
  /** Calls at a time: of all batches, and of one account's, so that batches never take the place of what people wait for. */
  readonly atATime: number
  readonly atATimeOfAccount: number
  /** Tries of a line whose upstreams fail, each a call of its own, and the pause before the second; it doubles. */
  readonly maxTries: number
  readonly retryMs: number
  /** Between two looks at batches that wait. */
  readonly lookMs: number
}

export interface BreakerSettings {
  /** Failures in a row that open the breaker. */
  readonly failures: number
  /** First pause; doubles with every failed probe. */
  readonly pauseMs: number
  readonly maxPauseMs: number
  /** Pause after the upstream refused the key itself. */
  readonly refusedKeyMs: number
}

const MB = 1024 * 1024
const DAY = 86_400_000

export const defaultSettings: RelaySettings = {
  maxBodyBytes: 32 * MB,
  maxJsonDepth: 128,
  maxJsonNodes: 1_000_000,
  bodyIdleMs: 30_000,
  maxResponseBytes: 128 * MB,
  maxEventBytes: 32 * MB,
  maxHeldBytes: 256 * 1024,
  headMs: 300_000,
  idleMs: 300_000,
  slowReaderMs: 300_000,
  drainMs: 120_000,
  lateUsageMs: 250,
  maxAttempts: 4,
  defaultMaxOutput: 16_384,
  concurrency: { lv1: 10, higher: 50 },
  maxCalls: 10_000,
  maxReplayBytes: 16 * MB,
  maxReplies: 10_000,
  maxRepliesBytes: 256 * MB,
  maxFiles: 1_000,
  maxFileBytes: 512 * MB,
  keepFilesMs: 30 * DAY,
  batches: {
    maxOpen: 50,
    maxLines: 50_000,
    maxEnded: 2_000,
    maxInputBytes: 512 * MB,
    maxResultBytes: 1024 * MB,
    windowMs: DAY,
    atATime: 16,
    atATimeOfAccount: 4,
    maxTries: 5,
    retryMs: 5_000,
    lookMs: 1_000,
  },
  maxResponses: 10_000,
  maxStoredBytes: 256 * MB,
  keepResponsesMs: 30 * DAY,
  keepUnaskedMs: DAY,
  eventLogs: { bytesOfOne: 8 * MB, bytesOfAll: 128 * MB, keepMs: 600_000, readersOfAccount: 100 },
  beatMs: 10_000,
  captureRetryMs: 30_000,
  breaker: { failures: 5, pauseMs: 5_000, maxPauseMs: 300_000, refusedKeyMs: 60_000 },
  realtime: {
    openMs: 20_000,
    idleMs: 900_000,
    deadMs: 60_000,
    maxMs: 3_600_000,
    beatMs: 15_000,
    maxMessageBytes: 16 * MB,
    maxWaitingBytes: MB,
    settleMs: 5_000,
    maxResponses: 16,
    maxSecrets: { ofAccount: 200, ofAll: 10_000, bytes: 64 * 1024, bytesOfAccount: MB, bytesOfAll: 64 * MB },
  },
  videos: {
    jobMs: DAY / 4,
    keepMs: 7 * DAY,
    submitMs: 60_000,
    askMs: 20_000,
    pollMs: 2_000,
    maxPollMs: 30_000,
    gapMs: 1_000,
    asksAtOnce: 8,
    running: { lv1: 10, higher: 50 },
    maxSettled: 2_000,
  },
}
