/** Starts the real server as a process for tests: own data folder, free port, optional virtual clock; and talks to its public API. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from '../scripts/files.ts'
import { SERVER_FLAGS } from '../scripts/setup/runtime.mjs'
import type { RequestOf } from '../src/cli/client.ts'
import { type EndpointId, endpoints, type ParamsOf, pathOf, type ResponseOf } from '../src/contract/index.ts'

const entry = new URL('../src/main.ts', import.meta.url).pathname
export const admin = { email: 'operator@example.test', password: 'correct horse battery' }

/** What somebody who signed up by this name signs in with. */
export const person = (name: string) => ({ email: `${name}@example.test`, password: 'correct horse battery' })

/** Compiled scripts of earlier starts: a start takes two thirds of the time. */
const compiled = join(root, 'node_modules/.cache/compiled')

export interface ServerOptions {
  /** Kept between starts of one test; made and removed by `temporaryDir`. */
  readonly dataDir: string
  /** ISO time of a virtual clock; the machine's clock when left out. */
  readonly clock?: string
  readonly env?: Readonly<Record<string, string>>
}

interface Output {
  text: string
}

function spawnServer({ dataDir, clock, env }: ServerOptions): ChildProcess {
  return spawn(process.execPath, [...SERVER_FLAGS, entry], {
    env: {
      PATH: '/usr/bin:/bin',
      PORT: '0',
      LX_DATA_DIR: dataDir,
      LX_ADMIN_EMAIL: admin.email,
      LX_ADMIN_PASSWORD: admin.password,
      LX_LOG_LEVEL: 'warn',
      NODE_COMPILE_CACHE: compiled,
      ...(clock === undefined ? {} : { LX_TEST_CLOCK: clock }),
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

export class ServerProcess {
  readonly #child: ChildProcess
  readonly #output: Output
  readonly url: string

  private constructor(child: ChildProcess, output: Output, url: string) {
    this.#child = child
    this.#output = output
    this.url = url
  }

  /** Settles when the server says where it listens; rejects with what it printed when it ends instead. */
  static async start(options: ServerOptions): Promise<ServerProcess> {
    const child = spawnServer(options)
    const output: Output = { text: '' }
    const { promise, resolve, reject } = Promise.withResolvers<string>()
    const read = (chunk: Buffer): void => {
      output.text += chunk.toString()
      const url = /Open\s+(http:\S+)/.exec(output.text)?.[1]
      if (url) resolve(url)
    }
    child.stderr?.on('data', read)
    child.stdout?.on('data', (chunk: Buffer) => {
      output.text += chunk.toString()
    })
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}:\n${output.text}`)))
    return new ServerProcess(child, output, await promise)
  }

  /** Begins a start and kills it after so many milliseconds, wherever it is then. */
  static async killedWhileStarting(options: ServerOptions, afterMs: number): Promise<void> {
    const child = spawnServer(options)
    child.stderr?.resume()
    child.stdout?.resume()
    const exited = once(child, 'exit')
    setTimeout(() => child.kill('SIGKILL'), afterMs)
    await exited
  }

  get pid(): number {
    return this.#child.pid ?? -1
  }

  /** Everything it has printed so far: log lines and what is for people. */
  get output(): string {
    return this.#output.text
  }

  /** SIGTERM; resolves with the exit code. */
  async stop(): Promise<number | null> {
    return this.#end('SIGTERM')
  }

  /** SIGKILL. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL')
  }

  async #end(signal: NodeJS.Signals): Promise<number | null> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return this.#child.exitCode
    const exited = once(this.#child, 'exit')
    this.#child.kill(signal)
    const [code] = (await exited) as [number | null]
    return code
  }
}

/** A fresh folder and its removal. */
export function temporaryDir(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'lx-test-'))
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}

interface Given {
  readonly params?: object
  readonly query?: object
  readonly body?: unknown
}

/** A signed-in person: every call sends their cookie, like the web app does. */
export class Visitor {
  readonly #url: string
  #cookie = ''

  constructor(url: string, cookie = '') {
    this.#url = url
    this.#cookie = cookie
  }

  /** The same session at the address of the server's next start. */
  at(url: string): Visitor {
    return new Visitor(url, this.#cookie)
  }

  /** The session cookie as a browser sends it. */
  get cookie(): string {
    return this.#cookie
  }

  async signUp(name: string): Promise<this> {
    await this.#auth('/api/auth/sign-up/email', { name, ...person(name) })
    return this
  }

  async signIn(person: { readonly email: string; readonly password: string }): Promise<this> {
    await this.#auth('/api/auth/sign-in/email', person)
    return this
  }

  async #auth(path: string, body: object): Promise<void> {
    const response = await this.raw('POST', path, body)
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
    this.#cookie = response.headers
      .getSetCookie()
      .map((cookie) => cookie.split(';', 1)[0])
      .join('; ')
  }

  raw(method: string, path: string, body?: unknown): Promise<Response> {
    return fetch(this.#url + path, {
      method,
      headers: {
        origin: this.#url,
        ...(this.#cookie ? { cookie: this.#cookie } : {}),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
  }

  /** The answer of an endpoint of the contract; rejects on any refusal. */
  async call<Id extends EndpointId>(id: Id, request: RequestOf<Id>): Promise<ResponseOf<Id>> {
    const given: Given = Object.assign({}, request)
    const query = new URLSearchParams(Object.entries(given.query ?? {}).map(([key, value]) => [key, String(value)]))
    const path = `${pathOf(id, (given.params ?? {}) as ParamsOf<Id>)}?${query}`
    const response = await this.raw(endpoints[id].method, path, given.body)
    const text = await response.text()
    if (!response.ok) throw new Error(`${id}: ${response.status} ${text}`)
    return JSON.parse(text) as ResponseOf<Id>
  }
}
