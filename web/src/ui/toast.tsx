/** Short answers to what a person did. Order and money results are announced; prices never are. */
import { Toaster, toast } from 'sonner'
import { problemText } from '../api/problem.ts'

export function Toasts({ theme }: { theme: 'light' | 'dark' }) {
  return (
    <Toaster
      theme={theme}
      position="bottom-right"
      offset={{ bottom: 40, right: 16 }}
      mobileOffset={{ bottom: 72 }}
      gap={8}
      toastOptions={{
        unstyled: true,
        classNames: {
          toast: 'overlay flex w-[356px] max-w-full items-start gap-2.5 p-3 text-13',
          title: 'font-medium',
          description: 'mt-0.5 text-muted',
          icon: 'mt-0.5 shrink-0',
          success: '[&_[data-icon]]:text-ok',
          error: '[&_[data-icon]]:text-danger',
          warning: '[&_[data-icon]]:text-warn',
          actionButton: 'ml-auto shrink-0 font-medium text-accent',
        },
      }}
    />
  )
}

export const told = {
  done: (title: string, description?: string) => toast.success(title, { description }),
  note: (title: string, description?: string) => toast(title, { description }),
  /** The problem's text in the reader's language, with the trace id to report. */
  failed: (error: unknown) => {
    const { title, detail, traceId } = problemText(error)
    toast.error(title, { description: [detail, traceId].filter(Boolean).join(' · ') || undefined, duration: 8_000 })
  },
}
