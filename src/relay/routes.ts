/** Which path is which endpoint, and in whose dialect it answers. What is unknown is unsupported, never a 404. */
import type { IncomingHttpHeaders } from 'node:http'
import type { Dialect } from './dialects/dialect.ts'
import { dialects } from './dialects/registry.ts'

export type CallKindName = 'chat' | 'embeddings'

export type Endpoint =
  | { readonly kind: 'call'; readonly call: CallKindName }
  | { readonly kind: 'quote' }
  | { readonly kind: 'models' }
  | { readonly kind: 'model'; readonly model: string }
  | { readonly kind: 'preflight' }
  | { readonly kind: 'unsupported' }

export interface Route {
  readonly dialect: Dialect
  readonly endpoint: Endpoint
}

const posts: Readonly<Record<string, Endpoint>> = {
  '/v1/chat/completions': { kind: 'call', call: 'chat' },
  '/v1/embeddings': { kind: 'call', call: 'embeddings' },
  '/v1/quote': { kind: 'quote' },
}

const modelPath = /^\/(?:v1|v1beta)\/models\/(.{1,300})$/

/** `target` is the request target as it came, query included. */
export function routeOf(method: string, target: string, headers: IncomingHttpHeaders): Route {
  const path = pathOf(target)
  return { dialect: dialectOf(path, headers), endpoint: endpointOf(method, path) }
}

function endpointOf(method: string, path: string): Endpoint {
  if (method === 'OPTIONS') return { kind: 'preflight' }
  if (method === 'POST') return posts[path] ?? { kind: 'unsupported' }
  if (method !== 'GET' && method !== 'HEAD') return { kind: 'unsupported' }
  if (path === '/v1/models' || path === '/v1beta/models') return { kind: 'models' }
  const model = decoded(modelPath.exec(path)?.[1])
  return model === undefined ? { kind: 'unsupported' } : { kind: 'model', model }
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

function decoded(text: string | undefined): string | undefined {
  try {
    return text === undefined ? undefined : decodeURIComponent(text)
  } catch {
    return undefined
  }
}
