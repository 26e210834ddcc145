/** Copies of typed arrays with more room. Who grows when is up to the owner of the array. */

/** The same numbers at the same places, zeros behind them. */
export function widenInts(array: Int32Array, length: number): Int32Array<ArrayBuffer> {
  const wider = new Int32Array(length)
  wider.set(array)
  return wider
}

/** The same numbers at the same places, zeros behind them. */
export function widenFloats(array: Float64Array, length: number): Float64Array<ArrayBuffer> {
  const wider = new Float64Array(length)
  wider.set(array)
  return wider
}
