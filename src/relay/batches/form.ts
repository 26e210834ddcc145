/** In whose words a batch is asked for and answered: how a line is read, which call it is, and how its result is written. */
import type { RawBody } from '../body/raw.ts'
import type { CallKind } from '../call/kind.ts'
import type { Dialect } from '../dialects/dialect.ts'
import type { Batch, BatchFault, EndedLine, Ending, FormName } from './batch.ts'

export interface ReadLine {
  readonly customId: string
  /** JSON body of the request, as it came. */
  readonly request: Buffer
}

export type LineFault = Pick<BatchFault, 'code' | 'message' | 'param'>

export interface BatchForm {
  readonly name: FormName
  readonly dialect: Dialect
  /** Path of an endpoint that a batch may ask, and the kind of call behind it. */
  readonly kinds: ReadonlyMap<string, CallKind>
  /** One line of an input file; undefined where requests come with the batch. */
  read?(line: RawBody, endpoint: string): ReadLine | LineFault
  /** One line of a result file, with its end; `errors` tells into which file it goes where there are two. */
  write(batch: Batch, line: EndedLine, ending: Ending): { readonly text: string; readonly errors: boolean }
  /** Results are listed as files of the account. */
  readonly listed: boolean
}

/** Callers' names of lines come back in results, and nowhere else. */
export const MAX_CUSTOM_ID = 512

export function isFault(read: ReadLine | LineFault): read is LineFault {
  return 'code' in read
}

/** On one line, whatever the upstream's layout was. */
export function oneLine(body: Buffer): string {
  const text = body.toString('utf8')
  return text.includes('\n') || text.includes('\r') ? JSON.stringify(JSON.parse(text)) : text
}
