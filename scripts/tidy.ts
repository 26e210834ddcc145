/** Checks the project's own rules on every file of the checkout and says what to do about each finding. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { projectFiles, root } from './files.ts'
import { inspect, judge } from './tidy/inspect.ts'
import { exceptions } from './tidy/registry.ts'

const findings = projectFiles().flatMap((path) => {
  const content = readFileSync(join(root, path))
  return content.includes(0) ? [] : inspect(path, content.toString('utf8'))
})
const { open, stale } = judge(findings, exceptions)

for (const { file, line, rule, message } of open) console.log(`${file}:${line}  ${message}  (${rule})`)
for (const { file, rule } of stale) {
  console.log(`scripts/tidy/registry.ts  the exception from ${rule} for ${file} is not needed any more: delete it`)
}
process.exitCode = open.length + stale.length > 0 ? 1 : 0
