/** docs/reference/events.md: every fact the engine leaves behind, from which history, sockets and the log are fed. */
import ts from 'typescript'
import { docOf, fieldList, fieldsOf, interfaceNamed, parse, typeNamed } from './declarations.ts'
import { code, type Page, table } from './page.ts'

const SOURCE = 'src/engine/event.ts'
/** Where the members of its union are declared. */
const DECLARED = [
  SOURCE,
  'src/engine/governance-events.ts',
  'src/engine/launchpad-events.ts',
  'src/engine/lending-events.ts',
  'src/engine/margin-events.ts',
  'src/engine/wars-events.ts',
  'src/engine/staking-events.ts',
  'src/engine/prediction-events.ts',
  'src/engine/week-events.ts',
]

export const events: Page = {
  file: 'events.md',
  title: 'Events',
  sources: DECLARED,
  body: () => {
    const source = parse(SOURCE)
    const union = typeNamed(source, 'Event')?.type
    const members = union && ts.isUnionTypeNode(union) ? union.types : []
    return `
Facts that accepted commands leave behind, in order; a refused command leaves none. Types are those of \`${SOURCE}\` and \`src/engine/command.ts\`.

${table(
  ['Event', 'Carries', 'Meaning'],
  members.map((member) => describe(DECLARED.map(parse), member)),
)}
`
  },
}

function describe(sources: readonly ts.SourceFile[], member: ts.TypeNode): string[] {
  const home = sources.find((source) => interfaceNamed(source, member.getText())) ?? (sources[0] as ts.SourceFile)
  const declared = interfaceNamed(home, member.getText())
  const shape = declared ?? (ts.isTypeLiteralNode(member) ? member : undefined)
  if (!shape)
    throw new Error(
      `${SOURCE}: the event ${member.getText()} is neither an object type nor an interface of ${DECLARED.join(', ')}`,
    )
  const fields = fieldsOf(home, shape)
  const type = fields.find(({ name }) => name === 'type')?.type ?? ''
  const names = (typeNamed(home, type)?.type.getText() ?? type)
    .split('|')
    .map((name) => code(name.trim().replaceAll("'", '')))
  return [names.join(' '), fieldList(fields.filter(({ name }) => name !== 'type')), declared ? docOf(declared) : '']
}
