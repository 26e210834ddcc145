/** The shape of what the sandbox can say in one language. */
import type { Topic } from './language.ts'

export interface Phrases {
  readonly openings: readonly string[]
  readonly echo: (quote: string) => string
  readonly topics: Readonly<Record<Topic, readonly string[]>>
  readonly middles: readonly string[]
  readonly closings: readonly string[]
  readonly thoughts: string
  readonly tool: (name: string, result: string) => string
  readonly joiner: string
}
