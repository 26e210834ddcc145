/** docs/reference/commands.md: every command of the engine with its input and result. */
import ts from 'typescript'
import { docOf, fieldList, fieldsOf, parse, typeNamed } from './declarations.ts'
import { code, type Page, table } from './page.ts'

const SOURCE = 'src/engine/command.ts'
/** What commands about the market are made of. */
const MARKET = 'src/engine/order-types.ts'
/** Commands of products that stand by themselves. */
const PRODUCTS = ['lending', 'launchpad', 'prediction', 'governance', 'wars'].map(
  (name) => `src/engine/${name}-commands.ts`,
)
const TABLE = /^(CommandTable|\w+Commands)$/

export const commands: Page = {
  file: 'commands.md',
  title: 'Commands',
  sources: [SOURCE, MARKET, ...PRODUCTS],
  body: () => {
    const sources = [SOURCE, ...PRODUCTS].map(parse)
    const rows = sources.flatMap(rowsOf)
    return `
What the engine can be told. A command is checked as a whole before it changes anything; its time and, optionally, an idempotency key with a hash of the input are on the envelope. Types are those of \`${SOURCE}\` and \`${MARKET}\`.

${table(['Command', 'Input', 'Result'], rows)}

## Shapes

${shapes([...sources, parse(MARKET)])}
`
  },
}

/** The commands that a file declares. */
function rowsOf(source: ts.SourceFile): string[][] {
  const tables = source.statements.filter(ts.isInterfaceDeclaration).filter(({ name }) => TABLE.test(name.text))
  return tables
    .flatMap(({ members }) => members.filter(ts.isPropertySignature))
    .map((entry) => {
      const parts =
        entry.type && ts.isTypeLiteralNode(entry.type) ? entry.type.members.filter(ts.isPropertySignature) : []
      const part = (name: string) => describe(source, parts.find((member) => member.name.getText() === name)?.type)
      return [code(entry.name.getText().replaceAll("'", '')), part('input'), part('result')]
    })
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
  const named = source.statements.filter(ts.isInterfaceDeclaration).filter(({ name }) => !TABLE.test(name.text))
  return named.map((one) => [code(one.name.text), fieldList(fieldsOf(source, one)), docOf(one)])
}

function unionRows(source: ts.SourceFile): string[][] {
  const unions = source.statements
    .filter(ts.isTypeAliasDeclaration)
    .filter(({ name }) => typeNamed(source, name.text)?.typeParameters === undefined)
  return unions.map((one) => [code(one.name.text), code(one.type.getText().replaceAll(/\s+/g, ' ')), docOf(one)])
}
