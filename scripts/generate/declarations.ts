/** Reads type declarations of the engine as text, for pages about things that exist as types only. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { root } from '../files.ts'

export interface Field {
  readonly name: string
  readonly type: string
}

export function parse(path: string): ts.SourceFile {
  return ts.createSourceFile(path, readFileSync(join(root, path), 'utf8'), ts.ScriptTarget.Latest, true)
}

/** The doc comment of a declaration, without its markup; '' without one. */
export function docOf(node: ts.Node): string {
  return ts
    .getJSDocCommentsAndTags(node)
    .map((doc) => ts.getTextOfJSDocComment(doc.comment) ?? '')
    .join(' ')
    .trim()
}

export function interfaceNamed(source: ts.SourceFile, name: string): ts.InterfaceDeclaration | undefined {
  return source.statements.filter(ts.isInterfaceDeclaration).find((one) => one.name.text === name)
}

export function typeNamed(source: ts.SourceFile, name: string): ts.TypeAliasDeclaration | undefined {
  return source.statements.filter(ts.isTypeAliasDeclaration).find((one) => one.name.text === name)
}

/** Fields of an interface or object type, those of the interfaces it extends in the same file first. */
export function fieldsOf(source: ts.SourceFile, type: ts.InterfaceDeclaration | ts.TypeLiteralNode): Field[] {
  const parents = ts.isInterfaceDeclaration(type) ? (type.heritageClauses ?? []).flatMap((clause) => clause.types) : []
  const inherited = parents.flatMap(({ expression }) => {
    const parent = interfaceNamed(source, expression.getText())
    return parent ? fieldsOf(source, parent) : []
  })
  const own = type.members.filter(ts.isPropertySignature).map((member) => ({
    name: `${member.name.getText().replaceAll("'", '')}${member.questionToken ? '?' : ''}`,
    type: (member.type?.getText() ?? '').replaceAll(/\s+/g, ' ').replaceAll('readonly ', ''),
  }))
  return [...inherited, ...own]
}

/** "account: AccountId, amount: Credits" */
export function fieldList(fields: readonly Field[]): string {
  return fields.map(({ name, type }) => `\`${name}: ${type}\``).join(', ')
}
