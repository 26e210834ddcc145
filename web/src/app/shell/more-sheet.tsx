/** The phone's "more" sheet: every page, language and look. Loaded when it is opened. */
import { useNavigate } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useSession } from '../../api/session.ts'
import { chooseLanguage, LANGUAGES, useLanguage, useText } from '../../i18n/index.ts'
import { useLookOptions } from '../../parts/look-options.ts'
import { changeSettings, useSettings } from '../../settings.ts'
import { Sheet } from '../../ui/dialog.tsx'
import { Segmented } from '../../ui/toggle.tsx'
import { groupedPages } from '../nav.ts'

export function MoreSheet({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const t = useText('common')
  const session = useSession()
  const navigate = useNavigate()
  const { language } = useLanguage()
  const { theme, market } = useSettings()
  const { themes, markets } = useLookOptions()
  return (
    <Sheet open={open} onOpenChange={onOpenChange} title={t('nav.more')}>
      {groupedPages(session).map(({ group, pages }) => (
        <section key={group} className="mb-4">
          <h3 className="pb-1 text-12 text-muted">{t(`group.${group}`)}</h3>
          <div className="grid grid-cols-2 gap-1">
            {pages.map((page) => (
              <button
                key={page.path}
                type="button"
                onClick={() => {
                  onOpenChange(false)
                  void navigate({ to: page.path })
                }}
                className="flex min-h-11 items-center gap-2.5 rounded-control px-2 text-left text-14 hover:bg-hover"
              >
                <page.nav.icon size={18} aria-hidden="true" className="text-muted" />
                {t(`nav.${page.nav.name}`)}
              </button>
            ))}
          </div>
        </section>
      ))}
      <div className="flex flex-col gap-4 border-t border-line pt-4">
        <Labelled text={t('language.label')}>
          <Segmented
            label={t('language.label')}
            value={language}
            onChange={(code) => void chooseLanguage(code)}
            options={LANGUAGES.map(({ code, name }) => ({ value: code, label: name }))}
          />
        </Labelled>
        <Labelled text={t('theme.label')}>
          <Segmented
            label={t('theme.label')}
            value={theme}
            onChange={(next) => changeSettings({ theme: next })}
            options={themes}
          />
        </Labelled>
        <Labelled text={t('market.label')}>
          <Segmented
            label={t('market.label')}
            value={market}
            onChange={(next) => changeSettings({ market: next })}
            options={markets}
          />
        </Labelled>
      </div>
    </Sheet>
  )
}

function Labelled({ text, children }: { text: string; children: ReactNode }) {
  return (
    <div className="flex flex-col gap-1.5">
      <span className="text-12 text-muted">{text}</span>
      {children}
    </div>
  )
}
