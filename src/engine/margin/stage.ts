/** How near an account is to being closed, by its level alone. */

/** `calm`; `called`: told that its level is under the call level; `closing`: it is being closed until its level is sound. */
export type Stage = 'calm' | 'called' | 'closing'

/** Under which an account is called, and closed; bps, the first at least as high as the second. */
export interface Levels {
  readonly call: number
  readonly close: number
}

export function stageAt(level: number | null, { call, close }: Levels): Stage {
  if (level === null || level >= call) return 'calm'
  return level < close ? 'closing' : 'called'
}
