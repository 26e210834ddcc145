/** Reads a request body whole: bounded before and after decompression, and in time. Parsing is in parse.ts. */
import type { IncomingMessage } from 'node:http'
import { promisify } from 'node:util'
import { brotliDecompress, gunzip, inflate, zstdDecompress } from 'node:zlib'
import { Problem } from '../problem.ts'
import type { RelaySettings } from '../settings.ts'

type Limits = Pick<RelaySettings, 'maxBodyBytes' | 'bodyIdleMs'>
type Decompress = (bytes: Buffer, options: { readonly maxOutputLength: number }) => Promise<Buffer>

const decompressors: Readonly<Record<string, Decompress>> = {
  gzip: promisify(gunzip),
  'x-gzip': promisify(gunzip),
  deflate: promisify(inflate),
  br: promisify(brotliDecompress),
  zstd: promisify(zstdDecompress),
}

/** The decompressed body. Refuses with 413, 408, 415, or 400 when it does not decompress. */
export async function readBody(request: IncomingMessage, limits: Limits): Promise<Buffer> {
  const encoding = request.headers['content-encoding']?.trim().toLowerCase() ?? 'identity'
  const decompress = encoding === 'identity' || encoding === '' ? undefined : decompressors[encoding]
  if (encoding !== 'identity' && encoding !== '' && !decompress) throw new Problem('unsupported_encoding')
  const declared = Number(request.headers['content-length'] ?? 0)
  if (declared > limits.maxBodyBytes) throw new Problem('body_too_large')
  const bytes = await collect(request, limits)
  if (!decompress) return bytes
  try {
    return await decompress(bytes, { maxOutputLength: limits.maxBodyBytes })
  } catch (error) {
    if (error instanceof RangeError) throw new Problem('body_too_large')
    throw new Problem('malformed_json', { message: `The body is not valid ${encoding}.` })
  }
}

function collect(request: IncomingMessage, limits: Limits): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    const timer = setTimeout(() => finish(new Problem('body_timeout')), limits.bodyIdleMs)
    const finish = (problem?: Problem): void => {
      clearTimeout(timer)
      request.off('data', onData).off('end', onEnd).off('close', onClose).off('error', onClose)
      if (problem) reject(problem)
      else resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, size))
    }
    const onData = (chunk: Buffer): void => {
      size += chunk.length
      if (size > limits.maxBodyBytes) return finish(new Problem('body_too_large'))
      chunks.push(chunk)
      timer.refresh()
    }
    const onEnd = (): void => finish()
    const onClose = (): void => finish(new Problem('body_timeout', { message: 'The body broke off.' }))
    request.on('data', onData).on('end', onEnd).on('close', onClose).on('error', onClose)
  })
}
