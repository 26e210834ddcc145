/** Ways around the type checker. */
import ts from 'typescript'
import { isGenerated, type SourceRule } from '../rule.ts'

export const noAny: SourceRule = {
  name: 'no-any',
  applies: (path) => !isGenerated(path),
  node(node, report) {
    if (node.kind === ts.SyntaxKind.AnyKeyword)
      report(node, 'any switches checking off: say the type, or unknown and narrow it')
  },
}

export const noDoubleCast: SourceRule = {
  name: 'no-double-cast',
  applies: (path) => !isGenerated(path),
  node(node, report) {
    if (!ts.isAsExpression(node)) return
    const inner = ts.isParenthesizedExpression(node.expression) ? node.expression.expression : node.expression
    if (!ts.isAsExpression(inner) || inner.type.kind !== ts.SyntaxKind.UnknownKeyword) return
    report(node, 'a cast through unknown hides a wrong type: narrow with a check, or parse with a schema')
  },
}
