/** Speech as events: pieces of sound, and at the end the usage. */
import type { ChunkReading, StreamReader } from '../../call/kind.ts'
import { readOpenAiUsage } from '../../usage/openai-usage.ts'
import type { OutputUsage, UsageReading } from '../../usage/reading.ts'
import { parsedObject, stringIn } from '../../wires/members.ts'
import { errorOf } from '../../wires/openai-chat/response.ts'
import type { SpokenTally } from './spoken.ts'

/** Tokens are passed over where the bill is by characters. */
export function speechStreamReader(tally: SpokenTally, inTokens: boolean): StreamReader {
  return {
    ending: Buffer.alloc(0),
    marksEnd: true,
    read(data) {
      if (data.charCodeAt(0) !== 0x7b) return undefined
      const value = parsedObject(data)
      if (!value) return 'malformed'
      const sound = value['type'] === 'speech.audio.delta' ? stringIn(value, 'audio') : undefined
      if (sound !== undefined) tally.add(Buffer.from(sound, 'base64'))
      const done = value['type'] === 'speech.audio.done'
      const reading: ChunkReading = {
        text: '',
        reasoning: '',
        commits: sound !== undefined || done,
        finish: done ? 'stop' : undefined,
        usage: done && inTokens ? spokenUsage(value['usage']) : undefined,
        hidden: false,
        error: errorOf(value),
        ends: done,
      }
      return reading
    },
  }
}

function spokenUsage(raw: unknown): UsageReading | undefined {
  const usage = readOpenAiUsage(raw)
  return usage && { ...usage, output: usage.output && spoken(usage.output) }
}

/** Tokens of an answer that is speech are those of sound. */
export function spoken(output: OutputUsage): OutputUsage {
  return { ...output, output: 0, outputAudio: output.outputAudio + output.output }
}
