/** docs/reference/rejections.md: every refusal of the engine and of the server around it. */
import { serverErrors } from '../../src/contract/errors.ts'
import { rejectionCodes, rejectionStatus, rejectionText } from '../../src/engine/rejections.ts'
import { code, type Page, table } from './page.ts'

const head = ['Code', 'Status', 'Text']

export const rejections: Page = {
  file: 'rejections.md',
  title: 'Rejections',
  sources: ['src/engine/rejections.ts', 'src/contract/errors.ts'],
  body: () => `
A request that is refused changes nothing. The answer is a problem document (RFC 9457) whose \`code\` is one of these names; the names are stable, the texts are not.

## Refusals of the engine

Rules about money, orders, keys and calls, found before anything is written.

${table(
  head,
  rejectionCodes.map((name) => [code(name), String(rejectionStatus(name)), rejectionText(name)]),
)}

## Refusals of the server

About the request itself, who is asking, and the state of the service.

${table(
  head,
  Object.entries(serverErrors).map(([name, [status, text]]) => [code(name), String(status), text]),
)}
`,
}
