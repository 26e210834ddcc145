/** Where a response goes: one client, or a recording that several clients follow. The call path knows no more of HTTP than this. */

export type Headers = Readonly<Record<string, string>>

export interface Outlet {
  /** The reader has left; what is written is dropped. */
  readonly gone: boolean
  readonly started: boolean
  start(status: number, headers: Headers): void
  /** False when the reader lags: stop until `onDrain`. */
  write(bytes: Uint8Array): boolean
  /** Trailers follow a body whose length was not told. */
  end(bytes: Uint8Array, trailers?: Headers): void
  /** Sends the bytes and breaks the connection off, so that no client takes the response for a whole one. */
  breakOff(bytes: Uint8Array): void
  /**
   * Listeners get a name before they are set: V8 puts a function that is written where a property is set among the old
   * objects at once, and until those are collected it keeps all of its call in memory.
   */
  onDrain: (() => void) | undefined
  onGone: (() => void) | undefined
}
