/** The sandbox's films: a light that crosses a coloured field, in colours that depend on the prompt. */
import { prng } from '../../../../base/prng.ts'
import { type Colour, type FrameSize, picture } from './h264.ts'
import { mp4 } from './mp4.ts'

/** Pictures a second. */
const RATE = 5
/** Macroblocks of the longer side. */
const LONG = 8
const SHORT = 5

export interface FilmAsk {
  readonly seconds: number
  /** As asked for: 1280x720. The film is small; its shape is that of what was asked. */
  readonly size: string
  /** Of the prompt. */
  readonly seed: number
}

export function film({ seconds, size, seed }: FilmAsk): Buffer {
  const random = prng(seed)
  const field = (): number => 60 + random.below(140)
  const ground = { y: 50 + random.below(40), cb: field(), cr: field() }
  const light = { y: 190 + random.below(40), cb: field(), cr: field() }
  const [width = 0, height = 0] = size.split('x').map(Number)
  const shape: FrameSize = height > width ? { across: SHORT, down: LONG } : { across: LONG, down: SHORT }
  const count = seconds * RATE
  const pictures = Array.from({ length: count }, (_, index) => {
    const at = { column: index % shape.across, row: Math.floor((index * shape.down) / count) }
    const colourAt = (column: number, row: number): Colour =>
      column === at.column && Math.abs(row - at.row) < 2 ? light : { ...ground, y: ground.y + row * 4 }
    return picture(shape, index % 2, colourAt)
  })
  return mp4({ size: shape, rate: RATE, pictures })
}
