/** A process of its own: an OpenAI-compatible upstream whose streams stay open. `patient` says a word at once and one more every 10 s; `flood` sends words for as long as they are taken. */
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

const WORD_MS = 10_000
const chunk = (content: string): string =>
  `data: ${JSON.stringify({ id: 'x', object: 'chat.completion.chunk', created: 1, model: 'bench', choices: [{ index: 0, delta: { content }, finish_reason: null }] })}\n\n`
const word = chunk('word ')
const page = chunk('word '.repeat(400))
const open = new Set<ServerResponse>()

const server = createServer((request, response) => {
  const pieces: Buffer[] = []
  request.on('data', (piece: Buffer) => pieces.push(piece))
  request.on('end', () => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    if (Buffer.concat(pieces).includes('"model":"flood"')) return flood(response)
    response.write(word)
    open.add(response)
    response.on('close', () => open.delete(response))
  })
})

function flood(response: ServerResponse): void {
  while (!response.destroyed && response.write(page));
  if (!response.destroyed) response.once('drain', () => flood(response))
}

setInterval(() => {
  for (const response of open) response.write(word)
}, WORD_MS)
server.keepAliveTimeout = 60_000
server.listen({ port: 0, host: '127.0.0.1', backlog: 4_096 }, () =>
  process.send?.({ port: (server.address() as AddressInfo).port }),
)
process.on('disconnect', () => process.exit(0))
