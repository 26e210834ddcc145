/** The way of a call over upstreams, one step after the other. */
import { useText } from '../../../i18n/index.ts'

export interface Step {
  channelId: number
  channelName: string | null
  /** how it failed; null: it delivered */
  code: string | null
}

export function Steps({ steps }: { steps: readonly Step[] }) {
  const t = useText('admin-traffic')
  return (
    <ol className="flex flex-wrap items-baseline gap-x-2 gap-y-0.5 text-13">
      {steps.map(({ channelId, channelName, code }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a way may pass the same channel twice
        <li key={index} className="flex items-baseline gap-2">
          {index > 0 ? (
            <span aria-hidden="true" className="text-dim">
              →
            </span>
          ) : null}
          <span>{channelName ?? t('gone', { id: channelId })}</span>
          {code === null ? (
            <span className="text-12 text-ok">{t('delivered')}</span>
          ) : (
            <code className="font-mono text-12 text-danger">{code}</code>
          )}
        </li>
      ))}
    </ol>
  )
}
