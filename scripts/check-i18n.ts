/** Fails when the web app's texts are not complete, equal in placeholders, used, and in the glossary's words. What is compared is in i18n.ts. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './files.ts'
import { checkTexts, type Glossary, type Texts } from './i18n.ts'

const folder = join(root, 'web/src/i18n')
const languages = Object.fromEntries(
  readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name: language }) => [language, namespacesOf(join(folder, language))]),
)

function namespacesOf(path: string): Record<string, Texts> {
  const files = readdirSync(path).filter((file) => file.endsWith('.json'))
  return Object.fromEntries(
    files.map((file) => [file.slice(0, -5), JSON.parse(readFileSync(join(path, file), 'utf8')) as Texts]),
  )
}

const sources = Object.fromEntries(
  readdirSync(join(root, 'web/src'), { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.tsx?$/.test(path) && !/\.test\.tsx?$/.test(path))
    .map((path) => [`web/src/${path}`, readFileSync(join(root, 'web/src', path), 'utf8')]),
)

const glossary = JSON.parse(readFileSync(join(folder, 'glossary.json'), 'utf8')) as Glossary

const findings = checkTexts({ languages, sources, glossary })
for (const finding of findings) console.log(finding)
if (findings.length > 0) console.log(`\n${findings.length} finding${findings.length === 1 ? '' : 's'} in the texts`)
process.exitCode = findings.length > 0 ? 1 : 0
