/** Single-key actions of a page (b, s, 1–4 in trade): inactive in inputs, dialogs, with modifiers, and when switched off. */
import { useEffect, useRef } from 'react'
import { getSettings } from '../settings.ts'

/** True when the key belongs to an input, an input method, an open dialog or menu, or a browser shortcut. */
export function isTyping(event: KeyboardEvent): boolean {
  if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return true
  const target = event.target
  if (!(target instanceof HTMLElement)) return false
  return (
    target.isContentEditable ||
    target.closest('input,textarea,select,[role=dialog],[role=menu],[role=listbox],[role=combobox]') !== null
  )
}

/** @param actions by key as KeyboardEvent.key gives it, lower case */
export function usePageKeys(actions: Record<string, () => void>): void {
  const latest = useRef(actions)
  latest.current = actions
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (!getSettings().shortcuts || isTyping(event)) return
      const action = latest.current[event.key.toLowerCase()]
      if (!action) return
      event.preventDefault()
      action()
    }
    window.addEventListener('keydown', press)
    return () => window.removeEventListener('keydown', press)
  }, [])
}
