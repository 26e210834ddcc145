/** Claims about the web app's files. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bestEncoding, type WebFiles, webFiles } from './files.ts'

const text = 'console.log(1)\n'.repeat(500)
let folder: string
let files: WebFiles

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lx-files-'))
  mkdirSync(join(folder, 'assets'))
  writeFileSync(join(folder, 'index.html'), '<!doctype html>')
  writeFileSync(join(folder, 'assets', 'index-Bx3kPq9_.js'), text)
  writeFileSync(join(folder, 'assets', 'font.woff2'), 'font')
  writeFileSync(join(folder, '.stamp'), 'secret')
  files = webFiles(folder)
})
afterAll(() => rmSync(folder, { recursive: true }))

describe('a file of the app', () => {
  it('comes in the encoding the browser likes best, whole', async () => {
    const path = '/assets/index-Bx3kPq9_.js'
    const brotli = await files.get(path, 'gzip, deflate, br')
    expect(brotli?.encoding).toBe('br')
    expect(brotliDecompressSync(brotli?.bytes ?? '').toString()).toBe(text)
    const zipped = await files.get(path, 'gzip')
    expect(gunzipSync(zipped?.bytes ?? '').toString()).toBe(text)
    expect((await files.get(path, undefined))?.bytes.toString()).toBe(text)
    expect(brotli?.etag).not.toBe(zipped?.etag)
  })

  it('is for ever when its name carries a hash, and only then', async () => {
    expect((await files.get('/assets/index-Bx3kPq9_.js', undefined))?.immutable).toBe(true)
    expect((await files.get('/index.html', undefined))?.immutable).toBe(false)
  })

  it('is not compressed again when it is compressed already', async () => {
    expect((await files.get('/assets/font.woff2', 'br'))?.encoding).toBe('identity')
  })

  it.each([
    '/../package.json',
    '/assets/../../x',
    '/.stamp',
    '/assets',
    '/',
    '//index.html',
    '/index.html/',
    '/INDEX.HTML',
    '/%2e%2e/x',
    '/\0',
  ])('does not exist under %j', async (path) => {
    expect(await files.get(path, 'br')).toBeUndefined()
  })
})

it('gives the files of a rebuilt app once its stamp is there, and the old ones until then', async () => {
  const own = mkdtempSync(join(tmpdir(), 'lx-files-'))
  const page = async () => (await rebuilt.get('/index.html', undefined))?.bytes.toString()
  writeFileSync(join(own, 'index.html'), 'old')
  const rebuilt = webFiles(own)
  expect(await page()).toBe('old')
  writeFileSync(join(own, 'index.html'), 'new')
  writeFileSync(join(own, 'new.js'), '1')
  expect(await page()).toBe('old')
  writeFileSync(join(own, '.stamp'), '')
  expect(await page()).toBe('new')
  expect(await rebuilt.get('/new.js', undefined)).toBeDefined()
  rmSync(own, { recursive: true })
})

it('takes a folder that is not there for an empty one', async () => {
  expect(await webFiles(join(folder, 'missing')).get('/index.html', 'br')).toBeUndefined()
})

it('never picks an encoding that is refused', () => {
  expect(bestEncoding('br;q=0, gzip;q=0.5')).toBe('gzip')
  expect(bestEncoding('gzip;q=0')).toBe('identity')
  expect(bestEncoding('*')).toBe('identity')
})
