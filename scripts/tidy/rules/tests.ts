/** What tests may not do: hide, run alone, or be called by a number. */
import ts from 'typescript'
import { isTestFile, type SourceRule } from '../rule.ts'

const RUNNERS = /^(test|it|describe|suite)$/
const SWITCHES = new Set(['skip', 'only', 'todo', 'fails', 'skipIf', 'runIf'])
const OTHER_SPELLINGS = new Set(['xit', 'xtest', 'xdescribe', 'fit', 'fdescribe'])
const NUMBERED = /^\s*(?:#?\d+[.):]|(?:test|case|scenario|step|tc?)[\s_-]*#?\d+\b)/i

export const noSwitchedTests: SourceRule = {
  name: 'no-switched-tests',
  applies: isTestFile,
  node(node, report) {
    if (ts.isPropertyAccessExpression(node) && SWITCHES.has(node.name.text) && RUNNERS.test(firstWord(node))) {
      report(
        node,
        `.${node.name.text} hides a failure: repair the test or delete it; what needs a system package is left out in scripts/test.ts`,
      )
    }
    if (ts.isCallExpression(node) && OTHER_SPELLINGS.has(node.expression.getText())) {
      report(node, `${node.expression.getText()} hides a failure: repair the test or delete it`)
    }
  },
}

export const testName: SourceRule = {
  name: 'test-name',
  applies: isTestFile,
  node(node, report) {
    if (!ts.isCallExpression(node) || !RUNNERS.test(firstWord(node))) return
    const [name] = node.arguments
    if (!name || !ts.isStringLiteralLike(name) || !NUMBERED.test(name.text)) return
    report(
      name,
      `"${name.text}": name a test by its claim, such as "releases the rest of the hold when the stream is cut"`,
    )
  },
}

/** The identifier a chain such as test.each(rows) or it.skip starts with. */
function firstWord(node: ts.Node): string {
  let at = node
  while (ts.isCallExpression(at) || ts.isPropertyAccessExpression(at) || ts.isTaggedTemplateExpression(at)) {
    at = ts.isTaggedTemplateExpression(at) ? at.tag : at.expression
  }
  return ts.isIdentifier(at) ? at.text : ''
}
