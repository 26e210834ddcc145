/** A stand-in server that answers what a test says, a terminal that remembers, and `lx` between the two. */
import { mkdtempSync } from 'node:fs'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CliEnvironment } from '../../config.ts'
import { runCli } from '../program.ts'
import type { Terminal } from '../terminal.ts'

export interface Asked {
  readonly route: string
  readonly path: string
  readonly headers: IncomingMessage['headers']
  readonly body: unknown
}
export interface Answer {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string | string[]>>
  /** Objects are sent as JSON, lists of strings as pieces one after the other. */
  readonly body?: object | string | readonly string[]
  /** Closes the connection instead of ending the answer. */
  readonly cut?: boolean
}
/** By `METHOD /path`; a list is used up answer by answer, the last stays. */
export type Answers = Readonly<Record<string, Answer | readonly Answer[] | ((asked: Asked) => Answer)>>

export async function standIn(answers: Answers) {
  const asked: Asked[] = []
  const server = createServer((request, response) => {
    const pieces: Buffer[] = []
    request.on('data', (piece: Buffer) => pieces.push(piece))
    request.on('end', () => {
      const text = Buffer.concat(pieces).toString()
      const path = request.url ?? ''
      const route = `${request.method} ${path.split('?')[0]}`
      const one: Asked = { route, path, headers: request.headers, body: text === '' ? undefined : JSON.parse(text) }
      asked.push(one)
      const found = answers[route]
      const many = Array.isArray(found) ? (found as readonly Answer[]) : undefined
      const times = asked.filter((other) => other.route === route).length
      const answer =
        typeof found === 'function'
          ? found(one)
          : (many?.[Math.min(times, many.length) - 1] ?? (found as Answer | undefined))
      if (!answer) return response.writeHead(404).end('{}')
      const { status = 200, headers = {}, body = '', cut } = answer
      response.writeHead(status, {
        ...(typeof body === 'object' && !Array.isArray(body) ? { 'content-type': 'application/json' } : {}),
        ...headers,
      })
      if (Array.isArray(body)) for (const piece of body as readonly string[]) response.write(piece)
      else response.write(typeof body === 'string' ? body || ' ' : JSON.stringify(body))
      if (cut) setTimeout(() => response.destroy(), 20)
      else response.end()
    })
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    close: () => new Promise((done) => server.close(done)),
  }
}

export interface Sitting {
  readonly interactive?: boolean
  readonly screen?: boolean
  readonly input?: string
  /** What the person types, question by question. */
  readonly typed?: readonly string[]
}

/** One machine: its login file and data folder last from run to run. */
export function machine(environment: Partial<CliEnvironment> = {}) {
  const configHome = mkdtempSync(join(tmpdir(), 'lx-cli-'))
  const settings: CliEnvironment = {
    url: null,
    key: null,
    configHome,
    dataDir: join(configHome, 'data'),

    color: true,
    ...environment,
  }
  const file = join(configHome, 'l-exchange', 'login.json')
  return {
    file,
    configHome,
    async lx(args: readonly string[], { interactive = false, screen = false, input = '', typed = [] }: Sitting = {}) {
      const said = { out: '', note: '' }
      const answers = [...typed]
      const questions: string[] = []
      const ask = async (question: string) => {
        questions.push(question)
        return answers.shift() ?? ''
      }
      const terminal: Terminal = {
        out: (text) => {
          said.out += text
        },
        note: (text) => {
          said.note += text
        },
        interactive,
        screen,
        ask,
        askSecret: ask,
        input: async () => input,
      }
      const code = await runCli(args, terminal, () => settings)
      return { code, ...said, questions, json: () => JSON.parse(said.out) }
    },
  }
}
