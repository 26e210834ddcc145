/** How much a picture is: tokens of models that count them, and how many standard pictures a larger or finer one is priced as. */
import type { ImageAsk } from './ask.ts'

/** A picture of gpt-image's is a token for about 252 points at high quality: 4,160 for 1024 × 1024, 6,240 for 1024 × 1536. */
const POINTS_PER_TOKEN = 252
const PREVIEW_TOKENS = 100

/** Shares of the tokens at high quality. What is not said is chosen by the model, and words not known here may be dearer. */
const qualities: Readonly<Record<string, number>> = { low: 1 / 15, medium: 1 / 3.9, standard: 1, high: 1, hd: 1 }
const UNSAID = 1
const UNKNOWN = 4

/** The larger side that a model chooses by itself where no size is said. */
const CHOSEN_POINTS = 1_536 * 1_024
/** Above any size that is known: 3840 × 2160. */
const MAX_POINTS = 3_840 * 2_160

/** Of one picture with its previews, about what is usual. */
export function usualTokens(ask: ImageAsk): number {
  const quality = ask.quality === '' || ask.quality === 'auto' ? UNSAID : (qualities[ask.quality] ?? UNSAID)
  return Math.ceil(((pointsOf(ask) ?? CHOSEN_POINTS) / POINTS_PER_TOKEN) * quality * ask.frames) + previewTokens(ask)
}

/** Of one picture with its previews; never below what an honest upstream reports. */
export function mostTokens(ask: ImageAsk): number {
  const quality = ask.quality === '' || ask.quality === 'auto' ? UNSAID : (qualities[ask.quality] ?? UNKNOWN)
  const points = pointsOf(ask) ?? CHOSEN_POINTS * 1.5
  return Math.ceil((points / POINTS_PER_TOKEN) * quality * ask.frames * 1.25) + previewTokens(ask) + 64
}

function previewTokens({ stream, previews }: ImageAsk): number {
  return stream ? previews * PREVIEW_TOKENS : 0
}

/** Undefined when the request leaves it to the model. */
function pointsOf({ size }: ImageAsk): number | undefined {
  const sides = /^(\d{1,5})x(\d{1,5})$/.exec(size)
  return sides ? Math.min(Math.max(Number(sides[1]) * Number(sides[2]), 1), MAX_POINTS) : undefined
}

/**
 * How many standard pictures one is priced as, where an upstream prices sizes and qualities apart in whole steps: DALL·E 3
 * costs twice as much when it is wide or in high definition, and three times when it is both. 1 for any other model.
 */
export function pictureWeight(upstream: string, { size, quality }: ImageAsk): number {
  if (!upstream.includes('dall-e-3')) return 1
  const wide = size !== '' && size !== '1024x1024'
  const fine = quality === 'hd' || quality === 'high'
  return 1 + Number(wide) + Number(fine)
}
