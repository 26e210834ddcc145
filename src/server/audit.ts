/** Operators' acts on their way through the server: written down before, completed after, whatever comes of them. The store is identity's. */
import type { Audit } from '../contract/endpoint.ts'
import type { Actor, Acts, Ending } from '../identity/acts.ts'
import type { Log } from '../telemetry/log.ts'
import { REDACTED } from '../telemetry/redaction.ts'
import type { Confirmed } from './booking.ts'
import { asRefusal } from './problem.ts'

/** What a route adds to the record of its act. */
export interface Note {
  /** What it turned out to be about. */
  readonly target?: string
  readonly before?: string
  readonly after?: string
  /** A command that it booked. */
  readonly command?: Confirmed
}

export interface ActParts {
  readonly params: unknown
  readonly query: unknown
  readonly body: unknown
}

/** The record of one act while it runs. */
export interface ActRecord {
  /** The request is well-formed: settles once its record is durable, and only then may the act begin. */
  begin(parts: ActParts): Promise<void>
  note(note: Note): void
}

export interface AuditedAct {
  readonly audit: Audit
  readonly actor: Actor
  /** Of the path, as they came. */
  readonly params: unknown
}

export interface Auditor {
  /** Runs the act with its record. Rejects with what the act rejects with, or when no record can be written. */
  run<T>(act: AuditedAct, work: (record: ActRecord) => Promise<T>): Promise<T>
}

interface AuditorOptions {
  readonly acts: Pick<Acts, 'begin' | 'end'>
  readonly now: () => number
  /** Takes out what looks like a secret or is a known one. */
  readonly clean: (text: string) => string
  readonly log: Log
}

export function createAuditor({ acts, now, clean, log }: AuditorOptions): Auditor {
  return {
    async run({ audit, actor, params }, work) {
      const notes: Note[] = []
      let hide = clean
      let id: number | undefined
      const begin = async (parts: ActParts): Promise<void> => {
        const { target, summary, reason, withheld } = told(audit, parts)
        hide = (text) => withheld.reduce((open, secret) => open.replaceAll(secret, REDACTED), clean(text))
        const texts = { target: hide(target), summary: hide(summary), reason: reason === null ? null : hide(reason) }
        id = await acts.begin({ at: now(), actor, action: audit.action, ...texts })
      }
      const end = async (ending: Pick<Ending, 'outcome' | 'code'>): Promise<void> => {
        // A request that is not well-formed has nothing to tell but where it went.
        if (id === undefined) await begin({ params, query: {}, body: undefined })
        if (id !== undefined) await acts.end(id, { ...noted(notes, hide), ...ending })
      }
      // What has happened is not undone by a record that stays open: that reads as unknown.
      const late = (error: unknown): void => log.error('the end of an operator’s act was not recorded', { id, error })
      try {
        const result = await work({ begin, note: (note) => void notes.push(note) })
        const commands = notes.flatMap(({ command }) => command ?? [])
        const repeated = commands.length > 0 && commands.every((command) => command.repeated)
        await end({ outcome: repeated ? 'repeated' : 'done', code: null }).catch(late)
        return result
      } catch (error) {
        const { code } = asRefusal(error)
        await end({ outcome: isUnknown(code) ? 'unknown' : 'refused', code }).catch(late)
        throw error
      }
    },
  }
}

/** `internal_error` and `core_stopped` leave open what took effect; `overloaded` applied nothing. */
const isUnknown = (code: string): boolean => code === 'internal_error' || code === 'core_stopped'

const LONGEST = 500

/** Target and summary from the members that the contract lets be told; of the others only that they were sent. */
function told({ target = [], says = [] }: Audit, { params, query, body }: ActParts) {
  const members = new Map<string, unknown>([...entries(query), ...entries(body), ...entries(params)])
  const reason = members.get('reason')
  const untold = [...members.keys()].filter(
    (name) => !says.includes(name) && !target.includes(name) && !implied.has(name),
  )
  return {
    withheld: untold.flatMap((name) => secretsIn(members.get(name))),
    target: short(target.flatMap((name) => (members.has(name) ? textOf(members.get(name)) : [])).join('/')),
    summary: short([describe(says, members), ...untold.map((name) => `${name} given`)].filter(Boolean).join(', ')),
    reason: typeof reason === 'string' ? reason : null,
  }
}

/** Members that every record tells in a place of its own, or that tell nothing. */
const implied = new Set(['reason', 'confirm'])

/** `weight 5, enabled false`: the named members that are there. */
export function describe(names: readonly string[], members: ReadonlyMap<string, unknown>): string {
  return short(
    names
      .filter((name) => members.get(name) !== undefined)
      .map((name) => `${name} ${textOf(members.get(name))}`)
      .join(', '),
  )
}

/** Texts that may not be told, wherever else in the request they stand. Shorter ones are no secrets. */
function secretsIn(value: unknown): string[] {
  if (typeof value === 'string') return value.length < 6 ? [] : [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(secretsIn) : []
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is taken out
const controls = /[\u0000-\u001f\u007f]/g
const textOf = (value: unknown): string =>
  (typeof value === 'string' ? value : JSON.stringify(value)).replace(controls, '?').toWellFormed()
const short = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text)
const entries = (part: unknown): [string, unknown][] =>
  typeof part === 'object' && part !== null ? Object.entries(part) : []

function noted(notes: readonly Note[], clean: (text: string) => string): Omit<Ending, 'outcome' | 'code'> {
  const last = (name: 'target' | 'before' | 'after'): string | undefined => {
    const text = notes.findLast((note) => note[name] !== undefined)?.[name]
    return text === undefined ? undefined : clean(short(text))
  }
  const commands = notes.flatMap(({ command }) => command?.sequence ?? [])
  return { target: last('target'), before: last('before') ?? null, after: last('after') ?? null, commands }
}
