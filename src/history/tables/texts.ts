/** Row of a text that a command has named by hash. The text itself is not history's. */

export type TextUsesTable = {
  hash: string
  /** The first command that named it. */
  seq: number
}
