/** Ctrl/Cmd+K: go to a page, change theme, language or colours, by typing. */
import { Dialog } from '@base-ui/react/dialog'
import { useNavigate } from '@tanstack/react-router'
import { Command } from 'cmdk'
import Languages from 'lucide-react/icons/languages'
import Moon from 'lucide-react/icons/moon'
import Search from 'lucide-react/icons/search'
import Sun from 'lucide-react/icons/sun'
import { type ReactNode, type RefObject, useEffect, useState } from 'react'
import { useSession } from '../api/session.ts'
import { chooseLanguage, LANGUAGES, useText } from '../i18n/index.ts'
import { changeSettings } from '../settings.ts'
import { KeyHint } from '../ui/key-hint.tsx'
import { groupedPages } from './nav.ts'

const GROUP =
  '[&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-12 [&_[cmdk-group-heading]]:text-muted'

export interface PaletteProps {
  /** what was typed before this was loaded; taken once */
  typed: RefObject<string>
  onClose: () => void
}

export function Palette({ typed, onClose }: PaletteProps) {
  const t = useText('common')
  const [search, setSearch] = useState('')
  useEffect(() => {
    const ahead = typed.current
    typed.current = ''
    if (ahead) setSearch((text) => ahead + text)
  }, [typed])
  const session = useSession()
  const navigate = useNavigate()
  const run = (action: () => void) => () => {
    onClose()
    action()
  }
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-50 bg-scrim" />
        <Dialog.Popup
          aria-label={t('palette.title')}
          className="overlay fixed inset-x-3 top-[10dvh] z-50 mx-auto max-w-xl overflow-hidden outline-none"
        >
          <Command label={t('palette.title')} loop>
            <div className="flex items-center gap-2.5 border-b border-line px-4 text-muted">
              <Search size={16} aria-hidden="true" />
              <Command.Input
                autoFocus
                value={search}
                onValueChange={setSearch}
                placeholder={t('palette.placeholder')}
                className="h-12 w-full bg-transparent text-16 text-text outline-none placeholder:text-dim"
              />
            </div>
            <Command.List className="max-h-[min(420px,60dvh)] overflow-y-auto p-1.5">
              <Command.Empty className="px-3 py-8 text-center text-13 text-muted">{t('palette.none')}</Command.Empty>
              {groupedPages(session).map(({ group, pages }) => (
                <Command.Group key={group} heading={t(`group.${group}`)} className={GROUP}>
                  {pages.map(({ path, nav }) => (
                    <Item
                      key={path}
                      icon={<nav.icon size={16} aria-hidden="true" />}
                      keywords={[path]}
                      onSelect={run(() => void navigate({ to: path }))}
                      keys={nav.key ? `g ${nav.key}` : undefined}
                    >
                      {t(`nav.${nav.name}`)}
                    </Item>
                  ))}
                </Command.Group>
              ))}
              <Preferences run={run} />
            </Command.List>
          </Command>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

interface ItemProps {
  icon: ReactNode
  children: ReactNode
  keywords: string[]
  keys?: string | undefined
  onSelect: () => void
}

function Item({ icon, children, keywords, keys, onSelect }: ItemProps) {
  return (
    <Command.Item
      keywords={keywords}
      onSelect={onSelect}
      className="flex min-h-9 cursor-default items-center gap-3 rounded-control px-2 text-14 data-[selected=true]:bg-hover max-sm:min-h-11"
    >
      <span className="text-muted">{icon}</span>
      <span className="flex-1">{children}</span>
      {keys ? <KeyHint keys={keys} /> : null}
    </Command.Item>
  )
}

function Preferences({ run }: { run: (action: () => void) => () => void }) {
  const t = useText('common')
  return (
    <Command.Group heading={t('palette.preferences')} className={GROUP}>
      <Item
        icon={<Sun size={16} aria-hidden="true" />}
        keywords={['theme']}
        onSelect={run(() => changeSettings({ theme: 'light' }))}
      >
        {t('theme.useLight')}
      </Item>
      <Item
        icon={<Moon size={16} aria-hidden="true" />}
        keywords={['theme']}
        onSelect={run(() => changeSettings({ theme: 'dark' }))}
      >
        {t('theme.useDark')}
      </Item>
      {LANGUAGES.map(({ code, name, locale }) => (
        <Item
          key={code}
          icon={<Languages size={16} aria-hidden="true" />}
          keywords={['language', code]}
          onSelect={run(() => void chooseLanguage(code))}
        >
          <span lang={locale}>{name}</span>
        </Item>
      ))}
    </Command.Group>
  )
}
