/** What a planted bug is: one text replaced in one file of the engine. Planting and judging is scripts/mutate.ts. */

export interface Mutant {
  /** Relative to src/engine. */
  readonly file: string
  /** Stands exactly once in the file. */
  readonly find: string
  readonly replace: string
  /** The rule that is broken, as it then reads. */
  readonly why: string
}
