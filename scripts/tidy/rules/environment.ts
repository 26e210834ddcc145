/** Who may read the process environment: configuration has one place, so that every variable is documented. */
import ts from 'typescript'
import { isGenerated, type SourceRule } from '../rule.ts'

const MAY_READ =
  /^(src\/config\.ts|test\/scale\.ts|test\/browser\/past\.ts|scripts\/.*|bench\/.*|vitest\.config\.ts|web\/vite\.config\.ts)$/

export const environment: SourceRule = {
  name: 'environment',
  applies: (path) => !isGenerated(path) && !MAY_READ.test(path),
  node(node, report) {
    if (readsEnvironment(node))
      report(node, 'process.env is read in src/config.ts only: add the variable there and pass the value in')
  },
}

function readsEnvironment(node: ts.Node): boolean {
  if (ts.isPropertyAccessExpression(node)) return isProcess(node.expression) && node.name.text === 'env'
  if (ts.isElementAccessExpression(node)) return isProcess(node.expression)
  if (ts.isVariableDeclaration(node) && node.initializer && ts.isObjectBindingPattern(node.name)) {
    return (
      isProcess(node.initializer) &&
      node.name.elements.some((element) => (element.propertyName ?? element.name).getText() === 'env')
    )
  }
  if (ts.isImportSpecifier(node)) {
    const from = node.parent.parent.parent.moduleSpecifier
    return (
      ts.isStringLiteral(from) && /^(node:)?process$/.test(from.text) && (node.propertyName ?? node.name).text === 'env'
    )
  }
  return false
}

function isProcess(expression: ts.Expression): boolean {
  const name = expression.getText()
  return name === 'process' || name === 'globalThis.process'
}
