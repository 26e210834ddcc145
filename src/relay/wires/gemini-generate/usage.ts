/** Gemini's usage → disjoint buckets: its prompt includes what came from a cache, its candidates exclude thoughts. */
import { isObject, type JsonObject } from '../../body/parse.ts'
import { CountReader, type InputUsage, type OutputUsage, type UsageReading } from '../../usage/reading.ts'
import { objectsIn } from '../members.ts'

/** Undefined when `raw` is not a usage object at all. */
export function readGeminiUsage(raw: unknown): UsageReading | undefined {
  if (!isObject(raw)) return undefined
  const counts = new CountReader()
  const input = readInput(raw, counts)
  const output = readOutput(raw, counts)
  if (!input && !output) return undefined
  const total = counts.count(raw['totalTokenCount'])
  const sum =
    inputSum(raw, counts) + (output ? output.output + output.reasoning + output.outputAudio + output.outputImage : 0)
  // A total above its parts has tokens that nobody named; they are billed upstream, and so here as output.
  const hidden = total === undefined || !input ? 0 : total - sum
  if (hidden < 0) counts.bent = true
  const whole = hidden > 0 ? { ...(output ?? noOutput), reasoning: (output?.reasoning ?? 0) + hidden } : output
  return { input, output: whole, quarantined: counts.bent, ...(counts.bent ? { raw } : {}) }
}

const noOutput: OutputUsage = { output: 0, reasoning: 0, outputAudio: 0, outputImage: 0 }

function inputSum(raw: JsonObject, counts: CountReader): number {
  return (counts.count(raw['promptTokenCount']) ?? 0) + (counts.count(raw['toolUsePromptTokenCount']) ?? 0)
}

function readInput(raw: JsonObject, counts: CountReader): InputUsage | undefined {
  const prompt = counts.count(raw['promptTokenCount'])
  if (prompt === undefined) return undefined
  const cacheRead = counts.part(raw['cachedContentTokenCount'], prompt)
  const fresh = prompt - cacheRead
  const cached = objectsIn(raw, 'cacheTokensDetails')
  const details = objectsIn(raw, 'promptTokensDetails')
  const inputAudio = counts.part(modality(details, 'AUDIO') - modality(cached, 'AUDIO'), fresh)
  const inputImage = counts.part(modality(details, 'IMAGE') - modality(cached, 'IMAGE'), fresh - inputAudio)
  // What tools of the upstream's own brought in is prompt too.
  const tools = counts.count(raw['toolUsePromptTokenCount']) ?? 0
  return {
    input: fresh - inputAudio - inputImage + tools,
    cacheRead,
    cacheWrite5m: 0,
    cacheWrite1h: 0,
    inputAudio,
    inputImage,
  }
}

function readOutput(raw: JsonObject, counts: CountReader): OutputUsage | undefined {
  const written = counts.count(raw['candidatesTokenCount'])
  const reasoning = counts.count(raw['thoughtsTokenCount'])
  if (written === undefined && reasoning === undefined) return undefined
  const details = objectsIn(raw, 'candidatesTokensDetails')
  const outputAudio = counts.part(modality(details, 'AUDIO'), written ?? 0)
  const outputImage = counts.part(modality(details, 'IMAGE'), (written ?? 0) - outputAudio)
  return { output: (written ?? 0) - outputAudio - outputImage, reasoning: reasoning ?? 0, outputAudio, outputImage }
}

function modality(details: readonly JsonObject[], name: string): number {
  return details
    .filter((detail) => detail['modality'] === name)
    .reduce((sum, { tokenCount }) => sum + (typeof tokenCount === 'number' ? tokenCount : 0), 0)
}
