/** The questions before the first use of margin, their answers, and which is right. The words are texts; each answer is in the explanation above it. */

export const QUESTIONS = [
  { id: 'close', right: 'b' },
  { id: 'loss', right: 'c' },
  { id: 'interest', right: 'a' },
  { id: 'leverage', right: 'b' },
] as const

export const ANSWERS = ['a', 'b', 'c'] as const
export type Given = Readonly<Partial<Record<(typeof QUESTIONS)[number]['id'], (typeof ANSWERS)[number]>>>

export const isRight = (given: Given): boolean => QUESTIONS.every(({ id, right }) => given[id] === right)
export const isComplete = (given: Given): boolean => QUESTIONS.every(({ id }) => given[id] !== undefined)
