/** A process of its own: an OpenAI-compatible upstream that answers at once, so that gateways are what is measured. */
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

const usage = { prompt_tokens: 20, completion_tokens: 100, total_tokens: 120 }
const message = { role: 'assistant', content: 'A plain answer of some length. '.repeat(16) }
const json = Buffer.from(
  JSON.stringify({
    id: 'chatcmpl-bench',
    object: 'chat.completion',
    created: 1_700_000_000,
    model: 'bench',
    choices: [{ index: 0, message, logprobs: null, finish_reason: 'stop' }],
    usage,
  }),
)

const chunk = (choices: unknown[], more: object = {}): Buffer =>
  Buffer.from(
    `data: ${JSON.stringify({ id: 'chatcmpl-bench', object: 'chat.completion.chunk', created: 1_700_000_000, model: 'bench', system_fingerprint: 'fp_bench', choices, ...more })}\n\n`,
  )
const delta = (content: string): Buffer =>
  chunk([{ index: 0, delta: { content }, logprobs: null, finish_reason: null }])
const frames: readonly Buffer[] = [
  ...Array.from({ length: 100 }, (_, i) => delta(` word${i}`)),
  chunk([{ index: 0, delta: {}, logprobs: null, finish_reason: 'stop' }]),
  chunk([], { usage }),
  Buffer.from('data: [DONE]\n\n'),
]

const server = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (piece: Buffer) => chunks.push(piece))
  request.on('end', () => {
    if (Buffer.concat(chunks).includes('"stream":true')) stream(response)
    else response.writeHead(200, { 'content-type': 'application/json', 'content-length': json.length }).end(json)
  })
})

/** A frame each turn of the event loop, like tokens that become ready one by one. */
function stream(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  let next = 0
  const step = (): void => {
    const frame = frames[next++]
    if (response.destroyed) return
    if (!frame) {
      response.end()
      return
    }
    response.write(frame)
    setImmediate(step)
  }
  step()
}

server.keepAliveTimeout = 60_000
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }))
process.on('disconnect', () => process.exit(0))
