/** What was heard, whole in any of its formats or as events: text and usage, by tokens or by time. */
import { isObject, type JsonObject } from '../../body/parse.ts'
import type { StreamReader, WholeAnswer, WholeReading } from '../../call/kind.ts'
import { readOpenAiUsage } from '../../usage/openai-usage.ts'
import { CountReader, type UsageReading } from '../../usage/reading.ts'
import { parsedObject, stringIn } from '../../wires/members.ts'
import { errorOf } from '../../wires/openai-chat/response.ts'

/** Text and subtitles tell no usage; JSON may. */
export function readTranscript({ contentType, body, value }: WholeAnswer): WholeReading | undefined {
  if (!contentType.includes('json') && contentType !== '') return heard(body.toString('utf8'), undefined)
  const text = value && stringIn(value, 'text')
  const error = value && errorOf(value)
  if (text === undefined) return error && { usage: undefined, finish: 'error', text: '', reasoning: '', error }
  return heard(text, value && usageOf(value))
}

function heard(text: string, usage: UsageReading | undefined): WholeReading {
  return { usage, finish: 'stop', text, reasoning: '', error: undefined }
}

/** Seconds as billed, else as the answer says the sound plays. */
function usageOf(value: JsonObject): UsageReading | undefined {
  const { usage } = value
  const counts = new CountReader()
  const billed = isObject(usage) && usage['type'] === 'duration' ? usage['seconds'] : undefined
  const milliseconds = counts.count(thousandfold(billed ?? value['duration']))
  const tokens = isObject(usage) && usage['type'] !== 'duration' ? readOpenAiUsage(usage) : undefined
  if (milliseconds === undefined) return tokens
  return {
    input: tokens?.input,
    output: tokens?.output,
    units: { milliseconds },
    quarantined: counts.bent || (tokens?.quarantined ?? false),
  }
}

/** Seconds come as numbers, and from some upstreams as text; a part of a millisecond is one. */
function thousandfold(seconds: unknown): unknown {
  const value = typeof seconds === 'string' && /^\d{1,9}(\.\d+)?$/.test(seconds) ? Number(seconds) : seconds
  return typeof value === 'number' ? Math.ceil(Number((value * 1_000).toPrecision(12))) : value
}

export function transcriptStreamReader(): StreamReader {
  let told = false
  return {
    ending: Buffer.alloc(0),
    marksEnd: true,
    read(data) {
      if (data.charCodeAt(0) !== 0x7b) return undefined
      const value = parsedObject(data)
      if (!value) return 'malformed'
      const type = value['type']
      const done = type === 'transcript.text.done'
      const delta = type === 'transcript.text.delta' ? stringIn(value, 'delta') : undefined
      // The last event tells all of the text again.
      const text = delta ?? (done && !told ? stringIn(value, 'text') : undefined) ?? ''
      told ||= text !== ''
      return {
        text,
        reasoning: '',
        commits: done || type === 'transcript.text.delta' || type === 'transcript.text.segment',
        finish: done ? 'stop' : undefined,
        usage: done ? usageOf(value) : undefined,
        hidden: false,
        error: errorOf(value),
        ends: done,
      }
    },
  }
}
