/** The OpenAPI 3.1 document, made from the endpoint table. Serving it is pages.ts's business. */
import { z } from 'zod'
import type { Endpoint } from '../../contract/endpoint.ts'
import {
  accessErrors,
  changeErrors,
  commonErrors,
  engineCodes,
  historyErrors,
  idempotencyErrors,
  type ProblemCode,
  serverErrors,
} from '../../contract/errors.ts'
import { API_BASE, endpoints } from '../../contract/index.ts'
import { PROBLEM_TYPE, problem } from '../../contract/problem.ts'
import { identityEndpoints } from '../../contract/system.ts'
import { statusOf, titleOf } from '../problem.ts'

type JsonObject = { [name: string]: unknown }

const intro = `Amounts are decimal strings (CR 6 decimals, LCO 8), times UTC milliseconds, pages \`{items, nextCursor}\`.
Every refusal is problem details (RFC 9457) with a stable \`code\`.
Requests that book something take an \`Idempotency-Key\`.
Sign in for a session cookie, or send a virtual key as \`Authorization: Bearer sk-lx-…\` with the scope that the endpoint names.`

export interface DocumentOptions {
  readonly version: string
  readonly simulation: boolean
}

/** The whole document. Codes of the engine and of the server, endpoints of the platform API and of sign-up. */
export function openApiDocument({ version, simulation }: DocumentOptions): JsonObject {
  const schemas: JsonObject = {}
  const paths: { [path: string]: JsonObject } = {}
  for (const endpoint of [...Object.values(endpoints), ...Object.values(identityEndpoints)] as readonly Endpoint[]) {
    const path = endpoint.path.startsWith('/api/') ? endpoint.path : API_BASE + endpoint.path
    paths[path] = { ...paths[path], [endpoint.method.toLowerCase()]: operation(endpoint, schemas) }
  }
  const problemSchema = schemaOf(problem, 'output', schemas)
  return {
    openapi: '3.1.0',
    info: {
      title: 'L-Exchange',
      version,
      description: simulation ? `${intro}\n\nThis instance is a simulation: all money in it is simulated.` : intro,
    },
    servers: [{ url: '/' }],
    tags: tags(),
    paths,
    components: {
      schemas: { ...schemas, Problem: schemas['Problem'] ?? problemSchema, ErrorCode: errorCodes() },
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: 'lx.session_token' },
        key: { type: 'http', scheme: 'bearer', bearerFormat: 'sk-lx-…' },
      },
    },
  }
}

function operation(endpoint: Endpoint, schemas: JsonObject): JsonObject {
  const [resource] = endpoint.id.split('.')
  return {
    operationId: endpoint.id,
    tags: [resource],
    summary: endpoint.summary,
    ...(endpoint.description ? { description: endpoint.description } : {}),
    ...(endpoint.auth === 'public' ? { security: [] } : { security: security(endpoint) }),
    ...(typeof endpoint.auth === 'string' ? {} : { 'x-scopes': endpoint.auth }),
    parameters: parameters(endpoint, schemas),
    ...(endpoint.body ? { requestBody: requestBody(endpoint.body, schemas) } : {}),
    responses: responses(endpoint, schemas),
  }
}

function security(endpoint: Endpoint): JsonObject[] {
  return endpoint.auth === 'session' ? [{ session: [] }] : [{ session: [] }, { key: [] }]
}

function parameters(endpoint: Endpoint, schemas: JsonObject): JsonObject[] {
  const list: JsonObject[] = []
  for (const [place, schema] of [
    ['path', endpoint.params],
    ['query', endpoint.query],
  ] as const) {
    for (const [name, member] of Object.entries(schema?.shape ?? {})) {
      const json = schemaOf(member as z.ZodType, 'input', schemas)
      const { description, ...rest } = plainParameter(json)
      const optional = place === 'query' && (member as z.ZodType).safeParse(undefined).success
      list.push({ name, in: place, required: !optional, ...(description ? { description } : {}), schema: rest })
    }
  }
  if (endpoint.idempotent) list.push(idempotencyParameter)
  return list
}

