/** The terminal as commands see it: text out, questions, standard input. Nothing here knows what is printed. */
import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'

/** A question is asked only where a person can answer. */
export interface Terminal {
  /** Results: what a pipe gets. */
  out(text: string): void
  /** Everything about the result: bills, hints, progress. */
  note(text: string): void
  /** Somebody sits at the input and sees the questions. */
  readonly interactive: boolean
  /** The output is a screen, not a pipe or a file. */
  readonly screen: boolean
  ask(question: string): Promise<string>
  /** Without showing what is typed. */
  askSecret(question: string): Promise<string>
  /** All of standard input; '' when it is a keyboard. */
  input(): Promise<string>
}

/** Longest standard input that is read: 8 MiB. */
const MAX_INPUT = 8 * 1024 * 1024

export function processTerminal(): Terminal {
  const { stdin, stdout, stderr } = process
  // A pipe that is closed early (`lx book | head -1`) ends the program quietly.
  stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1))
  const question = async (text: string, output: NodeJS.WritableStream): Promise<string> => {
    const lines = createInterface({ input: stdin, output, terminal: true })
    try {
      return (await lines.question(text)).trim()
    } finally {
      lines.close()
    }
  }
  return {
    out: (text) => void stdout.write(text),
    note: (text) => void stderr.write(text),
    interactive: Boolean(stdin.isTTY && stderr.isTTY),
    screen: Boolean(stdout.isTTY),
    ask: (text) => question(text, stderr),
    async askSecret(text) {
      stderr.write(text)
      const typed = await question('', new Writable({ write: (_chunk, _encoding, done) => done() }))
      stderr.write('\n')
      return typed
    },
    input: () => (stdin.isTTY ? Promise.resolve('') : readAll(stdin)),
  }
}

async function readAll(stream: NodeJS.ReadableStream): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of stream) {
    const bytes = Buffer.from(chunk)
    size += bytes.length
    if (size > MAX_INPUT) throw new Error('standard input is longer than 8 MiB')
    chunks.push(bytes)
  }
  return Buffer.concat(chunks).toString('utf8')
}
