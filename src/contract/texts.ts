/** Free text on the wire: what people may write, and how a stored text is shown. Which resource it belongs to says that resource. */
import { z } from 'zod'
import { line, sha256, time } from './values.ts'

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
const control = /[\u0000-\u0009\u000b-\u001f\u007f\u2028\u2029]/

/** Paragraphs of a person's text: trimmed, line breaks allowed, no other control characters, no lone surrogates. */
const paragraphs = (longest: number, shortest = 1) =>
  z
    .string()
    .min(shortest)
    .max(longest)
    .refine(
      (text) => !control.test(text) && text.isWellFormed() && text.trim() === text,
      'trimmed plain text with line breaks',
    )

export const titleText = line(200, 3)
export const bodyText = paragraphs(10_000)

/** A text that a command names. sha256(salt ‖ title ‖ '\n' ‖ body) is its hash; hidden texts and their salts are deleted. */
export const shownText = z.object({
  hash: sha256,
  title: z.string(),
  body: z.string(),
  salt: sha256.nullable().meta({ description: 'with it anybody can compute the hash; null when the text is hidden' }),
  hidden: z.object({ at: time, reason: z.string() }).nullable(),
})
