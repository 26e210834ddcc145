/** The thread in which groups become durable: a thin shell around writer.ts. */
import { parentPort, workerData } from 'node:worker_threads'
import type { Answer, Request } from './open.ts'
import { type JournalWriter, openWriter, type WriterOptions } from './writer.ts'

function answer(id: number, work: () => string | undefined): void {
  let reply: Answer
  try {
    reply = { id, value: work() }
  } catch (error) {
    const { name, message } = error instanceof Error ? error : new Error('unknown journal error')
    reply = { id, error: { name, message } }
  }
  parentPort?.postMessage(reply)
}

function serve(writer: JournalWriter, request: Request): string | undefined {
  switch (request.kind) {
    case 'append':
      return writer.append(request.group)
    case 'setMeta':
      writer.setMeta(request.key, request.value)
      return undefined
    case 'close':
      writer.close()
      return undefined
  }
}

answer(0, () => {
  const writer = openWriter(workerData as WriterOptions)
  parentPort?.on('message', (request: Request) => answer(request.id, () => serve(writer, request)))
  return String(writer.epoch)
})
