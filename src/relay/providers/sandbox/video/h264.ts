/** H.264 without compression: each picture is an IDR slice of I_PCM macroblocks, which every decoder plays and no encoder is needed for. */
import { BitWriter } from './bits.ts'

/** Of a macroblock's side. */
export const BLOCK = 16

export interface FrameSize {
  /** In macroblocks. */
  readonly across: number
  readonly down: number
}

/** A picture's colours: one value for each quarter of a macroblock's luma is more than a test film needs, so one for all of it. 16 to 235. */
export interface Colour {
  readonly y: number
  readonly cb: number
  readonly cr: number
}

const BASELINE = 66
/** Sets 0 and 1: also a constrained baseline. */
const CONSTRAINTS = 0xc0
const LEVEL = 20
const I_SLICE = 7
const I_PCM = 25

const NAL = { idr: 0x65, sps: 0x67, pps: 0x68 } as const

export const profile = { idc: BASELINE, constraints: CONSTRAINTS, level: LEVEL } as const

export function sequenceParameters({ across, down }: FrameSize): Buffer {
  const out = new BitWriter().bits(BASELINE, 8).bits(CONSTRAINTS, 8).bits(LEVEL, 8)
  // Set 0, frame numbers of 4 bits, output in order of decoding, one reference, no gaps.
  out.ue(0).ue(0).ue(2).ue(1).bits(0, 1)
  out.ue(across - 1).ue(down - 1)
  // Frames only, direct 8×8, no cropping, no usability information.
  return out.bits(0b1100, 4).trail().nal(NAL.sps)
}

export function pictureParameters(): Buffer {
  // Set 0 of set 0, CAVLC, no field order, one slice group, one reference each, no weights, QP 26, deblocking is controlled.
  const out = new BitWriter().ue(0).ue(0).bits(0, 2).ue(0).ue(0).ue(0).bits(0, 3).ue(0).ue(0).ue(0)
  return out.bits(0b100, 3).trail().nal(NAL.pps)
}

/** `colourAt` gives each macroblock's colour. Two pictures in a row must have ids that differ. */
export function picture(
  { across, down }: FrameSize,
  id: number,
  colourAt: (column: number, row: number) => Colour,
): Buffer {
  const out = new BitWriter().ue(0).ue(I_SLICE).ue(0).bits(0, 4).ue(id)
  // Earlier pictures may go, no long-term reference, QP as set, no deblocking.
  out.bits(0, 2).ue(0).ue(1)
  for (let row = 0; row < down; row++) {
    for (let column = 0; column < across; column++) {
      const { y, cb, cr } = colourAt(column, row)
      out.ue(I_PCM).align()
      out.raw(Buffer.alloc(BLOCK * BLOCK, y))
      out.raw(Buffer.alloc((BLOCK * BLOCK) / 4, cb)).raw(Buffer.alloc((BLOCK * BLOCK) / 4, cr))
    }
  }
  return out.trail().nal(NAL.idr)
}
