/** The share of the large counts that a test run does: `npm run soak` sets 1, `npm test` the default of 5 %. */

const scale = Number(process.env.LX_TEST_SCALE ?? '0.05')

/** The count to run in this run of what the soak runs in full; at least 1. `thin` makes the share of a test run so many times smaller. */
export function scaled(full: number, thin = 1): number {
  return Math.max(1, Math.ceil(scale === 1 ? full : (full * scale) / thin))
}
