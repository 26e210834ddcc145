/** How short a sound of a given size can be, whatever its file says. */

/** kbit/s, which is bits a millisecond: no usual coding of sound that loses some of it takes more. */
const HIGHEST_BITS_PER_MS = 512

/** Milliseconds that so many bytes of compressed sound play at least. */
export function leastLength(bytes: number): number {
  return (bytes * 8) / HIGHEST_BITS_PER_MS
}
