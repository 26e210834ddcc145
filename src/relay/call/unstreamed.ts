/** The stream reader of kinds that are never streamed: whatever comes is malformed. */
import type { StreamReader } from './kind.ts'

export function neverStreamed(): StreamReader {
  return { read: () => 'malformed', ending: Buffer.alloc(0), marksEnd: true }
}
