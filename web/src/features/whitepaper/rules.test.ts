/** Claims that the rules on the page are those of the docs, and that what they name exists. */
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { sections } from './rules.ts'

const root = fileURLToPath(new URL('../../../../', import.meta.url))
const read = (path: string): string => readFileSync(`${root}${path}`, 'utf8')
const rules = sections.flatMap(({ rules: own }) => own)

describe('the rules of the white paper', () => {
  it('stand in sections that the docs number', () => {
    const economy = read('docs/concepts/economy.md')
    for (const { number } of sections) expect(economy).toMatch(new RegExp(`^## ${number}\\. `, 'm'))
  })
  it('name parameters of the registry, each once', () => {
    const reference = read('docs/reference/parameters.md')
    const keys = rules.flatMap(({ parameters }) => parameters)
    expect(new Set(keys).size).toBe(keys.length)
    for (const key of keys) expect(reference).toContain(`| \`${key}\` |`)
  })
  it('name tests that are there and pages of the app', () => {
    const pages = read('web/src/app/pages.ts')
    for (const { page, test } of rules) {
      expect(existsSync(root + test), test).toBe(true)
      expect(pages).toContain(`path: '${page.split('?')[0]}'`)
    }
  })
  it('have their words in every language', () => {
    for (const language of ['en', 'ja', 'zh']) {
      const texts = JSON.parse(read(`web/src/i18n/${language}/whitepaper.json`)) as {
        rule: Record<string, { title: string; text: string }>
      }
      for (const { id } of rules)
        expect(Object.keys(texts.rule[id] ?? {}), `${language} ${id}`).toEqual(['title', 'text'])
    }
  })
})
