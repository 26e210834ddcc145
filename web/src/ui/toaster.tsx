/** Where toasts appear: a root of its own beside the app, mounted with the first toast. Call it through toast.ts. */
import { flushSync } from 'react-dom'
import { createRoot } from 'react-dom/client'
import { Toaster, toast } from 'sonner'

export type ToastKind = 'success' | 'error' | 'info'

let mounted = false

function mount(): void {
  mounted = true
  const place = document.createElement('div')
  document.body.append(place)
  flushSync(() => createRoot(place).render(<Toasts />))
}

function Toasts() {
  return (
    <Toaster
      position="bottom-right"
      offset={{ bottom: 40, right: 16 }}
      mobileOffset={{ bottom: 72 }}
      gap={8}
      style={{ fontFamily: 'inherit' }}
      toastOptions={{
        unstyled: true,
        classNames: {
          toast: 'overlay flex w-[356px] max-w-full items-start gap-2.5 p-3 text-13',
          title: 'font-medium',
          description: 'mt-0.5 text-muted',
          icon: 'mt-0.5 shrink-0',
          success: '[&_[data-icon]]:text-ok',
          error: '[&_[data-icon]]:text-danger',
        },
      }}
    />
  )
}

const LONG_MS = 8_000
const SHORT_MS = 4_000

export function showToast({
  kind,
  title,
  description,
}: {
  kind: ToastKind
  title: string
  description: string | undefined
}): void {
  if (!mounted) mount()
  toast[kind](title, { description, duration: kind === 'error' ? LONG_MS : SHORT_MS })
}