/** A number or flag is text on the wire; the document says what the text stands for. */
function plainParameter(json: JsonObject): JsonObject {
  const { pattern, enum: words, ...rest } = json
  if (rest['type'] === 'integer' || rest['type'] === 'boolean') return rest
  return { ...rest, ...(pattern === undefined ? {} : { pattern }), ...(words === undefined ? {} : { enum: words }) }
}

const idempotencyParameter = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description:
    'Makes a retry safe: the same key with the same request gets the first answer, with another request 409.',
  schema: { type: 'string', minLength: 1, maxLength: 128, pattern: '^[\\x21-\\x7e]+$' },
}

function requestBody(body: z.ZodType, schemas: JsonObject): JsonObject {
  return {
    required: !body.safeParse({}).success,
    content: { 'application/json': { schema: schemaOf(body, 'input', schemas) } },
  }
}

function responses(endpoint: Endpoint, schemas: JsonObject): JsonObject {
  const ok: JsonObject = { 'application/json': { schema: schemaOf(endpoint.response, 'output', schemas) } }
  if (endpoint.csv) ok['text/csv'] = { schema: { type: 'string' } }
  const byStatus: { [status: string]: JsonObject } = {
    [endpoint.status ?? 200]: { description: 'Done', content: ok },
  }
  for (const [status, codes] of codesByStatus(endpoint)) {
    byStatus[status] = {
      description: codes.map((code) => `\`${code}\`: ${titleOf(code)}`).join('\n\n'),
      content: { [PROBLEM_TYPE]: { schema: { $ref: '#/components/schemas/Problem' } } },
    }
  }
  return byStatus
}

/** Every code an endpoint may answer: its own and those of its kind. */
export function codesOf(endpoint: Endpoint): Set<ProblemCode> {
  return new Set<ProblemCode>([
    ...commonErrors,
    ...(endpoint.auth === 'public' ? [] : accessErrors),
    // A key that is presented must be good, also where none is needed.
    ...(['unauthorized', 'key_revoked', 'key_expired', 'ip_not_allowed'] as const),
    ...(endpoint.method === 'GET' ? [] : changeErrors),
    ...(endpoint.idempotent ? idempotencyErrors : []),
    ...(endpoint.history ? historyErrors : []),
    ...(endpoint.errors ?? []),
  ])
}

function codesByStatus(endpoint: Endpoint): [string, ProblemCode[]][] {
  const groups = new Map<string, ProblemCode[]>()
  for (const code of codesOf(endpoint)) {
    const status = String(statusOf(code))
    groups.set(status, [...(groups.get(status) ?? []), code])
  }
  return [...groups].sort(([a], [b]) => Number(a) - Number(b))
}

function errorCodes(): JsonObject {
  const codes: ProblemCode[] = [...engineCodes, ...(Object.keys(serverErrors) as (keyof typeof serverErrors)[])]
  return {
    type: 'string',
    enum: codes,
    description: codes.map((code) => `- \`${code}\` (${statusOf(code)}): ${titleOf(code)}`).join('\n'),
  }
}

function tags(): JsonObject[] {
  const names = new Set(Object.keys(endpoints).map((id) => id.split('.')[0]))
  return [...names, 'auth'].map((name) => ({ name }))
}

/** JSON Schema 2020-12 of a zod schema; named schemas go to `schemas` and are referred to. */
function schemaOf(schema: z.ZodType, io: 'input' | 'output', schemas: JsonObject): JsonObject {
  const { $schema: _, $defs, ...json } = z.toJSONSchema(schema, { io, reused: 'inline' }) as JsonObject
  for (const [name, definition] of Object.entries(($defs ?? {}) as JsonObject)) schemas[name] ??= relinked(definition)
  const own = json['id']
  if (typeof own === 'string') {
    const { id: _id, ...rest } = json
    schemas[own] ??= relinked(rest)
    return { $ref: `#/components/schemas/${own}` }
  }
  return relinked(json) as JsonObject
}

/** The same JSON with references into components, without zod's inner ids. */
function relinked(json: unknown): unknown {
  if (Array.isArray(json)) return json.map(relinked)
  if (typeof json !== 'object' || json === null) return json
  return Object.fromEntries(
    Object.entries(json).map(([name, member]) => [
      name,
      name === '$ref' && typeof member === 'string'
        ? member.replace('#/$defs/', '#/components/schemas/')
        : relinked(member),
    ]),
  )
}
