/** The "?" sheet: every key, and the switch that turns them off. */
import { useSession } from '../api/session.ts'
import { useText } from '../i18n/index.ts'
import { changeSettings, useSettings } from '../settings.ts'
import { Dialog } from '../ui/dialog.tsx'
import { KeyHint } from '../ui/key-hint.tsx'
import { Switch } from '../ui/toggle.tsx'
import { visiblePages } from './nav.ts'

export function ShortcutSheet({ onClose }: { onClose: () => void }) {
  const t = useText('common')
  const { shortcuts } = useSettings()
  const session = useSession()
  const general: [string, string][] = [
    ['mod+k', t('keys.palette')],
    ['/', t('keys.search')],
    ['?', t('keys.sheet')],
    ['esc', t('keys.close')],
  ]
  const trade: [string, string][] = [
    ['b', t('keys.buy')],
    ['s', t('keys.sell')],
    ['1 2 3 4', t('keys.shares')],
  ]
  const go = visiblePages(session).flatMap(({ nav }): [string, string][] =>
    nav.key ? [[`g ${nav.key}`, t(`nav.${nav.name}`)]] : [],
  )
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title={t('keys.title')} size="lg">
      <div className="grid gap-x-10 gap-y-6 sm:grid-cols-2">
        <div className="flex flex-col gap-6">
          <KeyList title={t('keys.general')} rows={general} />
          <KeyList title={t('nav.trade')} rows={trade} />
        </div>
        <KeyList title={t('keys.go')} rows={go} />
      </div>
      <div className="mt-6 border-t border-line pt-4">
        <Switch
          checked={shortcuts}
          onChange={(on) => changeSettings({ shortcuts: on })}
          label={t('keys.enabled')}
          hint={t('keys.enabledHint')}
        />
      </div>
    </Dialog>
  )
}

function KeyList({ title, rows }: { title: string; rows: readonly [string, string][] }) {
  return (
    <section>
      <h3 className="mb-1 text-12 font-medium text-muted">{title}</h3>
      <dl>
        {rows.map(([keys, text]) => (
          <div key={keys} className="flex h-8 items-center justify-between gap-4">
            <dt className="text-13">{text}</dt>
            <dd>
              <KeyHint keys={keys} />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
