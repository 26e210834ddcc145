/** Files of the built web app from memory: found by exact name, compressed once, cached by browsers. No directory is ever read for a request. */
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { extname, join, sep } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.txt': 'text/plain; charset=utf-8',
  '.map': 'application/json',
  '.wasm': 'application/wasm',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.webp': 'image/webp',
  '.jpg': 'image/jpeg',
  '.woff2': 'font/woff2',
}
const compressible = new Set(['.html', '.js', '.css', '.svg', '.json', '.webmanifest', '.txt', '.map', '.wasm'])

export type Encoding = 'br' | 'gzip' | 'identity'

export interface WebFile {
  readonly bytes: Buffer
  readonly type: string
  readonly encoding: Encoding
  /** Of this encoding; strong. */
  readonly etag: string
  /** The name carries a hash of the content. */
  readonly immutable: boolean
}

export interface WebFiles {
  /** `path` with leading slash. undefined when the app has no such file. */
  get(path: string, acceptEncoding: string | undefined): Promise<WebFile | undefined>
}

/** Vite's names: index-Bx3kPq9_.js */
const hashed = /^\/assets\/.+-[\w-]{8,}\.\w+$/

/** What one build of the app consists of. */
interface Build {
  readonly builtAt: number
  readonly paths: ReadonlySet<string>
  readonly kept: Map<string, Promise<WebFile>>
}

/** Everything below `folder`; empty when it does not exist. Dot files are left out. A finished rebuild is noticed with the next page. */
export function webFiles(folder: string): WebFiles {
  let build = readBuild(folder)
  return {
    async get(path, acceptEncoding) {
      if (path === '/index.html' && finishedAt(folder) > build.builtAt) build = readBuild(folder)
      const { paths, kept } = build
      if (!paths.has(path)) return undefined
      const encoding = compressible.has(extname(path)) ? bestEncoding(acceptEncoding) : 'identity'
      const name = `${encoding} ${path}`
      const known = kept.get(name)
      if (known) return known
      const loading = load(folder, path, encoding)
      kept.set(name, loading)
      loading.catch(() => kept.delete(name))
      return loading
    },
  }
}

function readBuild(folder: string): Build {
  return { builtAt: finishedAt(folder), paths: new Set(listFiles(folder)), kept: new Map() }
}

/** When scripts/build-web.ts finished: it writes the stamp last. 0 without one, so also while it builds. */
function finishedAt(folder: string): number {
  return statSync(join(folder, '.stamp'), { throwIfNoEntry: false })?.mtimeMs ?? 0
}

function listFiles(folder: string): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
    .map((entry) => `${entry.parentPath.slice(folder.length)}${sep}${entry.name}`.replaceAll(sep, '/'))
}

/** What a browser takes, by our preference; a refused encoding (q=0) is not given. */
export function bestEncoding(header: string | undefined): Encoding {
  const offers = (header ?? '')
    .toLowerCase()
    .split(',')
    .map((offer) => offer.trim())
  const takes = (name: string) => offers.some((offer) => offer.split(';')[0] === name && !/;\s*q=0(\.0*)?$/.test(offer))
  if (takes('br')) return 'br'
  return takes('gzip') ? 'gzip' : 'identity'
}

async function load(folder: string, path: string, encoding: Encoding): Promise<WebFile> {
  const raw = await readFile(join(folder, path))
  const bytes = await compress(raw, encoding)
  const etag = `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`
  return {
    bytes,
    type: types[extname(path)] ?? 'application/octet-stream',
    encoding,
    etag,
    immutable: hashed.test(path),
  }
}

/** Level 5 of brotli compresses as well as gzip's best in a tenth of the time of brotli's best. */
export async function compress(raw: Buffer, encoding: Encoding): Promise<Buffer> {
  if (encoding === 'gzip') return promisify(gzip)(raw)
  if (encoding === 'br') return promisify(brotliCompress)(raw, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } })
  return raw
}
