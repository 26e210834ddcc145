/** Reads a request body whole: bounded before and after decompression, and in time. Parsing is in parse.ts. */
import type { IncomingMessage } from 'node:http'
import { promisify } from 'node:util'
import { brotliDecompress, gunzip, inflate, zstdDecompress } from 'node:zlib'
import { Problem } from '../problem.ts'
import type { RelaySettings } from '../settings.ts'
import { PIECE_BYTES } from './turns.ts'

type Limits = Pick<RelaySettings, 'maxBodyBytes' | 'bodyIdleMs'>
type Decompress = (bytes: Buffer, options: { readonly maxOutputLength: number }) => Promise<Buffer>

const decompressors: Readonly<Record<string, Decompress>> = {
  gzip: promisify(gunzip),
  'x-gzip': promisify(gunzip),
  deflate: promisify(inflate),
  br: promisify(brotliDecompress),
  zstd: promisify(zstdDecompress),
}

/** Bytes of bodies that are small by their nature: those are read beside the calls at a time. */
const SMALL_BYTES = 256 * 1024

/** As `readBody`, of a request that no call is made for. */
export function readSmallBody(request: IncomingMessage, limits: Limits): Promise<Buffer> {
  return readBody(request, { ...limits, maxBodyBytes: Math.min(limits.maxBodyBytes, SMALL_BYTES) })
}

/** The decompressed body. Refuses with 413, 408, 415, or 400 when it does not decompress. */
export function readBody(request: IncomingMessage, limits: Limits): Promise<Buffer> {
  const encoding = request.headers['content-encoding']?.trim().toLowerCase() ?? 'identity'
  const declared = Number(request.headers['content-length'] ?? 0)
  if (encoding === 'identity' || encoding === '')
    return declared > limits.maxBodyBytes ? Promise.reject(tooLarge(limits)) : collect(request, limits)
  const decompress = decompressors[encoding]
  if (!decompress) return Promise.reject(new Problem('unsupported_encoding'))
  if (declared > limits.maxBodyBytes) return Promise.reject(tooLarge(limits))
  return collect(request, limits).then((bytes) => decompressed(bytes, { encoding, decompress }, limits))
}

interface Packed {
  readonly encoding: string
  readonly decompress: Decompress
}

async function decompressed(bytes: Buffer, { encoding, decompress }: Packed, limits: Limits): Promise<Buffer> {
  try {
    return await decompress(bytes, { maxOutputLength: limits.maxBodyBytes })
  } catch (error) {
    if (error instanceof RangeError) throw tooLarge(limits)
    throw new Problem('malformed_json', { message: `The body is not valid ${encoding}.` })
  }
}

function tooLarge({ maxBodyBytes }: Limits): Problem {
  if (maxBodyBytes > SMALL_BYTES) return new Problem('body_too_large')
  return new Problem('body_too_large', { message: `The body is larger than ${maxBodyBytes} bytes.` })
}

function collect(request: IncomingMessage, limits: Limits): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const body = new Gathered(Number(request.headers['content-length'] ?? 0))
    let timer: NodeJS.Timeout | undefined
    let done = false
    const finish = (problem?: Problem): void => {
      done = true
      clearTimeout(timer)
      if (!problem) return resolve(body.whole())
      request.off('data', onData).off('end', onEnd).off('close', onClose).off('error', onClose)
      reject(problem)
    }
    const onData = (chunk: Buffer): void => {
      if (body.size + chunk.length > limits.maxBodyBytes) return finish(tooLarge(limits))
      body.add(chunk)
      timer?.refresh()
    }
    const onEnd = (): void => finish()
    // A request that was read whole closes too: it is left to its end with these listeners.
    const onClose = (): void => {
      if (!done) finish(new Problem('body_timeout', { message: 'The body broke off.' }))
    }
    request.on('data', onData).on('end', onEnd).on('close', onClose).on('error', onClose)
    // A body that has come with its head needs no clock; of one that was cut off before it was asked for, no end is heard.
    process.nextTick(() => {
      if (done || (request.complete && !request.destroyed)) return
      timer = setTimeout(() => finish(new Problem('body_timeout')), limits.bodyIdleMs)
    })
  })
}

/** The pieces of a body. Of a long one the copying is spread: once half has come it gets its whole length, and pieces are copied as they come. */
class Gathered {
  readonly #declared: number
  #chunks: Buffer[] = []
  #bytes: Buffer | undefined
  size = 0

  /** Bytes that the sender has announced, which the HTTP parser holds it to; 0 when it has not. */
  constructor(declared: number) {
    this.#declared = declared
  }

  add(chunk: Buffer): void {
    const at = this.size
    this.size += chunk.length
    if (this.#bytes) chunk.copy(this.#bytes, at)
    else this.#chunks.push(chunk)
    const isLong = this.#declared > PIECE_BYTES && this.size <= this.#declared
    if (!this.#bytes && isLong && this.size * 2 >= this.#declared) this.#bytes = this.#gathered(this.#declared)
  }

  whole(): Buffer {
    const [only] = this.#chunks
    if (only && this.#chunks.length === 1) return only
    return this.#bytes?.subarray(0, this.size) ?? this.#gathered(this.size)
  }

  /** Takes the chunks into one buffer of that length. */
  #gathered(length: number): Buffer {
    const bytes = Buffer.allocUnsafe(length)
    let at = 0
    for (const chunk of this.#chunks) at += chunk.copy(bytes, at)
    this.#chunks = []
    return bytes
  }
}
