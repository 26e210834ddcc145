/** Compares the web app's texts with each other and with the code that uses them. Pure; reading files is check-i18n.ts's job. */

/** namespace → nested texts */
export type Texts = Readonly<Record<string, unknown>>
export interface TextFiles {
  /** language → namespace → content of the JSON file */
  readonly languages: Readonly<Record<string, Readonly<Record<string, Texts>>>>
  /** path → source of web/src */
  readonly sources: Readonly<Record<string, string>>
  readonly glossary?: Glossary
}

/** One word for one thing: web/src/i18n/glossary.json. */
export type Glossary = readonly Entry[]
type Entry = { readonly term: string } & { readonly [language: string]: string | Wording }
interface Wording {
  readonly use: string
  /** other words for it, which no text may use … */
  readonly not?: readonly string[]
  /** … except as part of these */
  readonly but?: readonly string[]
}

const PLURAL = /_(zero|one|two|few|many|other)$/
/** Keys that end like a plural form must have exactly the forms of their language. */
const pluralForms = (language: string): readonly string[] =>
  new Intl.PluralRules(language).resolvedOptions().pluralCategories

export function flatten(texts: Texts, prefix = ''): Map<string, string> {
  const flat = new Map<string, string>()
  for (const [key, value] of Object.entries(texts)) {
    if (typeof value === 'string') flat.set(prefix + key, value)
    else for (const [inner, text] of flatten(value as Texts, `${prefix}${key}.`)) flat.set(inner, text)
  }
  return flat
}

/** {{names}} and <marks> of a text, sorted, each once. */
export function placeholders(text: string): string {
  const found = [...text.matchAll(/\{\{\s*(\w+)[^}]*\}\}|<(\w+)>/g)].map(([, name, mark]) => name ?? `<${mark}>`)
  return [...new Set(found)]
    .filter((name) => name !== 'count')
    .sort()
    .join(' ')
}

const baseKey = (key: string): string => key.replace(PLURAL, '')

interface Use {
  readonly file: string
  readonly namespaces: readonly string[]
  readonly key: string
  readonly matches: (key: string) => boolean
  readonly literal: boolean
}

const escapeForm = (text: string): string => text.replace(/[.*+?^$()|[\]\\]/g, '\\$&')
/** `state.${x}.title` → keys of that form; `${x}` alone matches every key of the namespace. */
function templateMatcher(template: string): (key: string) => boolean {
  const pattern = new RegExp(
    `^${template
      .split(/\$\{[^}]*\}/)
      .map(escapeForm)
      .join('.+')}$`,
  )
  return (key) => pattern.test(key)
}

const makeUse = (file: string, namespaces: readonly string[], text: string): Use => {
  const literal = !text.includes('${')
  return { file, namespaces, key: text, literal, matches: literal ? (key) => key === text : templateMatcher(text) }
}

