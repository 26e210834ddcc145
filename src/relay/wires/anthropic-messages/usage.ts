/** Anthropic's usage → disjoint buckets: its input excludes what was read from and written to caches. */
import { isObject, type JsonObject } from '../../body/parse.ts'
import { CountReader, type InputUsage, inputTotal, type OutputUsage, type UsageReading } from '../../usage/reading.ts'

/** Undefined when `raw` is not a usage object at all. */
export function readAnthropicUsage(raw: unknown): UsageReading | undefined {
  if (!isObject(raw)) return undefined
  const counts = new CountReader()
  const input = readInput(raw, counts)
  const output = readOutput(raw, counts)
  if (!input && !output) return undefined
  return { input, output, quarantined: counts.bent, ...(counts.bent ? { raw } : {}) }
}

/**
 * Of the event that begins a stream. The output there is a placeholder, and so is an input of nothing: gateways that learn
 * the input at the end write it. A stream that is cut is then counted here instead of given away.
 */
export function readStartUsage(raw: unknown): UsageReading | undefined {
  const usage = readAnthropicUsage(raw)
  return usage?.input && inputTotal(usage.input) > 0 ? { ...usage, output: undefined } : undefined
}

function readInput(raw: JsonObject, counts: CountReader): InputUsage | undefined {
  const input = counts.count(raw['input_tokens'])
  const cacheRead = counts.count(raw['cache_read_input_tokens'])
  const written = counts.count(raw['cache_creation_input_tokens'])
  const [cacheWrite5m, cacheWrite1h] = readWrites(raw['cache_creation'], written ?? 0, counts)
  if (input === undefined && cacheRead === undefined && written === undefined) return undefined
  return { input: input ?? 0, cacheRead: cacheRead ?? 0, cacheWrite5m, cacheWrite1h, inputAudio: 0, inputImage: 0 }
}

/** The sum is the rule, its parts by life the detail; what the parts leave open lives five minutes. */
function readWrites(raw: unknown, written: number, counts: CountReader): readonly [number, number] {
  if (!isObject(raw)) return [written, 0]
  const short = counts.count(raw['ephemeral_5m_input_tokens']) ?? 0
  const long = counts.count(raw['ephemeral_1h_input_tokens']) ?? 0
  if (short + long > written && written > 0) counts.bent = true
  return [Math.max(short, written - long), long]
}

function readOutput(raw: JsonObject, counts: CountReader): OutputUsage | undefined {
  const output = counts.count(raw['output_tokens'])
  if (output === undefined) return undefined
  const details = isObject(raw['output_tokens_details']) ? raw['output_tokens_details'] : {}
  const reasoning = counts.part(details['thinking_tokens'] ?? details['reasoning_tokens'], output)
  return { output: output - reasoning, reasoning, outputAudio: 0, outputImage: 0 }
}
