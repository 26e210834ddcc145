/** The limits that bound a call over all its candidates: context, output, tokens of an image. */
import type { ChannelModel } from '../channels/channel.ts'
import type { Candidate } from '../ports.ts'
import type { ModelLimits } from './kind.ts'

/** Dearest known images: gpt-4o-mini counts 2,833 + 8 × 5,667 tokens; patch-based models stay below 10,000. */
const IMAGE_TOKENS = 12_000
const GPT_4O_MINI_IMAGE_TOKENS = 48_200

export function limitsOf(candidates: readonly Pick<Candidate, 'model'>[], defaultMaxOutput: number): ModelLimits {
  let contextLength: number | null = 0
  let statedOutput: number | null = 0
  let maxOutput = 0
  let image = 0
  const upstreams: string[] = []
  for (const { model } of candidates) {
    contextLength = widest(contextLength, model.contextLength)
    statedOutput = widest(statedOutput, model.maxOutput)
    maxOutput = Math.max(maxOutput, model.maxOutput ?? defaultMaxOutput)
    image = Math.max(image, imageTokens(model))
    upstreams.push(model.upstream)
  }
  return { contextLength, maxOutput, imageTokens: image, statedOutput, upstreams }
}

/** null is without limit. */
function widest(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : Math.max(a, b)
}

function imageTokens({ imageTokens, upstream }: ChannelModel): number {
  return imageTokens ?? (upstream.includes('gpt-4o-mini') ? GPT_4O_MINI_IMAGE_TOKENS : IMAGE_TOKENS)
}
