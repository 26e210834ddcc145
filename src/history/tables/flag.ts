/** The two conventions that every table shares. */

/** Booleans are 0 or 1: the same in every dialect. */
export type Flag = 0 | 1

/** 0 in account columns is the platform, in key columns "without a key": no id is 0. */
export const NOBODY = 0
