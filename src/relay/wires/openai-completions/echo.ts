/** Prompts that an answer repeats before its own text: they were read, not written, and are not counted as output. */

export interface Echo {
  readonly texts: readonly string[]
  /** Answers for each prompt; they come in the order of the prompts. */
  readonly choices: number
}

/** Takes the repeated prompts out of the texts of one answer, piece by piece. */
export class EchoFilter {
  readonly #echo: Echo | undefined
  /** Characters of the prompt that are still to come, by the choice's index. */
  readonly #left = new Map<number, number>()

  constructor(echo: Echo | undefined) {
    this.#echo = echo
  }

  /** What of the piece is the model's own. */
  own(index: number, text: string): string {
    if (!this.#echo) return text
    const { texts, choices } = this.#echo
    const left = this.#left.get(index) ?? texts[Math.floor(index / choices)]?.length ?? 0
    this.#left.set(index, Math.max(0, left - text.length))
    return text.slice(left)
  }
}
