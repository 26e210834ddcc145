/** Points of a step line from what the probability was at which times. No React. */

const WHOLE = 1_000_000

interface Size {
  readonly wide: number
  readonly high: number
}

/** What an SVG polyline takes: it stays level until the next point, then jumps. Oldest first. */
export function stepsOf(
  points: readonly { readonly at: number; readonly yesPpm: number }[],
  { wide, high }: Size,
): string {
  const [first, last] = [points[0]?.at ?? 0, points.at(-1)?.at ?? 0]
  const span = Math.max(1, last - first)
  const drawn: string[] = []
  let level: number | undefined
  for (const { at, yesPpm } of points) {
    const x = (((at - first) / span) * wide).toFixed(1)
    const y = (1 - yesPpm / WHOLE) * high
    if (level !== undefined && level !== y) drawn.push(`${x},${level.toFixed(1)}`)
    drawn.push(`${x},${y.toFixed(1)}`)
    level = y
  }
  return drawn.join(' ')
}
