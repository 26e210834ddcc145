/** Pages for developers from our own origin, working offline: openapi.json, the API reference, the error table, llms.txt. */
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import type { Endpoint } from '../../contract/endpoint.ts'
import { engineCodes, type ProblemCode, serverErrors } from '../../contract/errors.ts'
import { API_BASE, endpoints } from '../../contract/index.ts'
import { endpoints as relayEndpoints } from '../../relay/endpoints/registry.ts'
import { pageHeaders } from '../headers.ts'
import { statusOf, titleOf } from '../problem.ts'
import { bestEncoding, compress, type Encoding } from './files.ts'
import { type DocumentOptions, openApiDocument } from './openapi.ts'

/** A text that is made once and kept in each encoding. */
type Text = (encoding: Encoding) => Promise<Buffer>

function keep(make: () => string | Promise<string>): Text {
  const kept = new Map<Encoding, Promise<Buffer>>()
  return (encoding) => {
    const known = kept.get(encoding)
    if (known) return known
    const making = Promise.resolve(make()).then((text) => compress(Buffer.from(text), encoding))
    kept.set(encoding, making)
    making.catch(() => kept.delete(encoding))
    return making
  }
}

export function mountDocs(app: FastifyInstance, options: DocumentOptions): void {
  serve(app, '/openapi.json', { type: 'application/json', text: keep(() => JSON.stringify(openApiDocument(options))) })
  serve(app, '/docs/api', { type: html, text: keep(() => referencePage) })
  serve(app, '/docs/api/start.js', { type: script, text: keep(() => startScript) })
  serve(app, '/docs/api/reference.js', { type: script, text: keep(referenceScript) })
  serve(app, '/docs/errors', { type: html, text: keep(errorsPage) })
  serve(app, '/llms.txt', { type: 'text/plain; charset=utf-8', text: keep(() => llms(options)) })
}

const html = 'text/html; charset=utf-8'
const script = 'text/javascript; charset=utf-8'

function serve(app: FastifyInstance, url: string, page: { readonly type: string; readonly text: Text }): void {
  app.get(url, async (request: FastifyRequest, reply: FastifyReply) => {
    const encoding = bestEncoding(String(request.headers['accept-encoding'] ?? ''))
    reply.headers(pageHeaders).header('vary', 'accept-encoding').header('cache-control', 'no-cache')
    if (encoding !== 'identity') reply.header('content-encoding', encoding)
    return reply.type(page.type).send(await page.text(encoding))
  })
}

/** The bundle is 4 MB, so it is loaded when somebody opens the page; its own HTML would need inline scripts and is not used. */
async function referenceScript(): Promise<string> {
  const { default: reference } = await import('@scalar/fastify-api-reference')
  const source = fastify({ logger: false })
  await source.register(reference, { routePrefix: '/reference', configuration: { url: '/openapi.json' } })
  const { payload } = await source.inject('/reference/js/scalar.js')
  await source.close()
  return payload
}

/** No fonts, no telemetry, no proxy, no agent: the page asks nobody but this server. */
const startScript = `Scalar.createApiReference('#reference', {
  url: '/openapi.json',
  withDefaultFonts: false,
  telemetry: false,
  proxyUrl: '',
  hideClientButton: true,
  showDeveloperTools: 'never',
  agent: { disabled: true },
  mcp: { disabled: true },
  metaData: { title: 'L-Exchange API' },
})
`

const referencePage = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>L-Exchange API</title>
<link rel="icon" href="/favicon.svg">
</head>
<body>
<div id="reference"></div>
<script src="/docs/api/reference.js"></script>
<script src="/docs/api/start.js"></script>
</body>
</html>
`

function errorsPage(): string {
  const codes: ProblemCode[] = [...(Object.keys(serverErrors) as (keyof typeof serverErrors)[]), ...engineCodes]
  const rows = codes.map(
    (code) =>
      `<tr id="${code}"><td><code>${code}</code></td><td>${statusOf(code)}</td><td>${escapeHtml(titleOf(code))}</td></tr>`,
  )
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>L-Exchange API: errors</title>
<style>
:root { color-scheme: light dark }
body { font: 14px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 60rem; padding: 0 1rem }
td, th { text-align: left; padding: .25rem 1rem .25rem 0; vertical-align: top }
tr:target { outline: 2px solid }
</style>
</head>
<body>
<h1>Errors</h1>
<p>Refused requests answer <code>application/problem+json</code> (RFC 9457) with one of these codes, a trace id, and the fields at fault. <a href="/docs/api">API reference</a></p>
<table>
<thead><tr><th>code</th><th>status</th><th>meaning</th></tr></thead>
<tbody>
${rows.join('\n')}
</tbody>
</table>
</body>
</html>
`
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

function llms({ simulation }: DocumentOptions): string {
  const gateway = [...new Set(relayEndpoints.map(({ method, path }) => `- ${method} ${path}`))]
  const platform = (Object.values(endpoints) as readonly Endpoint[]).map(
    (endpoint) => `- ${endpoint.method} ${API_BASE}${endpoint.path}: ${endpoint.summary}`,
  )
  return `# L-Exchange

> An LLM gateway whose paid calls mine L-Coin, with an exchange, staking and public books.${simulation ? ' This instance is a simulation: all money is simulated.' : ''}

Clients of OpenAI, Anthropic and Google work by changing base URL and key (sk-lx-…), nothing else: OpenAI's at /v1, the others at the origin. [Guide](/docs)
Every paid answer says what it cost: headers x-lx-call-id, x-lx-cost, x-lx-mined, x-lx-balance, x-lx-charge, of a model shared out by the launchpad x-lx-quota-remaining; streams carry them in a comment before their end.
The platform API is at ${API_BASE}; every answer and error is described in [openapi.json](/openapi.json), for people in [the reference](/docs/api) and [the error table](/docs/errors).
Amounts are decimal strings; times are UTC milliseconds; send an Idempotency-Key with what books money.
Live data: WebSocket at ${API_BASE}/ws.

## Gateway
${gateway.join('\n')}

## Platform API
${platform.join('\n')}
`
}
