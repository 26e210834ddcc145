/** Client secrets for realtime sessions, in the form of today and of the beta; and what a session's path says to who asks without a socket. */
import { randomBytes } from 'node:crypto'
import { checkModel, secretOf } from '../access/authenticate.ts'
import { integerField, objectField } from '../body/fields.ts'
import type { JsonObject } from '../body/parse.ts'
import { rawBody } from '../body/raw.ts'
import { readSmallBody } from '../body/read.ts'
import { respondJson } from '../call/respond.ts'
import { Problem } from '../problem.ts'
import { sessionCandidates } from '../realtime/candidates.ts'
import { type AnswerParts, type Asked, type Endpoint, enterRate } from './endpoint.ts'

/** Seconds. */
const LIFE = { least: 10, usual: 600, most: 7_200 } as const
/** The beta's tokens last a minute. */
const BETA_LIFE = 60

interface Made {
  readonly token: string
  /** Seconds since 1970. */
  readonly expiresAt: number
  readonly session: JsonObject
}

async function bodyOf({ rates, settings }: AnswerParts, { principal, outlet, request }: Asked): Promise<JsonObject> {
  enterRate(rates, principal, outlet)
  const bytes = await readSmallBody(request, settings)
  if (bytes.length === 0) return {}
  const body = rawBody(bytes, '', settings)
  await body.load()
  return body.json().value
}

/** For the key that asks: a page's session has none that could be stood in for. */
function make(
  parts: AnswerParts,
  { request, principal }: Asked,
  asked: { session: JsonObject; seconds: number },
): Made {
  const key = secretOf(request)
  if (key === undefined) throw new Problem('missing_key')
  const { model, ...session } = asked.session
  if (typeof model !== 'string' || model === '' || model.length > 256)
    throw new Problem('invalid_field', { param: 'session.model', message: 'Name the model of the session.' })
  checkModel(principal, model)
  sessionCandidates(parts, principal, model)
  const expiresAt = Math.floor(parts.clock.now() / 1_000) + asked.seconds
  const address = parts.addressOf(request)
  const { account } = principal
  const token = parts.secrets.create({ account, key, address, model, session, expiresAt: expiresAt * 1_000 })
  const id = `sess_${randomBytes(12).toString('base64url')}`
  return { token, expiresAt, session: { id, object: 'realtime.session', ...session, model } }
}

const clientSecret: Endpoint['answer'] = async (parts, asked) => {
  const body = await bodyOf(parts, asked)
  const session = objectField(body, 'session') ?? {}
  if (session['type'] === 'transcription')
    throw new Problem('endpoint_not_supported', { message: 'Sessions that only transcribe are not offered here.' })
  const seconds = integerField(objectField(body, 'expires_after') ?? {}, 'seconds', [LIFE.least, LIFE.most])
  const made = make(parts, asked, { session: { type: 'realtime', ...session }, seconds: seconds ?? LIFE.usual })
  const { token, expiresAt } = made
  respondJson(asked.outlet, JSON.stringify({ value: token, expires_at: expiresAt, session: made.session }))
}

const betaSession: Endpoint['answer'] = async (parts, asked) => {
  const { client_secret: wanted, ...session } = await bodyOf(parts, asked)
  const after = objectField(objectField({ wanted }, 'wanted') ?? {}, 'expires_after') ?? {}
  const seconds = integerField(after, 'seconds', [LIFE.least, LIFE.most]) ?? BETA_LIFE
  const made = make(parts, asked, { session, seconds })
  const client_secret = { value: made.token, expires_at: made.expiresAt }
  respondJson(asked.outlet, JSON.stringify({ ...made.session, client_secret }))
}

const plain: Endpoint['answer'] = async () => {
  throw new Problem('upgrade_required')
}

export const realtimeEndpoints: readonly Endpoint[] = [
  { method: 'GET', path: '/v1/realtime', dialect: 'openai', answer: plain },
  { method: 'POST', path: '/v1/realtime/client_secrets', dialect: 'openai', answer: clientSecret },
  { method: 'POST', path: '/v1/realtime/sessions', dialect: 'openai', answer: betaSession },
]
