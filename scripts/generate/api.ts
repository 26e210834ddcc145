/** docs/reference/api.md: every endpoint of the platform API in brief; openapi.json has the schemas. */
import type { Access, Endpoint } from '../../src/contract/endpoint.ts'
import { API_BASE, endpoints } from '../../src/contract/index.ts'
import { ownChannels, publicChannels, SOCKET_PATH } from '../../src/contract/socket.ts'
import { code, type Page, table } from './page.ts'

export const api: Page = {
  file: 'api.md',
  title: 'Platform API',
  sources: ['src/contract/'],
  body: () => `
Paths are relative to \`${API_BASE}\`. Requests and answers in full: \`GET /openapi.json\` of a running server, or its documentation page. Refusals: [rejections.md](rejections.md).

${[...byResource()].map(([resource, list]) => `## ${resource}\n\n${endpointTable(list)}`).join('\n\n')}

## Live socket

\`${SOCKET_PATH}\`, a WebSocket with resumable sequence numbers.

${table(
  ['Channel', 'Who'],
  [...publicChannels.map((name) => [code(name), 'anyone']), ...ownChannels.map((name) => [code(name), 'its owner'])],
)}
`,
}

function byResource(): Map<string, Endpoint[]> {
  const all: Endpoint[] = Object.values(endpoints)
  return Map.groupBy(all, ({ id }) => id.slice(0, id.lastIndexOf('.')))
}

function endpointTable(list: readonly Endpoint[]): string {
  const rows = list.map(({ method, path, summary, auth, idempotent, csv, errors = [] }) => [
    code(`${method} ${path}`),
    summary,
    who(auth),
    [idempotent ? 'idempotency key' : '', csv ? 'CSV' : ''].filter(Boolean).join(', '),
    errors.map(code).join(' '),
  ])
  return table(['Request', 'Does', 'Who', 'Takes', 'Own refusals'], rows)
}

function who(auth: Access): string {
  if (auth === 'public') return 'anyone'
  if (auth === 'session') return 'session'
  if (auth === 'operator') return 'operator'
  return `session or key with ${auth.map(code).join(' or ')}`
}
