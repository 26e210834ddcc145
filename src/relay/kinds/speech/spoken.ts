/** How long the sound is that was delivered, told from its bytes where the format allows, else from the text. */
import { mp3Length } from '../../audio/mp3.ts'
import { wavLength } from '../../audio/wav.ts'
import { roughTokens } from '../../usage/count.ts'

/** Kept to find the rate of sound whose rate is constant. */
const HEAD_BYTES = 8_192
/** Bytes a millisecond of bare samples: 24 kHz, 16 bit, one channel. */
const PCM_BYTES_PER_MS = 48
/** Of speech, a token of text: 4,096 letters are read in about 256 s. */
export const MS_PER_TEXT_TOKEN = 270
/** Of sound, an audio token: 1,250 a minute. */
export const MS_PER_TOKEN = 48

export class SpokenTally {
  readonly #text: string
  readonly #format: string
  readonly #head: Buffer[] = []
  #headBytes = 0
  #bytes = 0

  constructor({ text, format }: { readonly text: string; readonly format: string }) {
    this.#text = text
    this.#format = format
  }

  add(bytes: Buffer): void {
    this.#bytes += bytes.length
    if (this.#headBytes >= HEAD_BYTES) return
    const kept = Buffer.from(bytes.subarray(0, HEAD_BYTES - this.#headBytes))
    this.#head.push(kept)
    this.#headBytes += kept.length
  }

  /** Never more than the whole text takes, where the format does not tell. */
  get milliseconds(): number {
    if (this.#bytes === 0) return 0
    const head = Buffer.concat(this.#head)
    const played = this.#format === 'wav' ? wavLength(head) : this.#format === 'mp3' ? mp3Length(head) : undefined
    if (this.#format === 'pcm') return Math.ceil(this.#bytes / PCM_BYTES_PER_MS)
    if (played !== undefined && played > 0) return Math.ceil((played / head.length) * this.#bytes)
    return Math.ceil(roughTokens(this.#text) * MS_PER_TEXT_TOKEN)
  }

  get tokens(): number {
    return Math.ceil(this.milliseconds / MS_PER_TOKEN)
  }
}
