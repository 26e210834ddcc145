/** All dialects by name: a new one is one folder and one line here. */
import { anthropic } from './anthropic/dialect.ts'
import type { Dialect, DialectName } from './dialect.ts'
import { gemini } from './gemini/dialect.ts'
import { openAi } from './openai/dialect.ts'

export const dialects = { openai: openAi, anthropic, gemini } as const satisfies Record<DialectName, Dialect>
