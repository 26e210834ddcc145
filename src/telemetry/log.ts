/** Structured log lines with redaction: the one way the server writes about itself. No metrics, no request handling. */
import { type DestinationStream, destination, pino } from 'pino'
import { createRedactor, type Redactor } from './redaction.ts'

export type LogFields = Readonly<Record<string, unknown>>

/** What every part of the server logs through. Fields named `error` may hold anything that was thrown. */
export interface Log {
  debug(message: string, fields?: LogFields): void
  info(message: string, fields?: LogFields): void
  warn(message: string, fields?: LogFields): void
  error(message: string, fields?: LogFields): void
  /** A log whose lines all carry these fields. */
  with(fields: LogFields): Log
}

export interface LogOptions {
  readonly level: 'debug' | 'info' | 'warn' | 'error' | 'silent'
  /** Where lines go; the standard output when left out. */
  readonly write?: (line: string) => void
  readonly redactor?: Redactor
}

/** The root of all logs with what only the composition root uses. */
export interface RootLog extends Log {
  readonly redactor: Redactor
  /** Writes out what is still buffered; the last thing before exit. */
  flush(): void
}

/** Lines waiting for a slow reader of the standard output; more are dropped rather than kept. */
const maxBufferedBytes = 8 * 1024 * 1024

export function createLog(options: LogOptions): RootLog {
  const redactor = options.redactor ?? createRedactor()
  const out = options.write ? undefined : destination({ dest: 1, sync: false, maxLength: maxBufferedBytes })
  const write = options.write ?? ((line: string) => void out?.write(line))
  const stream: DestinationStream = { write: (line) => write(redactor.text(line)) }
  const base = {
    level: options.level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (level: string) => ({ level }) },
  }
  const root = pino({ ...base, messageKey: 'message' }, stream)
  return { ...wrap(root, redactor), redactor, flush: () => out?.flushSync() }
}

/** Logs nothing: for tests and tools. */
export const silentLog: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  with: () => silentLog,
}

type Line = {
  debug: Write
  info: Write
  warn: Write
  error: Write
  isLevelEnabled(level: string): boolean
  child(fields: object): Line
}
type Write = (fields: object, message: string) => void

function wrap(line: Line, redactor: Redactor): Log {
  const at = (level: 'debug' | 'info' | 'warn' | 'error') => (message: string, fields?: LogFields) => {
    if (!line.isLevelEnabled(level)) return
    line[level](cleaned(fields, redactor), message)
  }
  return {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    with: (fields) => wrap(line.child(cleaned(fields, redactor)), redactor),
  }
}

/** Fields can be anything, also objects whose members throw when read; logging never fails its caller. */
function cleaned(fields: LogFields | undefined, redactor: Redactor): object {
  if (fields === undefined) return {}
  try {
    const copy = redactor.value(fields)
    return typeof copy === 'object' && copy !== null ? copy : {}
  } catch {
    return { fields: '[unreadable]' }
  }
}
