/** Vectors as dialects write them: numbers, or little-endian 32-bit floats in base64. */

/** Undefined when some item is no vector. */
export function vectorsIn(list: unknown): readonly (readonly number[])[] | undefined {
  if (!Array.isArray(list)) return undefined
  const vectors = list.flatMap((item: unknown) => {
    const vector = typeof item === 'string' ? decoded(item) : item
    return isVector(vector) ? [vector] : []
  })
  return vectors.length === list.length ? vectors : undefined
}

function isVector(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.length > 0 && value.every((number) => typeof number === 'number')
}

function decoded(base64: string): readonly number[] {
  const bytes = Buffer.from(base64, 'base64')
  return Array.from({ length: Math.floor(bytes.length / 4) }, (_, i) => bytes.readFloatLE(i * 4))
}

export function encoded(vector: readonly number[]): string {
  const bytes = Buffer.alloc(vector.length * 4)
  for (const [i, number] of vector.entries()) bytes.writeFloatLE(number, i * 4)
  return bytes.toString('base64')
}
