/** OpenAI's usage object → disjoint buckets, with the spellings of the upstreams that imitate it. */
import { isObject, type JsonObject } from '../body/parse.ts'
import { CountReader, type InputUsage, type OutputUsage, type UsageReading } from './reading.ts'

/** Undefined when `raw` is not a usage object at all. Cached, audio and reasoning tokens are inside the totals and are taken out of them. */
export function readOpenAiUsage(raw: unknown): UsageReading | undefined {
  if (!isObject(raw)) return undefined
  const counts = new CountReader()
  const prompt = counts.count(raw['prompt_tokens'] ?? raw['input_tokens'])
  const completion = counts.count(raw['completion_tokens'] ?? raw['output_tokens'])
  const total = counts.count(raw['total_tokens'])
  if (prompt === undefined && completion === undefined && total === undefined) return undefined
  const read = prompt ?? (completion === undefined ? total : undefined)
  const input = read === undefined ? undefined : readInput(raw, read, counts)
  const hidden =
    total === undefined || prompt === undefined || completion === undefined ? 0 : total - prompt - completion
  const output = completion === undefined ? undefined : readOutput(raw, { completion, hidden }, counts)
  return { input, output, quarantined: counts.bent, ...(counts.bent ? { raw } : {}) }
}

function readInput(raw: JsonObject, prompt: number, counts: CountReader): InputUsage {
  const details = detailsOf(raw, 'prompt_tokens_details', 'input_tokens_details', 'input_token_details')
  let rest = prompt
  const take = (value: unknown): number => {
    const part = counts.part(value, rest)
    rest -= part
    return part
  }
  const cacheRead = take(details['cached_tokens'] ?? raw['prompt_cache_hit_tokens'])
  const cacheWrite5m = take(details['cache_write_tokens'] ?? details['cache_creation_tokens'])
  const inputAudio = take(details['audio_tokens'])
  const inputImage = take(details['image_tokens'])
  return { input: rest, cacheRead, cacheWrite5m, cacheWrite1h: 0, inputAudio, inputImage }
}

/**
 * `hidden` = total − prompt − completion. Above 0 the upstream leaves reasoning out of its completion figure (xAI names it,
 * Gemini's compatible endpoint does not): it is billed upstream, so it is reasoning here. Below 0 the total is wrong.
 */
function readOutput(
  raw: JsonObject,
  { completion, hidden }: { readonly completion: number; readonly hidden: number },
  counts: CountReader,
): OutputUsage {
  const details = detailsOf(raw, 'completion_tokens_details', 'output_tokens_details', 'output_token_details')
  const named = counts.count(details['reasoning_tokens'])
  if (hidden < 0) counts.bent = true
  const outside = hidden > 0 ? hidden : 0
  if (outside > 0 && named !== undefined && named !== 0 && named !== outside) counts.bent = true
  const inside = outside > 0 ? 0 : counts.part(named, completion)
  const outputAudio = counts.part(details['audio_tokens'], completion - inside)
  const outputImage = counts.part(details['image_tokens'], completion - inside - outputAudio)
  return {
    output: completion - inside - outputAudio - outputImage,
    reasoning: inside + outside,
    outputAudio,
    outputImage,
  }
}

function detailsOf(raw: JsonObject, ...names: readonly string[]): JsonObject {
  for (const name of names) {
    const details = raw[name]
    if (isObject(details)) return details
  }
  return {}
}
