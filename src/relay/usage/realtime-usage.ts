/** Usage of a realtime response or of a transcription of what was heard → disjoint buckets. */
import { isObject, type JsonObject } from '../body/parse.ts'
import { CountReader, type InputUsage, type OutputUsage, type UsageReading } from './reading.ts'

export interface RealtimeUsage extends UsageReading {
  /** What the conversation holds now, of which speech, cached or not; undefined when the report does not say. */
  readonly context: { readonly tokens: number; readonly audio: number } | undefined
}

/** Undefined when `raw` is not a usage object. Cached tokens are inside the tokens of their kind and are taken out of them. */
export function readRealtimeUsage(raw: unknown): RealtimeUsage | undefined {
  if (!isObject(raw)) return undefined
  const counts = new CountReader()
  const input = counts.count(raw['input_tokens'])
  const output = counts.count(raw['output_tokens'])
  const total = counts.count(raw['total_tokens'])
  if (input === undefined && output === undefined) return undefined
  if (total !== undefined && input !== undefined && output !== undefined && total !== input + output) counts.bent = true
  const read = detailsOf(raw, 'input_token_details')
  const written = detailsOf(raw, 'output_token_details')
  const usage = {
    input: input === undefined ? undefined : readInput(read, input, counts),
    output: output === undefined ? undefined : readOutput(written, output, counts),
  }
  const context =
    input === undefined || output === undefined
      ? undefined
      : {
          tokens: input + output,
          audio: counts.part(read['audio_tokens'], input) + counts.part(written['audio_tokens'], output),
        }
  return { ...usage, quarantined: counts.bent, context }
}

function readInput(details: JsonObject, total: number, counts: CountReader): InputUsage {
  const audio = counts.part(details['audio_tokens'], total)
  const image = counts.part(details['image_tokens'], total - audio)
  const text = total - audio - image
  const cacheRead = counts.part(details['cached_tokens'], total)
  const cached = cachedParts(detailsOf(details, 'cached_tokens_details'), { cacheRead, text, audio, image }, counts)
  return {
    input: text - cached.text,
    cacheRead,
    cacheWrite5m: 0,
    cacheWrite1h: 0,
    inputAudio: audio - cached.audio,
    inputImage: image - cached.image,
  }
}

interface Parts {
  readonly text: number
  readonly audio: number
  readonly image: number
}

/** How the cached tokens divide: as reported, else text before images before speech, which is what costs most uncached. */
function cachedParts(details: JsonObject, sums: Parts & { readonly cacheRead: number }, counts: CountReader): Parts {
  const named = ['text_tokens', 'audio_tokens', 'image_tokens'].some((name) => details[name] !== undefined)
  let left = sums.cacheRead
  const take = (most: number, name: string): number => {
    const part = Math.min(named ? counts.part(details[name], most) : most, left)
    left -= part
    return part
  }
  const text = take(sums.text, 'text_tokens')
  const image = take(sums.image, 'image_tokens')
  const audio = take(sums.audio, 'audio_tokens')
  if (left === 0) return { text, audio, image }
  // The parts do not make up the whole: what is missing is taken where there is room, so that the buckets sum to the total.
  counts.bent = true
  const more = (part: number, most: number): number => {
    const added = Math.min(most - part, left)
    left -= added
    return part + added
  }
  return { text: more(text, sums.text), image: more(image, sums.image), audio: more(audio, sums.audio) }
}

function readOutput(details: JsonObject, total: number, counts: CountReader): OutputUsage {
  const outputAudio = counts.part(details['audio_tokens'], total)
  const reasoning = counts.part(details['reasoning_tokens'], total - outputAudio)
  return { output: total - outputAudio - reasoning, reasoning, outputAudio, outputImage: 0 }
}

function detailsOf(raw: JsonObject, name: string): JsonObject {
  const details = raw[name]
  return isObject(details) ? details : {}
}

export type TranscriptUsage =
  | { readonly kind: 'tokens'; readonly reading: RealtimeUsage }
  | { readonly kind: 'duration'; readonly milliseconds: number; readonly quarantined: boolean }

/** Undefined when the upstream does not say. */
export function readTranscriptUsage(raw: unknown): TranscriptUsage | undefined {
  if (!isObject(raw)) return undefined
  if (raw['seconds'] === undefined) {
    const reading = readRealtimeUsage(raw)
    return reading && { kind: 'tokens', reading }
  }
  const counts = new CountReader()
  const seconds = raw['seconds']
  const milliseconds = counts.count(typeof seconds === 'number' ? Math.ceil(seconds * 1_000) : seconds)
  return milliseconds === undefined ? undefined : { kind: 'duration', milliseconds, quarantined: counts.bent }
}
