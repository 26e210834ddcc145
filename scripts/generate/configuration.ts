/** docs/reference/configuration.md: every environment variable that is read. */
import { type Variable, variables } from '../../src/config.ts'
import { code, type Page, table } from './page.ts'

export const configuration: Page = {
  file: 'configuration.md',
  title: 'Configuration',
  sources: ['src/config.ts'],
  body: () => {
    const all: [string, Variable][] = Object.entries(variables)
    return `
Environment variables; none is needed. A value that can not be used stops the start with a message that names the variable. Values marked *secret* are never printed.

## Server

${rows(all.filter(([, variable]) => !variable.cli))}

## Command line

Read by \`npm run lx\`.

${rows(all.filter(([, variable]) => variable.cli))}

## Tests and tools

${table(
  ['Variable', 'Meaning'],
  [
    [code('LX_TEST_SCALE'), 'Share of the large counts that tests run; `npm test` 0.05, `npm run soak` 1.'],
    [code('LX_CI'), '`1`: a test that would be skipped or left out fails the run.'],
    [code('CHROMIUM'), 'Path of the Chromium that browser tests drive; unset, the usual places are looked at.'],
  ],
)}
`
  },
}

function rows(entries: readonly [string, Variable][]): string {
  return table(
    ['Variable', 'Default', 'Values', 'Meaning'],
    entries.map(([name, variable]) => [code(name), code(variable.default), values(variable), variable.text]),
  )
}

function values({ type, choices, min, max, secret }: Variable): string {
  const range = min !== undefined && max !== undefined ? `${min}–${max}` : type
  return `${choices ? choices.map(code).join(', ') : range}${secret ? ', *secret*' : ''}`
}
