/** Replaces or adds top-level members in the bytes of a JSON object; every other byte stays as it came. */
import type { JsonBody } from './parse.ts'
import { jsonBytes } from './write.ts'

interface Edit {
  readonly start: number
  readonly end: number
  readonly text: readonly Buffer[]
}

/** The body with these members set. The bytes themselves when nothing changes. */
export function withMembers(body: JsonBody, members: Readonly<Record<string, unknown>>): Buffer {
  return edited(
    body,
    Object.entries(members).map(([name, value]) => editFor(body, name, Buffer.from(JSON.stringify(value)))),
  )
}

/** The same with values of any size, written in turns of the event loop. */
export async function withLongMembers(body: JsonBody, members: Readonly<Record<string, unknown>>): Promise<Buffer> {
  const edits: Edit[] = []
  for (const [name, value] of Object.entries(members)) edits.push(editFor(body, name, await jsonBytes(value)))
  return edited(body, edits)
}

function edited(body: JsonBody, edits: Edit[]): Buffer {
  if (edits.length === 0) return body.bytes
  edits.sort((a, b) => a.start - b.start)
  const pieces: Buffer[] = []
  let at = 0
  let added = body.members.spans.size > 0
  for (const { start, end, text } of edits) {
    const isNew = start === body.members.close
    pieces.push(body.bytes.subarray(at, start), ...(isNew && added ? [comma] : []), ...text)
    if (isNew) added = true
    at = end
  }
  pieces.push(body.bytes.subarray(at))
  return Buffer.concat(pieces)
}

const comma = Buffer.from(',')

function editFor({ members }: JsonBody, name: string, value: Buffer): Edit {
  const span = members.spans.get(name)
  if (span) return { start: span.start, end: span.end, text: [value] }
  return { start: members.close, end: members.close, text: [Buffer.from(`${JSON.stringify(name)}:`), value] }
}
