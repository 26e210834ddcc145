/** Writes a bit stream as H.264 wants it: fixed-length and Exp-Golomb codes, alignment, protection against start codes. */

export class BitWriter {
  readonly #bytes: number[] = []
  #current = 0
  #filled = 0

  /** The lowest `count` bits, the highest first; at most 31. */
  bits(value: number, count: number): this {
    for (let i = count - 1; i >= 0; i--) {
      this.#current = (this.#current << 1) | ((value >> i) & 1)
      if (++this.#filled < 8) continue
      this.#bytes.push(this.#current)
      this.#current = 0
      this.#filled = 0
    }
    return this
  }

  /** Unsigned Exp-Golomb. */
  ue(value: number): this {
    const length = 31 - Math.clz32(value + 1)
    return this.bits(0, length).bits(value + 1, length + 1)
  }

  align(): this {
    return this.#filled === 0 ? this : this.bits(0, 8 - this.#filled)
  }

  /** Only where aligned. */
  raw(bytes: Uint8Array): this {
    for (const byte of bytes) this.#bytes.push(byte)
    return this
  }

  /** The stop bit, and what aligns it. */
  trail(): this {
    return this.bits(1, 1).align()
  }

  /** A NAL unit with its header byte. */
  nal(header: number): Buffer {
    const out = [header]
    let zeros = 0
    for (const byte of this.#bytes) {
      if (zeros >= 2 && byte <= 3) {
        out.push(3)
        zeros = 0
      }
      out.push(byte)
      zeros = byte === 0 ? zeros + 1 : 0
    }
    return Buffer.from(out)
  }
}
