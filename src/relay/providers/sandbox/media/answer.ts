/** What the sandbox answers with pictures and sound: pieces in order, or a refusal. When they leave is the exchange's business. */
import type { Magic } from '../magic.ts'

export interface MediaAnswer {
  readonly contentType: string
  /** Each leaves in its turn; a whole answer is one. */
  readonly pieces: AsyncIterable<Buffer> | Iterable<Buffer>
  /** Words of the prompt that make it fail. */
  readonly magic: Magic
}

/** Thrown for what the sandbox does not do. */
export class MediaRefusal extends Error {
  override readonly name = 'MediaRefusal'
  readonly status: number

  constructor(message: string, status = 400) {
    super(message)
    this.status = status
  }
}

export function jsonPiece(value: unknown): readonly Buffer[] {
  return [Buffer.from(JSON.stringify(value))]
}

export function eventPiece(value: object): Buffer {
  return Buffer.from(`data: ${JSON.stringify(value)}\n\n`)
}
