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
/** How long a closing handshake may take. */
const CLOSE_MS = 2_000

/** `socket` is open. */
export function messageSocket(socket: WebSocket, events: MessageSocketEvents): MessageSocket {
  let lags = false
  let answered = true
  let over = false
  const flushed = (): void => {
    if (!lags || socket.bufferedAmount > LOW) return
    lags = false
    if (!over) events.drain()
  }
  socket.on('message', (data, binary) => {
    if (!over) events.message(bytesOf(data), binary)
  })
  socket.on('pong', () => {
    answered = true
  })
  // What broke it comes as a close code; without a listener it would be thrown.
  socket.on('error', () => undefined)
  socket.on('close', (code) => {
    if (over) return
    over = true
    events.closed(code)
  })
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
    isAlive() {
      const alive = answered
      answered = false
      if (socket.readyState === socket.OPEN) socket.ping()
      return alive
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
