/** Answers on their way from one wire to another: what is metered of their parts, and what the client gets instead of the upstream's bytes. */
import type { ChunkReading, StreamReader, WholeReading } from '../call/kind.ts'
import type { Part } from '../generation/part.ts'
import type { UsageReading } from '../usage/reading.ts'
import type { AnswerWriter, PartReader, WholeParts } from './wire.ts'

export function wholeOfParts(answer: WholeParts | undefined, writer: AnswerWriter): WholeReading | undefined {
  if (!answer) return undefined
  const { usage, service, error, parts } = answer
  const said = saidIn(parts)
  const body = error ? undefined : Buffer.from(JSON.stringify(writer.whole(parts, usage)))
  return {
    usage,
    service,
    finish: said.finish ?? 'stop',
    text: said.text,
    reasoning: said.reasoning,
    error,
    ...(body && { body }),
  }
}

/** Usage is cumulative: the client is told the last that came. */
export function translatedReader(parts: PartReader, writer: AnswerWriter): StreamReader {
  let usage: UsageReading | undefined
  return {
    ending: Buffer.alloc(0),
    marksEnd: false,
    read(data) {
      const read = parts.read(data)
      if (read === undefined || read === 'malformed') return read
      if (read.usage) usage = mergedUsage(usage, read.usage)
      const said = saidIn(read.parts)
      const reading: ChunkReading = {
        ...said,
        usage: read.usage,
        service: read.service,
        hidden: false,
        error: read.error,
        ends: read.ends,
        out: read.error ? '' : writer.push(read.parts),
      }
      return reading
    },
    close: () => writer.end(usage),
  }
}

function mergedUsage(before: UsageReading | undefined, now: UsageReading): UsageReading {
  return {
    input: now.input ?? before?.input,
    output: now.output ?? before?.output,
    quarantined: now.quarantined || (before?.quarantined ?? false),
  }
}

interface Said {
  readonly text: string
  readonly reasoning: string
  readonly finish: string | undefined
  readonly commits: boolean
}

function saidIn(parts: readonly Part[]): Said {
  let text = ''
  let reasoning = ''
  let finish: string | undefined
  let commits = false
  for (const part of parts) {
    if (part.type === 'reasoning') reasoning += part.text
    else if (part.type === 'tool-call') text += part.name
    else if (part.type === 'finish') finish = part.finish
    else if ('text' in part) text += part.text
    if (part.type === 'tool-call' || part.type === 'file' || part.type === 'finish') commits = true
    else if ('text' in part && part.text !== '') commits = true
  }
  return { text, reasoning, finish, commits }
}
