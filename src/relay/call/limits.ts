/** The limits that bound a call over all its candidates: context, output, tokens of an image. */
import type { ChannelModel } from '../channels/channel.ts'
import type { Candidate } from '../ports.ts'
import type { ModelLimits } from './kind.ts'

/** Dearest known images: gpt-4o-mini counts 2,833 + 8 × 5,667 tokens; patch-based models stay below 10,000. */
const IMAGE_TOKENS = 12_000
const GPT_4O_MINI_IMAGE_TOKENS = 48_200

export function limitsOf(candidates: readonly Pick<Candidate, 'model'>[], defaultMaxOutput: number): ModelLimits {
  const models = candidates.map(({ model }) => model)
  const contexts = models.map(({ contextLength }) => contextLength)
  const outputs = models.map(({ maxOutput }) => maxOutput)
  return {
    contextLength: contexts.some((length) => length === null) ? null : Math.max(...contexts.map(Number)),
    maxOutput: Math.max(...models.map(({ maxOutput }) => maxOutput ?? defaultMaxOutput)),
    imageTokens: Math.max(...models.map(imageTokens)),
    statedOutput: outputs.includes(null) ? null : Math.max(...outputs.map(Number)),
    upstreams: models.map(({ upstream }) => upstream),
  }
}

function imageTokens({ imageTokens, upstream }: ChannelModel): number {
  return imageTokens ?? (upstream.includes('gpt-4o-mini') ? GPT_4O_MINI_IMAGE_TOKENS : IMAGE_TOKENS)
}
