/** Checks the project's own rules on every file of the checkout and says what to do about each finding. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { projectFiles, root } from './files.ts'
import { inspect } from './tidy/inspect.ts'
import { exceptions } from './tidy/registry.ts'
import type { Finding } from './tidy/rule.ts'

const findings = projectFiles().flatMap((path) => {
  const content = readFileSync(join(root, path))
  return content.includes(0) ? [] : inspect(path, content.toString('utf8'))
})
const excepted = (finding: Finding): boolean =>
  exceptions.some(({ rule, file }) => rule === finding.rule && file === finding.file)
const open = findings.filter((finding) => !excepted(finding))
const stale = exceptions.filter(({ rule, file }) => !findings.some((one) => one.rule === rule && one.file === file))

for (const { file, line, rule, message } of open) console.log(`${file}:${line}  ${message}  (${rule})`)
for (const { file, rule } of stale) {
  console.log(`scripts/tidy/registry.ts  the exception from ${rule} for ${file} is not needed any more: delete it`)
}
process.exitCode = open.length + stale.length > 0 ? 1 : 0
