/** Inputs nobody should send: every field of a valid input replaced, removed or added to. Which commands they hit is the test's business. */

/** What JSON or a careless caller can put where something else belongs. */
const hostile: readonly unknown[] = [
  undefined,
  null,
  true,
  false,
  '',
  '1',
  '-1',
  'constructor',
  '__proto__',
  '\ud800',
  'x'.repeat(100_000),
  [],
  [1],
  [[]],
  [null],
  {},
  { toString: null, valueOf: null },
  JSON.parse('{"__proto__": {"polluted": true}, "length": 1}'),
  0,
  -0,
  -1,
  0.5,
  1e308,
  2 ** 53,
  -(2 ** 53),
  2 ** 53 - 1,
  900_000_000_000_000,
  Number.NaN,
  Number.POSITIVE_INFINITY,
]

/** The input with one thing wrong, for every place in it and everything hostile. */
export function* distortions(input: unknown): Generator<unknown> {
  yield* hostile
  if (typeof input !== 'object' || input === null) return
  for (const key of Object.keys(input)) {
    const inner = (input as Record<string, unknown>)[key]
    for (const value of distortions(inner)) yield replaced(input, key, value)
    yield replaced(input, key)
  }
  if (!Array.isArray(input)) yield { ...input, surplus: 'x'.repeat(1_000) }
}

/** A copy with another value under the key; without the key when there is no value. */
function replaced(input: object, key: string, ...value: [] | [unknown]): unknown {
  if (Array.isArray(input)) {
    const copy: unknown[] = [...input]
    copy.splice(Number(key), 1, ...value)
    return copy
  }
  const { [key]: _gone, ...rest } = input as Record<string, unknown>
  return value.length === 0 ? rest : { ...rest, [key]: value[0] }
}
