/** Tells damage in the file from trouble around it (disk full, file missing, busy), which passes or can be repaired. */
import { JournalDamaged } from '../port.ts'

/** SQLite's primary result codes that say nothing about the content: PERM, BUSY, NOMEM, READONLY, FULL, CANTOPEN, AUTH, MISUSE. */
const AROUND_THE_FILE: readonly number[] = [3, 5, 7, 8, 13, 14, 23, 21]

/** Runs `work`; what SQLite can not make sense of becomes `JournalDamaged` naming `what`. */
export function reading<T>(what: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (error instanceof JournalDamaged || !(error instanceof Error) || !isAboutContent(error)) throw error
    throw new JournalDamaged(`${what} can not be read: ${error.message}`)
  }
}

function isAboutContent(error: Error): boolean {
  if (error instanceof RangeError || error instanceof TypeError) return true
  return 'errcode' in error && typeof error.errcode === 'number' && !AROUND_THE_FILE.includes(error.errcode & 0xff)
}
