/** Keys as they are printed on a keyboard: "mod+k", "g t". */
import { clsx } from 'clsx'

const isMac = /Mac|iPhone|iPad/.test(navigator.userAgent)
const NAMES: Record<string, string> = { mod: isMac ? '⌘' : 'Ctrl', enter: '↵', esc: 'Esc', shift: '⇧' }

export function KeyHint({ keys, inverted }: { keys: string; inverted?: boolean }) {
  return (
    <span className="inline-flex items-center gap-1">
      {keys.split(/[+ ]/).map((key, index) => (
        <kbd
          // biome-ignore lint/suspicious/noArrayIndexKey: the same key may come twice and the list never changes
          key={index}
          className={clsx(
            'inline-flex h-4.5 min-w-4.5 items-center justify-center rounded-[4px] border px-1 font-sans text-12 leading-none',
            inverted ? 'border-current opacity-80' : 'border-line bg-raised text-muted',
          )}
        >
          {NAMES[key] ?? (key.length === 1 ? key.toUpperCase() : key)}
        </kbd>
      ))}
    </span>
  )
}
