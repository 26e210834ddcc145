/** Names that hide what a thing is: in paths and in declarations. And the sentence each file starts with. */
import ts from 'typescript'
import { always, isGenerated, type SourceRule, type TextRule } from '../rule.ts'

const VAGUE_SEGMENT = /^(utils?|helpers?|misc|managers?|services?|impl)$/i
const VAGUE_SUFFIX = /(?:Manager|Service|Impl|Helpers?|Utils?)$/
const INTERFACE_PREFIX = /^I[A-Z][a-z]/

export const vaguePath: TextRule = {
  name: 'vague-path',
  applies: always,
  path(path, report) {
    const vague = path.split('/').find((segment) => VAGUE_SEGMENT.test(segment.replace(/\.\w+$/, '')))
    if (vague) report(`"${vague}" says nothing about its content: name the file or folder after the thing it holds`)
  },
}

export const vagueName: SourceRule = {
  name: 'vague-name',
  applies: (path) => !isGenerated(path),
  node(node, report) {
    const name = declaredName(node)
    if (!name) return
    if (VAGUE_SUFFIX.test(name))
      report(node, `"${name}": name it after what it is or does, not Manager, Service, Impl, Helper or Util`)
    if (isType(node) && INTERFACE_PREFIX.test(name))
      report(node, `"${name}": drop the I, a type is named after the thing`)
  },
}

export const firstSentence: SourceRule = {
  name: 'first-sentence',
  applies: (path) => !isGenerated(path),
  file({ text }, report) {
    const start = text.replace(/^#!.*\n/, '')
    const comment = /^\/\*\*([\s\S]*?)\*\//.exec(start)?.[1]?.trim()
    if (!comment) report(1, 'the file starts with /** one sentence: what is here and what is not */')
  },
}

function declaredName(node: ts.Node): string | undefined {
  const declares =
    ts.isClassLike(node) ||
    ts.isInterfaceDeclaration(node) ||
    ts.isTypeAliasDeclaration(node) ||
    ts.isFunctionDeclaration(node) ||
    ts.isVariableDeclaration(node)
  return declares && node.name && ts.isIdentifier(node.name) ? node.name.text : undefined
}

function isType(node: ts.Node): boolean {
  return ts.isClassLike(node) || ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)
}
