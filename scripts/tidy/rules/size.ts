/** Limits on the length of files and functions and on positional parameters. */
import ts from 'typescript'
import { isGenerated, type SourceRule } from '../rule.ts'

const MAX_FILE_LINES = 400
const MAX_FUNCTION_LINES = 70
const MAX_PARAMETERS = 3

export const fileLength: SourceRule = {
  name: 'file-length',
  applies: (path) => !isGenerated(path),
  file({ tree, text }, report) {
    const lines = tree.getLineAndCharacterOfPosition(text.trimEnd().length).line + 1
    if (lines <= MAX_FILE_LINES) return
    report(
      MAX_FILE_LINES + 1,
      `${lines} lines, at most ${MAX_FILE_LINES}: find the seam and move one concern to its own file`,
    )
  },
}

export const functionLength: SourceRule = {
  name: 'function-length',
  applies: (path) => !isGenerated(path),
  node(node, report) {
    if (!isFunctionWithBody(node) || isSuite(node)) return
    const lines = lineOf(node, node.end) - lineOf(node, node.getStart()) + 1
    if (lines <= MAX_FUNCTION_LINES) return
    report(node, `function of ${lines} lines, at most ${MAX_FUNCTION_LINES}: name its steps and make them functions`)
  },
}

export const parameterCount: SourceRule = {
  name: 'parameter-count',
  applies: (path) => !isGenerated(path),
  node(node, report) {
    if (!isFunctionWithBody(node) || isCallback(node)) return
    const positional = node.parameters.filter((parameter) => parameter.name.getText() !== 'this')
    if (positional.length <= MAX_PARAMETERS) return
    report(
      node,
      `${positional.length} positional parameters, at most ${MAX_PARAMETERS}: pass one object with named fields`,
    )
  },
}

function isFunctionWithBody(node: ts.Node): node is ts.FunctionLikeDeclaration {
  return ts.isFunctionLike(node) && 'body' in node && node.body !== undefined
}

/** A function that only holds tests, such as the callback of describe(); the tests have their own limit. */
function isSuite({ body }: ts.FunctionLikeDeclaration): boolean {
  if (!body || !ts.isBlock(body)) return false
  const calls = body.statements.filter(ts.isExpressionStatement).map(({ expression }) => expression.getText())
  return calls.some((text) => /^(?:describe|suite|test|it)\b/.test(text))
}

/** The callee decides how many parameters a function written as its argument gets. */
function isCallback(node: ts.Node): boolean {
  return ts.isCallExpression(node.parent) || ts.isNewExpression(node.parent)
}

function lineOf(node: ts.Node, position: number): number {
  return node.getSourceFile().getLineAndCharacterOfPosition(position).line
}
