/** The sandbox's models with their simulated cost, so that calls mine and the platform has a margin. */
import type { Bps } from '../../../base/money.ts'
import { flatRates, type Rates } from '../../../engine/metering/rates.ts'
import type { ServiceRates } from '../../../engine/metering/service-tiers.ts'
import type { ChannelModel, ModelKind } from '../../channels/channel.ts'
import { completeRates } from '../../prices/complete.ts'

interface SandboxModel {
  readonly model: string
  readonly kind: ModelKind
  /** Tokens of a conversation; null where the bound of a request does not depend on it. */
  readonly contextLength: number | null
  readonly maxOutput: number | null
  /** pCR per token, or per call, picture, millisecond or character where those are metered; what is missing follows input or output. */
  readonly cost: Rates
}

const models: readonly SandboxModel[] = [
  {
    model: 'sandbox-chat',
    kind: 'chat',
    contextLength: 128_000,
    maxOutput: 4_096,
    cost: flatRates({ input: 400_000, cacheRead: 100_000, output: 1_600_000 }),
  },
  {
    model: 'sandbox-chat-large',
    kind: 'chat',
    contextLength: 200_000,
    maxOutput: 8_192,
    cost: flatRates({ input: 2_500_000, cacheRead: 625_000, output: 10_000_000 }),
  },
  // Scarce: for the launchpad to share out.
  {
    model: 'sandbox-scarce-chat',
    kind: 'chat',
    contextLength: 64_000,
    maxOutput: 4_096,
    cost: flatRates({ input: 20_000_000, cacheRead: 5_000_000, output: 100_000_000 }),
  },
  {
    model: 'sandbox-scarce-video',
    kind: 'video',
    contextLength: null,
    maxOutput: null,
    // 1 CR a second.
    cost: flatRates({ milliseconds: 1_000_000_000 }),
  },
  {
    model: 'sandbox-embed',
    kind: 'embedding',
    contextLength: null,
    maxOutput: null,
    cost: flatRates({ input: 20_000 }),
  },
  {
    model: 'sandbox-realtime',
    kind: 'realtime',
    contextLength: 32_000,
    maxOutput: 4_096,
    cost: flatRates({
      input: 600_000,
      cacheRead: 60_000,
      inputAudio: 10_000_000,
      output: 2_400_000,
      outputAudio: 20_000_000,
    }),
  },
  {
    model: 'sandbox-transcribe',
    kind: 'transcription',
    contextLength: 16_000,
    maxOutput: 2_048,
    cost: flatRates({ input: 1_250_000, inputAudio: 3_000_000, output: 5_000_000 }),
  },
  {
    model: 'sandbox-whisper',
    kind: 'transcription',
    contextLength: null,
    maxOutput: null,
    cost: flatRates({ milliseconds: 100_000 }),
  },
  {
    model: 'sandbox-speech',
    kind: 'speech',
    contextLength: null,
    maxOutput: null,
    cost: flatRates({ input: 15_000_000 }),
  },
  {
    model: 'sandbox-image',
    kind: 'image',
    contextLength: null,
    maxOutput: null,
    cost: flatRates({ images: 20_000_000_000 }),
  },
  {
    model: 'sandbox-rerank',
    kind: 'rerank',
    contextLength: null,
    maxOutput: null,
    cost: flatRates({ calls: 2_000_000_000 }),
  },
  {
    model: 'sandbox-moderation',
    kind: 'moderation',
    contextLength: null,
    maxOutput: null,
    cost: flatRates({ calls: 100_000_000 }),
  },
  {
    model: 'sandbox-video',
    kind: 'video',
    contextLength: null,
    maxOutput: null,
    // 0.1 CR a second.
    cost: flatRates({ milliseconds: 100_000_000 }),
  },
  {
    model: 'sandbox-video:1792x1024',
    kind: 'video',
    contextLength: null,
    maxOutput: null,
    cost: flatRates({ milliseconds: 300_000_000 }),
  },
]

/** As the models of a channel. */
export const sandboxModels: readonly ChannelModel[] = models.map(({ model, kind, contextLength, maxOutput }) => ({
  model,
  upstream: model,
  kind,
  contextLength,
  maxOutput,
  imageTokens: 1_000,
}))

/** Simulated too: half for those who wait, twice for those who do not. */
export const sandboxServices: ServiceRates = { batch: 5_000 as Bps, flex: 5_000 as Bps, priority: 20_000 as Bps }

/** Simulated cost of a sandbox model; undefined for any other name. */
export function sandboxCost(model: string): Rates | undefined {
  const found = models.find((one) => one.model === model)
  return found && completeRates(found.cost)
}

export function isSandboxModel(model: string, kind: ModelKind): boolean {
  return models.some((one) => one.model === model && one.kind === kind)
}
