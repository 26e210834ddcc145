/** `/v1/runs`: a spend envelope for one agent's run, with a key of its own. Opening reserves the budget, closing gives back the rest. */
import { formatCredits, parseCredits } from '../../base/decimal.ts'
import type { Credits } from '../../base/money.ts'
import { checkModel } from '../access/authenticate.ts'
import { integerField } from '../body/fields.ts'
import type { JsonObject } from '../body/parse.ts'
import { rawBody } from '../body/raw.ts'
import { readSmallBody } from '../body/read.ts'
import { respondJson } from '../call/respond.ts'
import type { Principal, RunAsk, RunFacts } from '../ports.ts'
import { Problem, rejectionProblem } from '../problem.ts'
import { idempotencyKey, requestHash } from '../replay/runs.ts'
import type { Endpoint } from './endpoint.ts'

const HOUR_S = 3_600
const MAX_LIFE_S = 30 * 24 * HOUR_S
const MAX_MODELS = 200
const PAGE = 20
const MAX_PAGE = 100

const open: Endpoint['answer'] = async (parts, { request, outlet, principal }) => {
  parts.checkOpen()
  const key = idempotencyKey(request.headers['idempotency-key'])
  const body = rawBody(await readSmallBody(request, parts.settings), 'application/json', parts.settings)
  await body.load()
  const { value, bytes } = body.json()
  const life = integerField(value, 'expires_in', [1, MAX_LIFE_S]) ?? HOUR_S
  const ask: RunAsk = {
    name: nameIn(value),
    models: modelsIn(value, principal),
    budget: budgetIn(value),
    expiresAt: Math.floor(parts.clock.now()) + life * 1_000,
    retry: key === undefined ? undefined : { key, hash: await requestHash('run', [bytes]) },
  }
  const opened = await parts.runPort.open(principal, ask)
  if (!opened.ok) throw rejectionProblem(opened.code, opened.detail)
  respondJson(outlet, JSON.stringify({ ...shown(opened.run), key: opened.secret }))
}

const list: Endpoint['answer'] = async ({ runPort }, { request, outlet, principal }) => {
  const query = new URL(request.url ?? '/', 'http://relay').searchParams
  const limit = wholeIn(query, 'limit', MAX_PAGE) ?? PAGE
  const before = wholeIn(query, 'after', Number.MAX_SAFE_INTEGER)
  const page = { limit: limit + 1, ended: true, ...(before === undefined ? {} : { before }) }
  const runs = await runPort.list(principal, page)
  const data = runs.slice(0, limit).map(shown)
  respondJson(outlet, JSON.stringify({ object: 'list', data, has_more: runs.length > limit }))
}

const get: Endpoint['answer'] = async ({ runPort }, { outlet, principal, params }) => {
  const run = await runPort.find(principal, idOf(params))
  if (!run) throw new Problem('run_not_found')
  respondJson(outlet, JSON.stringify(shown(run)))
}

const close: Endpoint['answer'] = async ({ runPort }, { outlet, principal, params }) => {
  const answer = await runPort.close(principal, idOf(params))
  if (!answer) throw new Problem('run_not_found')
  if (!answer.ok) throw rejectionProblem(answer.code, answer.detail)
  respondJson(outlet, JSON.stringify(shown(answer.run)))
}

export const runEndpoints: readonly Endpoint[] = [
  { method: 'POST', path: '/v1/runs', answer: open },
  { method: 'GET', path: '/v1/runs', answer: list },
  { method: 'GET', path: '/v1/runs/{id}', answer: get },
  { method: 'DELETE', path: '/v1/runs/{id}', answer: close },
]

function shown({ id, name, status, models, budget, spent, held, returned, createdAt, expiresAt }: RunFacts) {
  const left = (budget - spent - held - returned) as Credits
  return {
    id: String(id),
    object: 'run',
    name,
    status,
    models,
    currency: 'CR',
    budget: formatCredits(budget),
    spent: formatCredits(spent),
    held: formatCredits(held),
    left: formatCredits(left),
    returned: formatCredits(returned),
    created_at: Math.floor(createdAt / 1_000),
    expires_at: Math.floor(expiresAt / 1_000),
  }
}

function idOf({ id = '' }: Readonly<Record<string, string>>): number {
  if (/^[1-9]\d{0,14}$/.test(id)) return Number(id)
  throw new Problem('run_not_found')
}

function wholeIn(query: URLSearchParams, name: string, most: number): number | undefined {
  const text = query.get(name)
  if (text === null) return undefined
  const count = /^\d{1,15}$/.test(text) ? Number(text) : 0
  if (count >= 1 && count <= most) return count
  throw new Problem('invalid_field', { param: name, message: `${name} must be a whole number from 1.` })
}

/** Credits as text, so that no float comes between. */
function budgetIn({ budget }: JsonObject): Credits {
  const credits = typeof budget === 'string' ? parseCredits(budget) : undefined
  if (credits !== undefined && credits > 0) return credits
  throw new Problem('invalid_field', { param: 'budget', message: 'budget is credits as text, such as "0.25".' })
}

function nameIn({ name }: JsonObject): string {
  if (name === undefined || name === null) return 'run'
  if (typeof name === 'string' && name.length <= 64 && /^[^\p{Cc}]*\S[^\p{Cc}]*$/u.test(name)) return name
  throw new Problem('invalid_field', { param: 'name', message: 'name is one line of at most 64 characters.' })
}

/** Never more than the opener may use. */
function modelsIn({ models }: JsonObject, principal: Principal): readonly string[] | null {
  if (models === undefined || models === null) return principal.models
  const names = Array.isArray(models) && models.length > 0 && models.length <= MAX_MODELS ? models : undefined
  if (!names?.every((name) => typeof name === 'string' && name.length >= 1 && name.length <= 128))
    throw new Problem('invalid_field', { param: 'models', message: 'models is a list of names of models.' })
  for (const name of names) checkModel(principal, name)
  return names
}
