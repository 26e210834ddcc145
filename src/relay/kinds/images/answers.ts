/** Answers with pictures, whole and streamed: how many there are, and the usage. The pictures themselves are not looked at. */

import { isObject, type JsonObject } from '../../body/parse.ts'
import type { ChunkReading, StreamReader, UpstreamMessage, WholeReading } from '../../call/kind.ts'
import { readOpenAiUsage } from '../../usage/openai-usage.ts'
import type { InputUsage, OutputUsage, UsageReading } from '../../usage/reading.ts'
import { parsedObject, stringIn } from '../../wires/members.ts'
import { errorOf } from '../../wires/openai-chat/response.ts'

/** What has come of one answer. */
export interface Shown {
  /** Pictures that are there. */
  done: number
  /** A preview of the next has come. */
  begun: boolean
}

interface Reading {
  readonly shown: Shown
  /** Pictures asked for: more are not billed. */
  readonly count: number
  /** Standard pictures that one is priced as. */
  readonly weight: number
}

export function readWholeImages(body: Buffer, reading: Reading): WholeReading | undefined {
  // As Latin-1: what is read of the text is ASCII, and most of it are pictures that need no decoding.
  const value = parsedObject(withoutPictures(body.toString('latin1')))
  if (!value) return undefined
  const data = value['data']
  const error = errorOf(value)
  if (!Array.isArray(data)) return error && { usage: undefined, finish: 'error', text: '', reasoning: '', error }
  reading.shown.done = Math.min(data.filter(isObject).length, reading.count)
  const usage = usageOf(value['usage'], reading)
  return { usage, finish: 'stop', text: '', reasoning: '', error: undefined }
}

/** Every picture's usage stands in the event that brings it. */
export function imageStreamReader(reading: Reading): StreamReader {
  const { shown, count } = reading
  let sum: UsageReading | undefined
  return {
    ending: Buffer.alloc(0),
    marksEnd: false,
    read(data) {
      if (data.charCodeAt(0) !== 0x7b) return data === '[DONE]' ? { ...silent, ends: true } : undefined
      const value = parsedObject(withoutPictures(data))
      if (!value) return 'malformed'
      const error = streamError(value)
      if (error) return { ...silent, error }
      const type = stringIn(value, 'type') ?? ''
      if (type.endsWith('.partial_image')) {
        shown.begun = true
        return { ...silent, commits: true }
      }
      if (!type.endsWith('.completed')) return silent
      shown.done = Math.min(shown.done + 1, count)
      shown.begun = false
      sum = added(sum, usageOf(value['usage'], reading))
      return { ...silent, commits: true, finish: 'stop', usage: sum, ends: shown.done === count }
    },
  }
}

const silent: ChunkReading = {
  text: '',
  reasoning: '',
  commits: false,
  finish: undefined,
  usage: undefined,
  hidden: false,
  error: undefined,
  ends: false,
}

function streamError(value: JsonObject): UpstreamMessage | undefined {
  if (value['type'] !== 'error') return errorOf(value)
  return errorOf(value) ?? { message: stringIn(value, 'message') ?? 'The upstream reported an error.', code: null }
}

/** Tokens of an answer that is pictures are those of pictures, unless the upstream divides them. */
function usageOf(raw: unknown, { shown, weight }: Reading): UsageReading {
  const tokens = readOpenAiUsage(raw)
  const units = { images: shown.done * weight }
  if (!tokens) return { input: undefined, output: undefined, units, quarantined: false }
  const divided = isObject(raw) && isObject(raw['output_tokens_details'])
  const { output } = tokens
  return { ...tokens, output: output && !divided ? pictured(output) : output, units }
}

export function pictured(output: OutputUsage): OutputUsage {
  return { ...output, output: 0, outputImage: output.outputImage + output.output }
}

function added(before: UsageReading | undefined, now: UsageReading): UsageReading {
  if (!before) return now
  return {
    input: addedCounts(before.input, now.input),
    output: addedCounts(before.output, now.output),
    ...(now.units && { units: now.units }),
    quarantined: before.quarantined || now.quarantined,
  }
}

function addedCounts<T extends InputUsage | OutputUsage>(before: T | undefined, now: T | undefined): T | undefined {
  if (!before || !now) return now ?? before
  const sums = Object.entries(now).map(([name, count]) => [name, count + (before[name as keyof T] as number)])
  return Object.fromEntries(sums) as T
}

const PICTURE = '"b64_json"'

/** The same JSON with the pictures in it left empty: base64 has no quotes, so each ends at the next one. */
function withoutPictures(text: string): string {
  const pieces: string[] = []
  let at = 0
  for (let name = text.indexOf(PICTURE); name >= 0; name = text.indexOf(PICTURE, at)) {
    const open = text.indexOf('"', name + PICTURE.length)
    const close = open < 0 ? -1 : text.indexOf('"', open + 1)
    const between = text.slice(name + PICTURE.length, open)
    if (close < 0 || !/^\s*:\s*$/.test(between)) {
      pieces.push(text.slice(at, name + PICTURE.length))
      at = name + PICTURE.length
      continue
    }
    pieces.push(text.slice(at, open + 1))
    at = close
  }
  return pieces.length === 0 ? text : pieces.join('') + text.slice(at)
}
