/** What every command works with: the terminal, the server and key it is about, and one way to show a result. */
import type { CliEnvironment } from '../config.ts'
import { type Api, type Credential, createApi, createHttp, type Http } from './client.ts'
import { CliFailure } from './failure.ts'
import { type LoginFile, openLoginFile } from './login-file.ts'
import { type Paints, paints } from './show.ts'
import type { Terminal } from './terminal.ts'

/** Options that every command takes. */
export interface GlobalOptions {
  readonly url?: string
  readonly key?: string
  readonly json?: boolean
  readonly color?: boolean
}

export interface Context {
  readonly terminal: Terminal
  readonly environment: CliEnvironment
  readonly logins: LoginFile
  readonly json: boolean
  readonly paints: Paints
  /** The server: flag, LX_URL, the last login, the default. */
  readonly url: string
  /** The key: flag, LX_KEY, the login of this server. */
  readonly key: string | undefined
  /** With the key when there is one. */
  http(credential?: Credential): Http
  api(credential?: Credential): Api
  /** With the key; fails when there is none. */
  ownHttp(): Http
  own(): Api
  /** The result: JSON for programs or text for people. */
  show(data: unknown, text: () => string): void
}

const DEFAULT_URL = 'http://127.0.0.1:3000'

/** flag > environment > file. */
export function createContext(terminal: Terminal, environment: CliEnvironment, options: GlobalOptions): Context {
  const logins = openLoginFile(environment.configHome)
  const url = serverOf(options.url) ?? environment.url ?? logins.current() ?? DEFAULT_URL
  const key = options.key ?? environment.key ?? logins.find(url)?.key
  const json = options.json ?? false
  const http = (credential?: Credential) =>
    createHttp(url, credential === undefined ? (key === undefined ? null : { key }) : credential)
  const ownHttp = () => {
    if (key === undefined) throw new CliFailure('auth', `There is no key for ${url}. Run lx login, or set LX_KEY.`)
    return http({ key })
  }
  return {
    terminal,
    environment,
    logins,
    json,
    paints: paints((options.color ?? true) && environment.color && terminal.screen && !json),
    url,
    key,
    http,
    api: (credential) => createApi(http(credential)),
    ownHttp,
    own: () => createApi(ownHttp()),
    show: (data, text) => terminal.out(`${json ? JSON.stringify(data, null, 2) : text()}\n`),
  }
}

function serverOf(text: string | undefined): string | undefined {
  if (text === undefined) return undefined
  if (!/^https?:\/\//.test(text) || !URL.canParse(text))
    throw new CliFailure('usage', `--url must be an address such as ${DEFAULT_URL}, not "${text}".`)
  return new URL(text).origin
}
