/** Code to copy: one block, or several languages of the same thing in tabs. No highlighter; comments are dimmed. */
import { clsx } from 'clsx'
import { Fragment, useState } from 'react'
import { useText } from '../i18n/index.ts'
import { CopyButton } from './copy.tsx'

export interface Snippet {
  key: string
  label: string
  code: string
}

function Lines({ code }: { code: string }) {
  return code.split('\n').map((line, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: lines of a fixed text
    <Fragment key={index}>
      <span className={/^\s*(#|\/\/)/.test(line) ? 'text-dim' : undefined}>{line}</span>
      {'\n'}
    </Fragment>
  ))
}

export function CodeBlock({
  code,
  label,
  wrap,
  className,
}: {
  code: string
  label?: string
  wrap?: boolean
  className?: string
}) {
  const t = useText('common')
  return (
    <div className={clsx('group relative rounded-panel border border-line bg-raised', className)}>
      {/* biome-ignore lint/a11y/useSemanticElements: preformatted text stays a pre */}
      <pre
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
        tabIndex={0}
        role="region"
        aria-label={label ?? t('code.label')}
        className={clsx(
          'overflow-x-auto p-4 pr-12 font-mono text-12 leading-5',
          wrap && 'break-all whitespace-pre-wrap',
        )}
      >
        <code>
          <Lines code={code} />
        </code>
      </pre>
      <span className="absolute top-2 right-2">
        <CopyButton text={code} />
      </span>
    </div>
  )
}

export function CodeTabs({ snippets, className }: { snippets: readonly Snippet[]; className?: string }) {
  const t = useText('common')
  const [chosen, setChosen] = useState(snippets[0]?.key)
  const current = snippets.find(({ key }) => key === chosen) ?? snippets[0]
  if (!current) return null
  return (
    <div className={clsx('overflow-hidden rounded-panel border border-line bg-raised', className)}>
      <div className="flex items-center justify-between border-b border-line pr-2 pl-1">
        <div role="tablist" aria-label={t('code.languages')} className="flex">
          {snippets.map(({ key, label }) => (
            <button
              key={key}
              type="button"
              role="tab"
              aria-selected={key === current.key}
              onClick={() => setChosen(key)}
              className={clsx(
                '-mb-px h-9 border-b-2 px-3 text-13 font-medium -outline-offset-2 max-sm:min-h-11',
                key === current.key ? 'border-accent text-text' : 'border-transparent text-muted hover:text-text',
              )}
            >
              {label}
            </button>
          ))}
        </div>
        <CopyButton text={current.code} />
      </div>
      <pre
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
        tabIndex={0}
        role="tabpanel"
        aria-label={current.label}
        className="overflow-x-auto p-4 font-mono text-12 leading-5"
      >
        <code>
          <Lines code={current.code} />
        </code>
      </pre>
    </div>
  )
}
