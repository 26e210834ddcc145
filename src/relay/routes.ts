/** Finds the endpoint of a request, and in whose dialect it answers. */
import type { IncomingHttpHeaders } from 'node:http'
import type { Dialect } from './dialects/dialect.ts'
import { dialects } from './dialects/registry.ts'
import type { Endpoint } from './endpoints/endpoint.ts'
import { endpoints } from './endpoints/registry.ts'

export interface Route {
  readonly dialect: Dialect
  /** Undefined: not supported, which is 501 and never 404. */
  readonly endpoint: Endpoint | undefined
  readonly params: Readonly<Record<string, string>>
}

interface Pattern {
  readonly endpoint: Endpoint
  readonly form: RegExp
}

const fixed = new Map<string, Endpoint>()
const patterns: Pattern[] = []
for (const endpoint of endpoints) {
  if (endpoint.path.includes('{')) patterns.push({ endpoint, form: formOf(endpoint.path) })
  else fixed.set(`${endpoint.method} ${endpoint.path}`, endpoint)
}

/** `target` is the request target as it came, query included. */
export function routeOf(method: string, target: string, headers: IncomingHttpHeaders): Route {
  const path = pathOf(target)
  const found = find(method === 'HEAD' ? 'GET' : method, path)
  const dialect = found?.endpoint.dialect ? dialects[found.endpoint.dialect] : dialectOf(path, headers)
  return { dialect, endpoint: found?.endpoint, params: found?.params ?? {} }
}

function find(method: string, path: string): (Pick<Route, 'params'> & { readonly endpoint: Endpoint }) | undefined {
  const endpoint = fixed.get(`${method} ${path}`)
  if (endpoint) return { endpoint, params: {} }
  for (const pattern of patterns) {
    if (pattern.endpoint.method !== method) continue
    const params = decoded(pattern.form.exec(path)?.groups)
    if (params) return { endpoint: pattern.endpoint, params }
  }
  return undefined
}

function formOf(path: string): RegExp {
  const source = path.split(/(\{\w+\+?\})/).map((piece) => {
    const name = /^\{(\w+)(\+?)\}$/.exec(piece)
    if (!name) return piece.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    return `(?<${name[1]}>${name[2] ? '.{1,300}?' : '[^/]{1,300}?'})`
  })
  return new RegExp(`^${source.join('')}$`)
}

function dialectOf(path: string, headers: IncomingHttpHeaders): Dialect {
  if (path.startsWith('/v1beta/')) return dialects.gemini
  if (path.startsWith('/v1/messages') || headers['anthropic-version'] !== undefined) return dialects.anthropic
  return headers['x-goog-api-key'] === undefined ? dialects.openai : dialects.gemini
}

function pathOf(target: string): string {
  const query = target.indexOf('?')
  const path = query < 0 ? target : target.slice(0, query)
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path
}

/** Undefined when a name is not validly encoded. */
function decoded(groups: Readonly<Record<string, string>> | undefined): Readonly<Record<string, string>> | undefined {
  if (!groups) return undefined
  try {
    return Object.fromEntries(Object.entries(groups).map(([name, text]) => [name, decodeURIComponent(text)]))
  } catch {
    return undefined
  }
}
