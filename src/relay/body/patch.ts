/** Replaces or adds top-level members in the bytes of a JSON object; every other byte stays as it came. */
import type { JsonBody } from './parse.ts'

interface Edit {
  readonly start: number
  readonly end: number
  readonly text: string
}

/** The body with these members set. The bytes themselves when nothing changes. */
export function withMembers(body: JsonBody, members: Readonly<Record<string, unknown>>): Buffer {
  const edits = Object.entries(members).map(([name, value]) => editFor(body, name, JSON.stringify(value)))
  if (edits.length === 0) return body.bytes
  edits.sort((a, b) => a.start - b.start)
  const pieces: Buffer[] = []
  let at = 0
  let added = body.members.spans.size > 0
  for (const { start, end, text } of edits) {
    const isNew = start === body.members.close
    pieces.push(body.bytes.subarray(at, start), Buffer.from(isNew && added ? `,${text}` : text))
    if (isNew) added = true
    at = end
  }
  pieces.push(body.bytes.subarray(at))
  return Buffer.concat(pieces)
}

function editFor({ members }: JsonBody, name: string, value: string): Edit {
  const span = members.spans.get(name)
  if (span) return { start: span.start, end: span.end, text: value }
  return { start: members.close, end: members.close, text: `${JSON.stringify(name)}:${value}` }
}
