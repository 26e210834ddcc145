/** A WebSocket as the relay uses it on both sides: messages out with back-pressure, signs of life, an end that is told once. */
import type { WebSocket } from 'ws'
import type { MessageSocket } from '../providers/provider.ts'

export interface MessageSocketEvents {
  message(data: Buffer, binary: boolean): void
  drain(): void
  /** Once, and never after `close` was called. */
  closed(code: number): void
}

/** Bytes on their way out at which the sender is asked to stop, and to go on. */
const HIGH = 256 * 1024
const LOW = 64 * 1024
/** Bytes on their way out beyond which a side that takes nothing is cut off. */
const MOST = 64 * 1024 * 1024
const UNREADABLE = 1002
/** How long a closing handshake may take. */
const CLOSE_MS = 2_000

/** `socket` is open. */
export function messageSocket(socket: WebSocket, events: MessageSocketEvents): MessageSocket {
  let lags = false
  let signAt = performance.now()
  let over = false
  const flushed = (): void => {
    if (!lags || socket.bufferedAmount > LOW) return
    lags = false
    if (!over) events.drain()
  }
  socket.on('message', (data, binary) => {
    signAt = performance.now()
    if (!over) events.message(bytesOf(data), binary)
  })
  socket.on('pong', () => {
    signAt = performance.now()
  })
  const ended = (code: number): void => {
    if (over) return
    over = true
    events.closed(code)
  }
  // A frame that can not be read, or is too large: the other side is told by a close code, in its own time.
  socket.on('error', () => ended(UNREADABLE))
  socket.on('close', ended)
  return {
    send(data) {
      if (over || socket.readyState !== socket.OPEN) return true
      socket.send(data, { binary: false }, flushed)
      if (socket.bufferedAmount > MOST) socket.terminate()
      lags ||= socket.bufferedAmount > HIGH
      return !lags
    },
    pause: () => socket.pause(),
    resume: () => socket.resume(),
    silentMs() {
      if (socket.readyState === socket.OPEN) socket.ping()
      // Who is kept waiting from here can give no sign.
      if (socket.isPaused) signAt = performance.now()
      return performance.now() - signAt
    },
    close(code, reason) {
      over = true
      if (socket.isPaused) socket.resume()
      socket.close(code, reason)
      setTimeout(() => socket.terminate(), CLOSE_MS).unref()
    },
  }
}

function bytesOf(data: Buffer | ArrayBuffer | Buffer[]): Buffer {
  if (Buffer.isBuffer(data)) return data
  return Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data)
}