/** Every text the file asks for, and the calls that can't be followed. */
export function usesIn(
  file: string,
  source: string,
  namespaces: readonly string[],
): { uses: Use[]; problems: string[] } {
  const code = source.replace(/\/\*.*?\*\//gs, '')
  const uses: Use[] = []
  const problems: string[] = []
  const bound = new Map<string, string[]>()
  for (const [, name = '', namespace = ''] of code.matchAll(/const (\w+) = useText\('([\w-]+)'\)/g)) {
    bound.set(name, [...(bound.get(name) ?? []), namespace])
  }
  for (const [name, own] of bound) {
    for (const [, quoted, template, other] of code.matchAll(
      new RegExp(`(?<![\\w.'])${name}\\(\\s*(?:'([^']*)'|\`([^\`]*)\`|([^\\s)]))`, 'g'),
    )) {
      const text = quoted ?? template
      if (text === undefined)
        problems.push(`${file}: ${name}(${other ?? ''}… — give a literal key or a template with a fixed start`)
      else if (!text.includes(':')) uses.push(makeUse(file, own, text))
    }
  }
  const qualified = new RegExp(`['\`](${namespaces.join('|')}):([^'\`\\s]+)['\`]`, 'g')
  for (const [, namespace = '', key = ''] of code.matchAll(qualified)) uses.push(makeUse(file, [namespace], key))
  return { uses, problems }
}

/** Findings, each one line that says what to do; empty when all is well. */
export function checkTexts({ languages, sources, glossary = [] }: TextFiles): string[] {
  const findings: string[] = []
  const names = Object.keys(languages)
  const flat = new Map<string, Map<string, string>>()
  const namespaces = [...new Set(names.flatMap((language) => Object.keys(languages[language] ?? {})))].sort()
  for (const language of names) {
    for (const namespace of namespaces) {
      const texts = languages[language]?.[namespace]
      if (texts === undefined)
        findings.push(`web/src/i18n/${language}/${namespace}.json is missing: translate it from another language`)
      flat.set(`${language}/${namespace}`, flatten(texts ?? {}))
    }
  }
  for (const namespace of namespaces) findings.push(...compareLanguages(namespace, names, flat))
  findings.push(...compareUses(namespaces, names, { sources, flat }))
  for (const [place, texts] of flat) findings.push(...otherWords(place, texts, glossary))
  return findings
}

/** Texts that call a thing by another word than the glossary does. @param place language/namespace */
function otherWords(place: string, texts: Map<string, string>, glossary: Glossary): string[] {
  const language = place.split('/')[0] ?? ''
  return glossary.flatMap((entry) => {
    const wording = entry[language]
    if (wording === undefined || typeof wording === 'string') return []
    const { use, not = [], but = [] } = wording
    return [...texts].flatMap(([key, text]) => {
      const rest = but.reduce((left, allowed) => left.replaceAll(allowed, ''), text)
      const found = not.find((word) => rest.includes(word))
      if (found === undefined) return []
      return [`web/src/i18n/${place}.json: "${key}" says ${found} for “${entry.term}”: write ${use} (glossary.json)`]
    })
  })
}

function compareLanguages(
  namespace: string,
  names: readonly string[],
  flat: Map<string, Map<string, string>>,
): string[] {
  const findings: string[] = []
  const of = (language: string) => flat.get(`${language}/${namespace}`) ?? new Map<string, string>()
  const filled = names.filter((language) => of(language).size > 0)
  const all = new Set(filled.flatMap((language) => [...of(language).keys()].map(baseKey)))
  const plural = new Set(
    filled.flatMap((language) => [...of(language).keys()].filter((key) => PLURAL.test(key)).map(baseKey)),
  )
  for (const key of all) {
    const seen = new Map<string, string>()
    for (const language of filled) {
      const where = `web/src/i18n/${language}/${namespace}.json`
      const wanted = plural.has(key) ? pluralForms(language).map((form) => `${key}_${form}`) : [key]
      for (const form of wanted) {
        const text = of(language).get(form)
        if (text === undefined) findings.push(`${where}: "${form}" is missing: translate it`)
        else if (text.trim() === '') findings.push(`${where}: "${form}" is empty: write it`)
        else seen.set(`${where} "${form}"`, placeholders(text))
      }
    }
    const [reference, ...rest] = [...seen]
    for (const [where, found] of rest) {
      if (reference && found !== reference[1])
        findings.push(`${where} has placeholders [${found}], ${reference[0]} has [${reference[1]}]: make them equal`)
    }
  }
  return findings
}

interface Known {
  sources: TextFiles['sources']
  flat: Map<string, Map<string, string>>
}

function compareUses(namespaces: readonly string[], names: readonly string[], { sources, flat }: Known): string[] {
  const findings: string[] = []
  const keysOf = (namespace: string) =>
    new Set(names.flatMap((language) => [...(flat.get(`${language}/${namespace}`)?.keys() ?? [])].map(baseKey)))
  const known = new Map(namespaces.map((namespace) => [namespace, keysOf(namespace)]))
  const uses: Use[] = []
  for (const [file, source] of Object.entries(sources)) {
    const found = usesIn(file, source, namespaces)
    uses.push(...found.uses)
    findings.push(...found.problems)
  }
  for (const use of uses) {
    const has = use.namespaces.some((namespace) => [...(known.get(namespace) ?? [])].some(use.matches))
    if (!has)
      findings.push(`${use.file}: no text "${use.key}" in ${use.namespaces.join(' or ')}: add it in all languages`)
  }
  for (const [namespace, keys] of known) {
    const own = uses.filter((use) => use.namespaces.includes(namespace))
    for (const key of keys) {
      if (!own.some((use) => use.matches(key)))
        findings.push(`web/src/i18n/*/${namespace}.json: nobody uses "${key}": delete it, or use it`)
    }
  }
  return findings
}
