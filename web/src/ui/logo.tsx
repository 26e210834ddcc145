/** The mark: a hollow candle standing on a ledger line, which makes an L. */

function Mark({ size = 24 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" fill="none" aria-hidden="true">
      <path d="M8 1.5v3.2M8 15v2.2" stroke="var(--accent)" strokeWidth="2" strokeLinecap="round" />
      <rect x="4" y="4.7" width="8" height="10.3" rx="1.2" stroke="var(--accent)" strokeWidth="2" />
      <path d="M4 21h17" stroke="var(--gold)" strokeWidth="3" strokeLinecap="round" />
    </svg>
  )
}

export function Wordmark({ compact }: { compact?: boolean }) {
  return (
    <span className="inline-flex items-center gap-2 whitespace-nowrap">
      <Mark size={22} />
      {compact ? null : <span className="text-16 leading-none font-semibold tracking-[-0.02em]">L-Exchange</span>}
    </span>
  )
}
