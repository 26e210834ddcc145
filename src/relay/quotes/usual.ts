/** What a usual answer is taken for, where the caller's limit allows it. */

/** Tokens. */
export const USUAL_OUTPUT = 400
