/** What the engine may not use: anything that could make a replay differ from the first run, and floats. */
import ts from 'typescript'
import { isTestFile, type SourceRule } from '../rule.ts'

/** Exact on integers and the same in every JavaScript engine; the rest of Math is not. */
const EXACT_MATH = new Set(['abs', 'ceil', 'clz32', 'floor', 'imul', 'max', 'min', 'sign', 'trunc'])

const GLOBALS: Readonly<Record<string, string>> = {
  Date: 'time comes in with the command; calendar arithmetic is in src/base/calendar.ts',
  Intl: 'formatting depends on the machine and belongs to the shells around the engine',
  Promise: 'the engine is synchronous: I/O belongs to the shells around it',
  console: 'the engine has no output: return an event or a rejection',
  crypto: 'the engine has no randomness: ids are counters, external ids and digests come in from outside',
  fetch: 'the engine has no I/O: pass the result in with the command',
  parseFloat: 'money is integers: parse with src/base/decimal.ts at the edge',
  performance: 'the engine knows no clock: time comes in with the command',
  process: 'the engine knows no process: pass the value in',
  queueMicrotask: 'the engine is synchronous: due work goes through calendar.ts',
  setInterval: 'the engine knows no clock: due work goes through calendar.ts',
  setTimeout: 'the engine knows no clock: due work goes through calendar.ts',
}

const FLOAT_METHODS = new Set(['toFixed', 'toPrecision', 'toExponential'])
const LOCALE_METHODS = new Set(['localeCompare', 'toLocaleString', 'toLocaleLowerCase', 'toLocaleUpperCase'])

export const determinism: SourceRule = {
  name: 'determinism',
  applies: (path) => path.startsWith('src/engine/') && !isTestFile(path),
  node(node, report) {
    const message = objection(node)
    if (message) report(node, message)
  },
}

function objection(node: ts.Node): string | undefined {
  if (ts.isIdentifier(node)) return globalUse(node)
  if (ts.isPropertyAccessExpression(node)) return memberUse(node)
  if (ts.isNumericLiteral(node) && !Number.isInteger(Number(node.text))) {
    return `${node.text} is a float: count in the smallest unit, or in basis points`
  }
  if (ts.isBinaryExpression(node)) return operatorUse(node)
  return undefined
}

function globalUse(node: ts.Identifier): string | undefined {
  const reason = Object.hasOwn(GLOBALS, node.text) ? GLOBALS[node.text] : undefined
  return reason && isReference(node) ? `${node.text} in the engine: ${reason}` : undefined
}

/** False where the word only names a member, a field or a declaration. */
function isReference(node: ts.Identifier): boolean {
  const { parent } = node
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node
  if (ts.isTypeReferenceNode(parent) || ts.isShorthandPropertyAssignment(parent)) return true
  return !('name' in parent && parent.name === node) && !('propertyName' in parent && parent.propertyName === node)
}

function memberUse(node: ts.PropertyAccessExpression): string | undefined {
  const member = node.name.text
  if (node.expression.getText() === 'Math' && !EXACT_MATH.has(member)) {
    return `Math.${member} is not exact, or not the same on every machine: use src/base/math.ts or a table of integers`
  }
  if (FLOAT_METHODS.has(member)) return `${member} rounds a float: amounts are printed by src/base/decimal.ts`
  if (LOCALE_METHODS.has(member)) return `${member} depends on the machine's language: compare code units with <`
  return undefined
}

function operatorUse(node: ts.BinaryExpression): string | undefined {
  if (node.operatorToken.kind !== ts.SyntaxKind.AsteriskAsteriskToken) return undefined
  const exact = ts.isBigIntLiteral(node.left) || ts.isBigIntLiteral(node.right) || node.left.getText() === '2'
  return exact
    ? undefined
    : '** is exact on every machine for bigint and powers of 2 only: use those, or a table of integers'
}
