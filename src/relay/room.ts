/** Room for one more row of an account within its bounds: how many of its rows go, in which order. How rows are read and removed is each store's. */

export interface Shelf {
  /** What the account has, without the row that is to come. */
  held(): Promise<{ readonly count: number; readonly bytes: number }>
  /** What goes first, at most so many. */
  first(limit: number): Promise<readonly { readonly id: string; readonly bytes: number }[]>
  remove(ids: readonly string[]): Promise<unknown>
}

export interface Bounds {
  readonly count: number
  readonly bytes: number
}

/** Rows of one statement. */
const ROWS = 200

/** Part of a transaction. False when there is no room for so many bytes even without all that may go. */
export async function makeRoom(shelf: Shelf, bounds: Bounds, bytes: number): Promise<boolean> {
  if (bytes > bounds.bytes) return false
  let { count, bytes: total } = await shelf.held()
  const isFull = (): boolean => count >= bounds.count || total + bytes > bounds.bytes
  while (isFull()) {
    const first = await shelf.first(ROWS)
    if (first.length === 0) return false
    const going: string[] = []
    for (const row of first) {
      if (!isFull()) break
      going.push(row.id)
      count -= 1
      total -= row.bytes
    }
    await shelf.remove(going)
  }
  return true
}
