/** Timed text as subtitles: SubRip and WebVTT. */

export interface Cue {
  readonly text: string
  /** Seconds. */
  readonly start: number
  readonly end: number
}

export function subRip(cues: readonly Cue[]): string {
  return cues
    .map(({ text, start, end }, i) => `${i + 1}\n${clock(start, ',')} --> ${clock(end, ',')}\n${text}\n`)
    .join('\n')
}

export function webVtt(cues: readonly Cue[]): string {
  const blocks = cues.map(({ text, start, end }) => `${clock(start, '.')} --> ${clock(end, '.')}\n${text}\n`)
  return `WEBVTT\n\n${blocks.join('\n')}`
}

function clock(seconds: number, point: string): string {
  const ms = Math.round(seconds * 1_000)
  const two = (value: number): string => String(Math.floor(value)).padStart(2, '0')
  const whole = `${two(ms / 3_600_000)}:${two((ms / 60_000) % 60)}:${two((ms / 1_000) % 60)}`
  return `${whole}${point}${String(ms % 1_000).padStart(3, '0')}`
}
