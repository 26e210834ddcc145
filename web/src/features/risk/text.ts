/** What the page on risks says, and which version of it this is. A change of its words is a new version. */

export const VERSION = 2
/** UTC midnight of the day it was written. */
export const WRITTEN = Date.UTC(2026, 10, 30)

/** Sections on trading and how many paragraphs each has; words are in the texts. */
export const sections = [
  { id: 'simulation', paragraphs: 2 },
  { id: 'price', paragraphs: 2 },
  { id: 'orders', paragraphs: 3 },
  { id: 'others', paragraphs: 2 },
  { id: 'locks', paragraphs: 2 },
  { id: 'margin', paragraphs: 2 },
  { id: 'machines', paragraphs: 2 },
] as const
