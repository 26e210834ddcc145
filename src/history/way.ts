/** The way of a call over upstreams as one short text: which were tried, how each failed, which delivered. No SQL. */
import type { CallFailure } from '../engine/command.ts'

export interface WayStep {
  readonly channel: number
  /** How it failed; null: it delivered. */
  readonly code: string | null
}

/** `3:upstream_timeout 5:upstream_error 7`; without a last number when nobody delivered. */
export function wayText(failures: readonly Pick<CallFailure, 'channel' | 'code'>[], delivered: number | null): string {
  const steps = failures.map(({ channel, code }) => `${channel}:${code}`)
  return [...steps, ...(delivered === null ? [] : [String(delivered)])].join(' ')
}

export function wayOf(text: string): WayStep[] {
  return text.split(' ').map((step) => {
    const [channel, code] = step.split(':')
    return { channel: Number(channel), code: code ?? null }
  })
}
