/** An identity on a database in memory, with a clock to move, cheap hashing, and requests as short calls. */
import { createHash } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import type { AccountId } from '../../engine/ledger/chart.ts'
import { openLocal } from '../../sql/open.ts'
import { createLog } from '../../telemetry/log.ts'
import { createMetrics } from '../../telemetry/metrics.ts'
import { createIdentity, type IdentityOptions } from '../identity.ts'
import type { PasswordHashing } from '../password.ts'
import type { IdentityTables } from '../schema.ts'

export const password = 'correct horse battery'
const sessionKey = new Uint8Array(32).fill(3)
const nameKey = new Uint8Array(32).fill(4)

/** Quick and unsafe: these tests are about everything around the hash. */
export const hashing: PasswordHashing = {
  hash: async (typed) => createHash('sha256').update(typed).digest('hex'),
  verify: async (input) => input.hash === createHash('sha256').update(input.password).digest('hex'),
}

interface Sent {
  readonly body?: unknown
  readonly headers?: IncomingHttpHeaders
  readonly address?: string
  readonly method?: string
}

export async function start(options: Partial<IdentityOptions> = {}) {
  const db = options.db ?? openLocal<IdentityTables>({ file: ':memory:' })
  const clock = { now: Date.now() }
  const lines: string[] = []
  const opened: string[] = []
  const metrics = createMetrics()
  const identity = await createIdentity({
    db,
    sessionKey,
    nameKey,
    publicUrl: null,
    trustedOrigins: [],
    openAccount: async ({ identityId }) => {
      if (!opened.includes(identityId)) opened.push(identityId)
      return (opened.indexOf(identityId) + 1) as AccountId
    },
    log: createLog({ level: 'debug', write: (line) => lines.push(line) }),
    meter: metrics.identity,
    now: () => clock.now,
    hashing,
    ...options,
  })
  const send = async (path: string, { body, headers = {}, address = '192.0.2.1', method = 'POST' }: Sent = {}) => {
    const answer = await identity.handle({
      method,
      path: `/api/auth${path}`,
      headers: {
        host: 'localhost:3000',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      address,
    })
    const cookie = answer.cookies.map((line) => line.split(';')[0]).join('; ')
    return { ...answer, cookie, json: answer.body.startsWith('{') ? JSON.parse(answer.body) : undefined }
  }
  const signUp = (email: string, more: Sent = {}) =>
    send('/sign-up/email', { body: { email, password, name: 'Ann' }, ...more })
  const signIn = (email: string, typed = password, more: Sent = {}) =>
    send('/sign-in/email', { body: { email, password: typed }, ...more })
  const find = (cookie: string) => identity.sessions.find({ cookie })
  return { identity, db, clock, lines, metrics, send, signUp, signIn, find }
}
