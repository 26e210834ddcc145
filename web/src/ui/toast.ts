/** Short answers to what a person did. Results of orders and money are announced this way; prices never are. Loaded at first use. */
import { problemText } from '../api/problem.ts'
import type { ToastKind } from './toaster.tsx'

async function show(kind: ToastKind, title: string, description?: string): Promise<void> {
  const { showToast } = await import('./toaster.tsx')
  showToast({ kind, title, description })
}

export const told = {
  done: (title: string, description?: string): void => void show('success', title, description),
  note: (title: string, description?: string): void => void show('info', title, description),
  /** The problem's text in the reader's language, with the trace id to report. */
  failed: (error: unknown): void => {
    const { title, detail, traceId } = problemText(error)
    void show('error', title, [detail, traceId].filter(Boolean).join(' · ') || undefined)
  },
}
