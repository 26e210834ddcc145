/** Modal dialog; on a phone the same content is a sheet from the bottom. One shadow, one scrim, focus kept inside. */
import { Dialog as BaseDialog } from '@base-ui/react/dialog'
import { clsx } from 'clsx'
import X from 'lucide-react/icons/x'
import type { ReactNode } from 'react'
import { useText } from '../i18n/index.ts'

export interface DialogProps {
  open: boolean
  onOpenChange: (open: boolean) => void
  title: ReactNode
  description?: ReactNode
  children: ReactNode
  /** buttons, primary last */
  footer?: ReactNode
  size?: 'sm' | 'md' | 'lg' | 'xl'
  /** stays open on Escape and outside clicks, for secrets shown once */
  sticky?: boolean
  /** comes from the bottom edge on every width */
  sheet?: boolean
}

const WIDTH = { sm: 'sm:max-w-sm', md: 'sm:max-w-lg', lg: 'sm:max-w-3xl', xl: 'sm:max-w-5xl' }

export function Dialog({
  open,
  onOpenChange,
  title,
  description,
  children,
  footer,
  size = 'md',
  sticky,
  sheet,
}: DialogProps) {
  const t = useText('common')
  return (
    <BaseDialog.Root
      open={open}
      onOpenChange={(next, details) => {
        if (sticky && (details.reason === 'escape-key' || details.reason === 'outside-press')) return
        onOpenChange(next)
      }}
    >
      <BaseDialog.Portal>
        <BaseDialog.Backdrop className="fixed inset-0 z-40 bg-scrim transition-opacity duration-150 data-ending-style:opacity-0 data-starting-style:opacity-0" />
        <BaseDialog.Popup
          className={clsx(
            'overlay fixed z-40 flex max-h-[88dvh] flex-col transition duration-150 outline-none data-ending-style:opacity-0 data-starting-style:opacity-0',
            'inset-x-0 bottom-0 rounded-b-none pb-[env(safe-area-inset-bottom)] data-ending-style:translate-y-4 data-starting-style:translate-y-4',
            sheet
              ? 'sm:mx-auto sm:max-w-lg'
              : clsx(
                  'sm:inset-x-4 sm:top-[12dvh] sm:bottom-auto sm:mx-auto sm:max-h-[76dvh] sm:rounded-panel sm:data-ending-style:translate-y-1 sm:data-starting-style:translate-y-1',
                  WIDTH[size],
                ),
          )}
        >
          <header className="flex items-start justify-between gap-4 px-5 pt-4 pb-3">
            <div className="min-w-0">
              <BaseDialog.Title className="text-16 font-semibold">{title}</BaseDialog.Title>
              {description ? (
                <BaseDialog.Description className="mt-0.5 text-13 text-muted">{description}</BaseDialog.Description>
              ) : null}
            </div>
            {sticky ? null : (
              <BaseDialog.Close
                aria-label={t('action.close')}
                className="-mr-1.5 flex size-8 shrink-0 items-center justify-center rounded-control text-muted hover:bg-hover hover:text-text max-sm:-mt-1.5 max-sm:size-11"
              >
                <X size={16} aria-hidden="true" />
              </BaseDialog.Close>
            )}
          </header>
          <div className="min-h-0 flex-1 overflow-y-auto px-5 pb-5">{children}</div>
          {footer ? (
            <footer className="flex justify-end gap-2 border-t border-line px-5 py-3 max-sm:[&>*]:flex-1">
              {footer}
            </footer>
          ) : null}
        </BaseDialog.Popup>
      </BaseDialog.Portal>
    </BaseDialog.Root>
  )
}

/** Bottom sheet: the trade ticket on a phone, filters, "more". */
export const Sheet = (props: Omit<DialogProps, 'sheet' | 'size'>) => <Dialog {...props} sheet />
