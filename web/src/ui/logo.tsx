/** The mark: a hollow candle standing on a ledger line, which makes an L. */

export function Mark({ size = 24 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" fill="none" aria-hidden="true">
      <path d="M7 2v3.5M7 16.5V20" stroke="var(--accent)" strokeWidth="1.6" strokeLinecap="round" />
      <rect x="4.3" y="5.5" width="5.4" height="11" rx="1" stroke="var(--accent)" strokeWidth="1.6" />
      <path d="M4 21h16.5" stroke="var(--gold)" strokeWidth="2.4" strokeLinecap="round" />
    </svg>
  )
}

export function Wordmark({ compact }: { compact?: boolean }) {
  return (
    <span className="inline-flex items-center gap-2">
      <Mark size={22} />
      {compact ? null : <span className="text-16 font-semibold tracking-[-0.02em]">L-Exchange</span>}
    </span>
  )
}
