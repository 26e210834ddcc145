/** Claims about what the check of the web app's texts finds. */
import { describe, expect, it } from 'vitest'
import { checkTexts, type Texts } from './i18n.ts'

const page = (source: string) => ({ 'web/src/features/keys/page.tsx': source })
const both = (texts: Texts) => ({ en: { keys: texts }, ja: { keys: texts } })

describe('the check of texts', () => {
  it('is content when every text is translated and used', () => {
    const languages = {
      en: { keys: { title: 'Keys', left: '{{n}} left' } },
      ja: { keys: { title: 'キー', left: '残り{{n}}' } },
    }
    expect(
      checkTexts({ languages, sources: page(`const t = useText('keys')\nt('title') + t('left', { n: 1 })`) }),
    ).toEqual([])
  })
  it('finds a text that one language lacks, and a namespace that is missing', () => {
    const languages = { en: { keys: { title: 'Keys' }, logs: { title: 'Logs' } }, ja: { keys: {} } }
    const found = checkTexts({ languages, sources: {} }).join('\n')
    expect(found).toContain('web/src/i18n/ja/logs.json is missing')
    const partly = { en: { keys: { a: 'A', b: 'B' } }, ja: { keys: { a: 'あ' } } }
    expect(checkTexts({ languages: partly, sources: {} }).join('\n')).toContain('ja/keys.json: "b" is missing')
  })
  it('finds placeholders and marks that differ', () => {
    const languages = { en: { keys: { a: '{{x}} of <b>{{y}}</b>' } }, ja: { keys: { a: '{{x}}' } } }
    expect(checkTexts({ languages, sources: page(`const t = useText('keys')\nt('a')`) })[0]).toContain(
      '[x], web/src/i18n/en/keys.json "a" has [<b> x y]',
    )
  })
  it('asks each language for its own plural forms', () => {
    const languages = {
      en: { keys: { n_one: '{{count}} key', n_other: '{{count}} keys' } },
      ja: { keys: { n_other: '{{count}}個' } },
    }
    expect(checkTexts({ languages, sources: page(`const t = useText('keys')\nt('n', { count: 2 })`) })).toEqual([])
    const short = { ...languages, en: { keys: { n_other: '{{count}} keys' } } }
    expect(
      checkTexts({ languages: short, sources: page(`const t = useText('keys')\nt('n', { count: 2 })`) })[0],
    ).toContain('"n_one" is missing')
  })
  it('finds keys used but not written, and written but not used', () => {
    const found = checkTexts({
      languages: both({ old: 'Old' }),
      sources: page(`const t = useText('keys')\nt('fresh')`),
    }).join('\n')
    expect(found).toContain('no text "fresh" in keys')
    expect(found).toContain('nobody uses "old"')
  })
  it('finds another word for a thing than the glossary has, but not inside a word that is allowed', () => {
    const glossary = [{ term: 'unstake', ja: { use: '解除', not: ['アンステーク'], but: ['アンステーク日'] } }]
    const languages = {
      en: { keys: { a: 'Unstake', b: 'Unstake day' } },
      ja: { keys: { a: 'アンステーク', b: 'アンステーク日' } },
    }
    const found = checkTexts({
      languages,
      sources: page(`const t = useText('keys')\nt('a') + t('b')`),
      glossary,
    })
    expect(found).toEqual([expect.stringContaining('ja/keys.json: "a" says アンステーク for “unstake”: write 解除')])
  })
  it('counts templates as uses of every key of their form', () => {
    const languages = both({ state: { on: 'On', off: 'Off' }, other: 'Other' })
    const found = checkTexts({ languages, sources: page("const t = useText('keys')\nt(`state.${s}`)") })
    expect(found).toEqual([expect.stringContaining('nobody uses "other"')])
  })
  it('follows qualified keys outside components and refuses computed ones', () => {
    const languages = both({ a: 'A' })
    expect(checkTexts({ languages, sources: page(`textNow('keys:a')`) })).toEqual([])
    expect(checkTexts({ languages, sources: page(`const t = useText('keys')\nt(name) + t('a')`) })[0]).toContain(
      'give a literal key',
    )
  })
})
