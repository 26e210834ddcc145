/** What the language and look menus hold: language, theme, rise/fall colours, density. Loaded when one is opened. */
import { chooseLanguage, LANGUAGES, useLanguage, useText } from '../../i18n/index.ts'
import { useLookOptions } from '../../parts/look-options.ts'
import { changeSettings, useSettings } from '../../settings.ts'
import type { OpenMenuProps } from '../../ui/lazy-menu.tsx'
import { Menu, MenuChoice, MenuSeparator } from '../../ui/menu.tsx'

function LanguageChoice() {
  const t = useText('common')
  const { language } = useLanguage()
  return (
    <MenuChoice
      label={t('language.label')}
      value={language}
      onChange={(code) => void chooseLanguage(code)}
      options={LANGUAGES.map(({ code, name, locale }) => ({ value: code, label: name, lang: locale }))}
    />
  )
}

function LookChoices() {
  const t = useText('common')
  const { theme, market, density } = useSettings()
  const { themes, markets, densities } = useLookOptions()
  return (
    <>
      <MenuChoice
        label={t('theme.label')}
        value={theme}
        onChange={(next) => changeSettings({ theme: next })}
        options={themes}
      />
      <MenuSeparator />
      <MenuChoice
        label={t('market.label')}
        value={market}
        onChange={(next) => changeSettings({ market: next })}
        options={markets.map(({ value, label }) => ({ value, label: <Sample scheme={value} text={label} /> }))}
      />
      <MenuSeparator />
      <MenuChoice
        label={t('density.label')}
        value={density}
        onChange={(next) => changeSettings({ density: next })}
        options={densities}
      />
    </>
  )
}

const COLOURS = {
  'green-up': ['var(--green)', 'var(--red)'],
  'red-up': ['var(--red)', 'var(--green)'],
  'blue-orange': ['var(--blue)', 'var(--orange)'],
} as const

function Sample({ scheme, text }: { scheme: keyof typeof COLOURS; text: string }) {
  const [up, down] = COLOURS[scheme]
  return (
    <span className="flex flex-1 items-center justify-between gap-4">
      {text}
      <span aria-hidden="true" className="text-12">
        <span style={{ color: up }}>▲</span> <span style={{ color: down }}>▼</span>
      </span>
    </span>
  )
}

export const LanguageChoices = (props: OpenMenuProps) => (
  <Menu {...props}>
    <LanguageChoice />
  </Menu>
)

export const ThemeChoices = (props: OpenMenuProps) => (
  <Menu {...props}>
    <LookChoices />
  </Menu>
)
