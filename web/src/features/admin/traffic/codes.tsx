/** How calls failed, by name: the names are those of the API's errors. */
import type { Traffic } from '../../../../../src/contract/admin-traffic.ts'

const SHOWN = 3

export function Codes({ failures }: { failures: Traffic['failures'] }) {
  if (failures.length === 0) return <span className="text-dim">–</span>
  const more = failures.length - SHOWN
  return (
    <span className="flex flex-wrap gap-x-3 gap-y-0.5 font-mono text-12 text-muted">
      {failures.slice(0, SHOWN).map(({ code, tries, told }) => (
        <span key={code} className="whitespace-nowrap">
          {code} <span className="text-text">{Math.max(tries, told).toLocaleString('en-US')}</span>
        </span>
      ))}
      {more > 0 ? <span>+{more}</span> : null}
    </span>
  )
}
