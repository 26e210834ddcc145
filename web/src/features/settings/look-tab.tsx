/** How the app looks in this browser: language, theme, colours of rise and fall, rows, keys. */
import type { ReactNode } from 'react'
import { chooseLanguage, LANGUAGES, useLanguage, useText } from '../../i18n/index.ts'
import { useLookOptions } from '../../parts/look-options.ts'
import { changeSettings, useSettings } from '../../settings.ts'
import { Amount, Change } from '../../ui/amount.tsx'
import { Section } from '../../ui/page.tsx'
import { DateTime } from '../../ui/time.tsx'
import { Segmented, Switch } from '../../ui/toggle.tsx'

export function LookTab() {
  const t = useText('settings')
  const c = useText('common')
  const { theme, market, density, shortcuts } = useSettings()
  const { language } = useLanguage()
  const { themes, markets, densities } = useLookOptions()
  return (
    <Section title={t('look.title')} purpose={t('look.purpose')}>
      <div className="flex flex-col divide-y divide-line/60">
        <Row title={c('language.label')} text={t('look.language')}>
          <Segmented
            label={c('language.label')}
            value={language}
            onChange={(code) => void chooseLanguage(code)}
            options={LANGUAGES.map(({ code, name, locale }) => ({
              value: code,
              label: <span lang={locale}>{name}</span>,
            }))}
          />
        </Row>
        <Row title={c('theme.label')} text={t('look.theme')}>
          <Segmented
            label={c('theme.label')}
            value={theme}
            onChange={(next) => changeSettings({ theme: next })}
            options={themes}
          />
        </Row>
        <Row title={c('market.label')} text={t('look.market')}>
          <Segmented
            label={c('market.label')}
            value={market}
            onChange={(next) => changeSettings({ market: next })}
            options={markets}
          />
        </Row>
        <Row title={c('density.label')} text={t('look.density')}>
          <Segmented
            label={c('density.label')}
            value={density}
            onChange={(next) => changeSettings({ density: next })}
            options={densities}
          />
        </Row>
        <div className="py-3">
          <Switch
            label={c('keys.enabled')}
            hint={c('keys.enabledHint')}
            checked={shortcuts}
            onChange={(on) => changeSettings({ shortcuts: on })}
          />
        </div>
        <Row title={t('look.sample')} text={t('look.sampleText')}>
          <span className="flex flex-wrap items-baseline justify-end gap-x-4 gap-y-1 text-13">
            <Amount value={SAMPLE.amount} unit="CR" />
            <Amount value={SAMPLE.large} unit="LCO" compact />
            <Change percent="1.25" />
            <Change percent="-1.25" />
            <DateTime at={SAMPLE.at} />
          </span>
        </Row>
      </div>
    </Section>
  )
}

/** Nobody's figures: they only show how figures are written. */
const SAMPLE = { amount: '1234567.850000', large: '123456789.00000000', at: Date.UTC(2026, 0, 5, 14, 3) }

function Row({ title, text, children }: { title: string; text: string; children: ReactNode }) {
  return (
    <div className="flex flex-col gap-x-6 gap-y-2 py-3 first:pt-0 last:pb-0 sm:flex-row sm:items-center sm:justify-between">
      <div className="min-w-0">
        <div className="text-14">{title}</div>
        <div className="text-12 text-muted">{text}</div>
      </div>
      <div className="max-sm:[&>[role=radiogroup]]:w-full">{children}</div>
    </div>
  )
}
