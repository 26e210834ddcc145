/** The file in which `lx` keeps its keys, one for each server, readable by its owner only. Talks to no server. */
import { randomUUID } from 'node:crypto'
import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { CliFailure } from './failure.ts'

const login = z.object({
  key: z.string(),
  keyId: z.number().nullable(),
  /** null when the key was given, not made by signing in. */
  email: z.string().nullable(),
})
/** A key of one server. It is never sent to another. */
export type Login = z.infer<typeof login>

const content = z.object({ current: z.string().nullable(), servers: z.record(z.string(), login) })
type Content = z.infer<typeof content>

export interface LoginFile {
  readonly path: string
  /** The server of the last login. */
  current(): string | null
  find(url: string): Login | undefined
  put(url: string, login: Login): void
  /** True when there was one. */
  remove(url: string): boolean
}

/** `configHome` is XDG_CONFIG_HOME; null is ~/.config. */
export function openLoginFile(configHome: string | null): LoginFile {
  const folder = join(configHome ?? join(homedir(), '.config'), 'l-exchange')
  const path = join(folder, 'login.json')

  function read(): Content {
    let text: string
    try {
      text = readFileSync(path, 'utf8')
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return { current: null, servers: {} }
      throw error
    }
    const parsed = content.safeParse(parse(text))
    if (!parsed.success) throw new CliFailure('usage', `${path} is damaged. Remove it and run lx login.`)
    return parsed.data
  }

  /** Whole or not at all, and never readable by others, not even for a moment. */
  function write(next: Content): void {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    const draft = `${path}.${randomUUID()}`
    try {
      writeFileSync(draft, `${JSON.stringify(next, null, 2)}\n`, { mode: 0o600, flag: 'wx' })
      chmodSync(draft, 0o600)
      renameSync(draft, path)
    } finally {
      rmSync(draft, { force: true })
    }
  }

  return {
    path,
    current: () => read().current,
    find: (url) => read().servers[url],
    put(url, entry) {
      write({ current: url, servers: { ...read().servers, [url]: entry } })
    },
    remove(url) {
      const { current, servers } = read()
      const { [url]: gone, ...rest } = servers
      if (!gone) return false
      write({ current: current === url ? (Object.keys(rest)[0] ?? null) : current, servers: rest })
      return true
    },
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
