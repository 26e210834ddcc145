/** Writes the generated pages of docs/reference/; with --check it changes nothing and fails when one is out of date. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './files.ts'
import { api } from './generate/api.ts'
import { commands } from './generate/commands.ts'
import { configuration } from './generate/configuration.ts'
import { events } from './generate/events.ts'
import { ledger } from './generate/ledger.ts'
import { type Page, renderPage } from './generate/page.ts'
import { parameterPage } from './generate/parameters.ts'
import { rejections } from './generate/rejections.ts'

const pages: readonly Page[] = [api, commands, configuration, events, ledger, parameterPage, rejections]

const folder = join(root, 'docs', 'reference')
const checkOnly = process.argv.includes('--check')

const stale = pages.filter((page) => read(page.file) !== renderPage(page))
const stray = existsSync(folder) ? readdirSync(folder).filter((name) => !pages.some(({ file }) => file === name)) : []

if (checkOnly) {
  for (const { file } of stale) console.log(`docs/reference/${file} is out of date. Run: npm run generate`)
  for (const name of stray)
    console.log(`docs/reference/${name} is not generated: add it to scripts/generate.ts or move it to docs/guides.`)
  process.exitCode = stale.length + stray.length > 0 ? 1 : 0
} else {
  mkdirSync(folder, { recursive: true })
  for (const page of stale) writeFileSync(join(folder, page.file), renderPage(page))
  console.log(
    stale.length === 0
      ? 'Everything is up to date.'
      : `Wrote ${stale.map(({ file }) => `docs/reference/${file}`).join(', ')}.`,
  )
}

function read(file: string): string | undefined {
  const path = join(folder, file)
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined
}
