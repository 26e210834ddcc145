/** Draws the sandbox's pictures: a mosaic of soft waves, mirrored, whose colours and shape are the prompt's own. */
import { prng } from '../../../../base/prng.ts'
import type { Picture } from './png.ts'

export interface Drawing {
  readonly width: number
  readonly height: number
  readonly seed: number
  /** Tiles along the shorter side: a preview has few. */
  readonly tiles: number
}

const COLOURS = 96

/** Costs a colour for each tile and a copy of each row, whatever the size. */
export function draw({ width, height, seed, tiles }: Drawing): Picture {
  const random = prng(seed)
  const share = () => random.below(1_000) / 1_000
  const waves = Array.from({ length: 4 }, () => ({
    x: 2 + share() * 7,
    y: 2 + share() * 7,
    phase: share() * Math.PI * 2,
    weight: 0.4 + share(),
  }))
  const palette = paletteOf(share() * 360, 40 + share() * 100)
  const side = Math.max(1, Math.floor(Math.min(width, height) / tiles))
  const middle = width / 2
  const points = Buffer.alloc(height * (width + 1))
  const row = Buffer.alloc(width + 1)
  for (let top = 0; top < height; top += side) {
    const v = (top + side / 2) / height - 0.5
    const colours = Array.from({ length: Math.ceil(middle / side) + 1 }, (_, i) =>
      colourAt(waves, (i * side) / width, v),
    )
    for (let x = 0; x < width; x++) row[x + 1] = colours[Math.floor(Math.abs(x + 0.5 - middle) / side)] ?? 0
    for (let y = top; y < Math.min(top + side, height); y++) row.copy(points, y * (width + 1))
  }
  return { width, height, palette, points }
}

interface Wave {
  readonly x: number
  readonly y: number
  readonly phase: number
  readonly weight: number
}

function colourAt(waves: readonly Wave[], u: number, v: number): number {
  let sum = 0
  let most = 0
  for (const { x, y, phase, weight } of waves) {
    sum += Math.sin(u * x * 3 + Math.cos(v * y * 4 + phase) * 2 + phase) * weight
    most += weight
  }
  const glow = Math.max(0, 0.9 - Math.hypot(u, v) * 1.6)
  const level = ((sum / most + 1) / 2) * 0.75 + glow * 0.25
  return Math.min(COLOURS - 1, Math.max(0, Math.floor(level * COLOURS)))
}

/** From deep to bright, turning through part of the colour circle. */
function paletteOf(hue: number, turn: number): Buffer {
  const palette = Buffer.alloc(COLOURS * 3)
  for (let i = 0; i < COLOURS; i++) {
    const level = i / (COLOURS - 1)
    palette.set(rgb((hue + turn * level) % 360, 0.78 - level * 0.28, 0.14 + level * 0.74), i * 3)
  }
  return palette
}

function rgb(hue: number, saturation: number, light: number): number[] {
  const range = saturation * Math.min(light, 1 - light)
  return [0, 8, 4].map((shift) => {
    const k = (shift + hue / 30) % 12
    return Math.round((light - range * Math.max(-1, Math.min(k - 3, 9 - k, 1))) * 255)
  })
}
