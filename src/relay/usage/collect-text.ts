/** All text inside a request, joined for counting; media left out. */
import { isObject } from '../body/parse.ts'

/** Characters that are enough to infer the rest. */
const ENOUGH = 1_000_000

/** Strings and member names in order, breadth bounded by `ENOUGH` characters; not recursive, so depth costs nothing. */
export function collectText(roots: readonly unknown[]): string {
  const pieces: string[] = []
  let length = 0
  const stack: unknown[] = [...roots].reverse()
  while (stack.length > 0 && length < ENOUGH) {
    const value = stack.pop()
    if (typeof value === 'string') {
      if (value.startsWith('data:')) continue
      pieces.push(value)
      length += value.length
    } else if (Array.isArray(value)) {
      for (let i = value.length - 1; i >= 0; i--) stack.push(value[i])
    } else if (isObject(value) && value['type'] !== 'input_audio') {
      for (const [name, member] of Object.entries(value).reverse())
        stack.push(member, name === 'content' ? undefined : name)
    }
  }
  return pieces.join(' ')
}
