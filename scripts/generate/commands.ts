/** docs/reference/commands.md: every command of the engine with its input and result. */
import ts from 'typescript'
import { docOf, fieldList, fieldsOf, interfaceNamed, parse, typeNamed } from './declarations.ts'
import { code, type Page, table } from './page.ts'

const SOURCE = 'src/engine/command.ts'
/** What commands about the market are made of. */
const MARKET = 'src/engine/order-types.ts'

export const commands: Page = {
  file: 'commands.md',
  title: 'Commands',
  sources: [SOURCE, MARKET],
  body: () => {
    const source = parse(SOURCE)
    const entries = interfaceNamed(source, 'CommandTable')?.members.filter(ts.isPropertySignature) ?? []
    const shape = (type: ts.TypeNode | undefined): string => describe(source, type)
    const rows = entries.map((entry) => {
      const parts =
        entry.type && ts.isTypeLiteralNode(entry.type) ? entry.type.members.filter(ts.isPropertySignature) : []
      const part = (name: string) => shape(parts.find((member) => member.name.getText() === name)?.type)
      return [code(entry.name.getText().replaceAll("'", '')), part('input'), part('result')]
    })
    return `
What the engine can be told. A command is checked as a whole before it changes anything; its time and, optionally, an idempotency key with a hash of the input are on the envelope. Types are those of \`${SOURCE}\` and \`${MARKET}\`.

${table(['Command', 'Input', 'Result'], rows)}

## Shapes

${shapes([source, parse(MARKET)])}
`
  },
}

/** The fields of a small type in place, the name of a declared one. */
function describe(source: ts.SourceFile, type: ts.TypeNode | undefined): string {
  if (!type) return ''
  if (ts.isTypeLiteralNode(type)) return fieldList(fieldsOf(source, type))
  if (ts.isIntersectionTypeNode(type)) return type.types.map((one) => describe(source, one)).join(' and ')
  const text = type.getText()
  return text === 'Record<string, never>' ? '—' : code(text)
}

/** Every declared type of these files, interfaces first. */
function shapes(sources: readonly ts.SourceFile[]): string {
  const rows = [...sources.flatMap(interfaceRows), ...sources.flatMap(unionRows)]
  return table(['Name', 'Is', 'Meaning'], rows)
}

function interfaceRows(source: ts.SourceFile): string[][] {
  const named = source.statements.filter(ts.isInterfaceDeclaration).filter(({ name }) => name.text !== 'CommandTable')
  return named.map((one) => [code(one.name.text), fieldList(fieldsOf(source, one)), docOf(one)])
}

function unionRows(source: ts.SourceFile): string[][] {
  const unions = source.statements
    .filter(ts.isTypeAliasDeclaration)
    .filter(({ name }) => typeNamed(source, name.text)?.typeParameters === undefined)
  return unions.map((one) => [code(one.name.text), code(one.type.getText().replaceAll(/\s+/g, ' ')), docOf(one)])
}
