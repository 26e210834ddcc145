/** Language choice, text loading by namespace and the hooks pages use for texts. The texts are in <language>/<namespace>.json. */
import i18next from 'i18next'
import { useMemo, useSyncExternalStore } from 'react'
import { changeSettings, getSettings, type Language, onSettings } from '../settings.ts'

export const LANGUAGES: readonly { code: Language; name: string; locale: string }[] = [
  { code: 'en', name: 'English', locale: 'en-US' },
  { code: 'ja', name: '日本語', locale: 'ja-JP' },
  { code: 'zh', name: '简体中文', locale: 'zh-CN' },
]

/** The locale for Intl formatters and the lang attribute. */
const localeOf = (language: string): string => LANGUAGES.find((known) => known.code === language)?.locale ?? 'en-US'

const files = import.meta.glob<Record<string, unknown>>('./*/*.json', { import: 'default' })
const fonts: Record<Language, () => Promise<unknown>> = {
  en: () => Promise.resolve(),
  ja: () => import('@fontsource-variable/noto-sans-jp/wght.css'),
  zh: () => import('@fontsource-variable/noto-sans-sc/wght.css'),
}

const textFiles = {
  type: 'backend' as const,
  init() {},
  read(
    language: string,
    namespace: string,
    done: (error: Error | null, texts: Record<string, unknown> | null) => void,
  ) {
    const load = files[`./${language}/${namespace}.json`]
    if (!load) return done(new Error(`no texts ${language}/${namespace}`), null)
    load().then(
      (texts) => done(null, texts),
      (error: Error) => done(error, null),
    )
  },
}

const isLanguage = (text: string | null | undefined): text is Language =>
  text === 'en' || text === 'ja' || text === 'zh'

/** ?lang= (remembered), then the saved choice, then what the browser prefers, then English. */
function startLanguage(): Language {
  const asked = new URLSearchParams(location.search).get('lang')
  if (isLanguage(asked)) {
    changeSettings({ language: asked })
    return asked
  }
  const saved = getSettings().language
  if (isLanguage(saved)) return saved
  for (const preferred of navigator.languages) {
    const short = preferred.slice(0, 2).toLowerCase()
    if (isLanguage(short)) return short
  }
  return 'en'
}

function announce(language: string): void {
  document.documentElement.lang = localeOf(language)
  if (isLanguage(language)) void fonts[language]()
}

/** Starts i18next with the texts every page needs; others come with their page. */
export async function startTexts(): Promise<void> {
  const language = startLanguage()
  announce(language)
  i18next.on('languageChanged', announce)
  await i18next.use(textFiles).init({
    lng: language,
    fallbackLng: false,
    supportedLngs: LANGUAGES.map(({ code }) => code),
    ns: ['common', 'errors'],
    defaultNS: 'common',
    interpolation: { escapeValue: false },
    returnNull: false,
  })
  onSettings(followOtherTabs)
}

/** A language chosen in another tab is used in this one too. */
function followOtherTabs(): void {
  const { language } = getSettings()
  if (language !== undefined && language !== i18next.language) void i18next.changeLanguage(language)
}

export async function chooseLanguage(language: Language): Promise<void> {
  changeSettings({ language })
  await i18next.changeLanguage(language)
}

export const loadTexts = (namespaces: readonly string[]): Promise<void> => i18next.loadNamespaces([...namespaces])

export type Values = Record<string, string | number>
export type Text = (key: string, values?: Values) => string

function onLanguage(listener: () => void): () => void {
  i18next.on('languageChanged', listener)
  return () => i18next.off('languageChanged', listener)
}
/** Changes only when the texts of the new language are there. */
const languageNow = (): string => i18next.language

/** Texts of one namespace: `const t = useText('keys')`, then `t('title')`. scripts/check-i18n.ts reads this form. */
export function useText(namespace: string): Text {
  const language = useSyncExternalStore(onLanguage, languageNow)
  return useMemo(() => i18next.getFixedT(language, namespace) as Text, [language, namespace])
}

/** The language in use and its Intl locale. */
export function useLanguage(): { language: Language; locale: string } {
  const chosen = useSyncExternalStore(onLanguage, languageNow)
  const language = isLanguage(chosen) ? chosen : 'en'
  return { language, locale: localeOf(language) }
}

/** For code outside components (toasts after a request). Takes "namespace:key". */
export const textNow = (key: string, values?: Values): string => i18next.t(key, { ...values })
/** True when the key has a text in the language in use. */
export const hasText = (key: string): boolean => i18next.exists(key)
