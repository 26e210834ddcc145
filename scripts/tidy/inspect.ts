/** Runs the tidy rules over one file's text. Reads no files itself. */
import ts from 'typescript'
import { sourceRules, textRules } from './registry.ts'
import type { Exception, Finding, SourceFile, SourceRule } from './rule.ts'

const SOURCE = /\.(?:[cm]?[jt]s|tsx)$/

/** Findings in one file, in order of line. */
export function inspect(path: string, text: string): Finding[] {
  const findings = [...inspectText(path, text), ...(SOURCE.test(path) ? inspectSource(path, text) : [])]
  return findings.sort((a, b) => a.line - b.line)
}

/** What remains after the accepted exceptions, and the exceptions that nothing needs any more. */
export function judge(findings: readonly Finding[], exceptions: readonly Exception[]) {
  const covers = (exception: Exception, finding: Finding): boolean =>
    exception.rule === finding.rule && exception.file === finding.file
  return {
    open: findings.filter((finding) => !exceptions.some((exception) => covers(exception, finding))),
    stale: exceptions.filter((exception) => !findings.some((finding) => covers(exception, finding))),
  }
}

function inspectText(path: string, text: string): Finding[] {
  const findings: Finding[] = []
  for (const rule of textRules.filter((one) => one.applies(path))) {
    const add = (line: number, message: string) => findings.push({ rule: rule.name, file: path, line, message })
    rule.path?.(path, (message) => add(1, message))
    if (!rule.line) continue
    for (const [index, line] of text.split('\n').entries()) rule.line(line, (message) => add(index + 1, message))
  }
  return findings
}

function inspectSource(path: string, text: string): Finding[] {
  const rules = sourceRules.filter((rule) => rule.applies(path))
  const tree = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true)
  const source: SourceFile = { path, text, tree }
  const findings: Finding[] = []
  const reportFor = (rule: SourceRule) => (at: ts.Node | number, message: string) => {
    const line = typeof at === 'number' ? at : tree.getLineAndCharacterOfPosition(at.getStart()).line + 1
    findings.push({ rule: rule.name, file: path, line, message })
  }
  const visitors = rules.flatMap((rule) => (rule.node ? [{ visit: rule.node, report: reportFor(rule) }] : []))
  const walk = (node: ts.Node): void => {
    for (const { visit, report } of visitors) visit(node, report)
    ts.forEachChild(node, walk)
  }
  for (const rule of rules) rule.file?.(source, reportFor(rule))
  walk(tree)
  return findings
}
