/** One request to every endpoint of the gateway that takes words of a caller, each with a word of its own. Judges nothing. */
import { setTimeout as sleep } from 'node:timers/promises'
import { WebSocket } from 'ws'
import type { Answer, Caller } from './caller.ts'

/** What endpoints of each kind are asked for. */
export interface ModelNames {
  readonly chat: string
  readonly image: string
  readonly speech: string
  readonly transcription: string
  readonly embedding: string
  readonly moderation: string
  readonly rerank: string
  readonly video: string
  readonly realtime: string
}

export const sandbox: ModelNames = {
  ...{ chat: 'sandbox-chat', image: 'sandbox-image', speech: 'sandbox-speech', transcription: 'sandbox-transcribe' },
  ...{ embedding: 'sandbox-embed', moderation: 'sandbox-moderation', rerank: 'sandbox-rerank' },
  ...{ video: 'sandbox-video', realtime: 'sandbox-realtime' },
}

export interface Heard {
  readonly what: string
  readonly status: number
  /** Head and body. */
  readonly text: string
}

type Word = (what: string) => string

/** `word` gives what is to be said; the caller's own headers go with every request. */
export async function askEverything(
  caller: Caller,
  models: ModelNames,
  { word, headers }: { readonly word: Word; readonly headers: Readonly<Record<string, string>> },
): Promise<Heard[]> {
  const heard: Heard[] = []
  const note = (what: string, { status, headers: told, text }: Answer): void =>
    void heard.push({ what, status, text: JSON.stringify([...told]) + text })
  for (const [what, path, body] of bodies(models, word)) note(what, await caller.post(path, body, headers))
  for (const [what, path, form] of forms(models, word)) {
    const response = await fetch(caller.url + path, {
      method: 'POST',
      headers: { authorization: `Bearer ${caller.key}`, ...headers },
      body: form,
    })
    heard.push({ what, status: response.status, text: JSON.stringify([...response.headers]) + (await response.text()) })
  }
  const video = /"id":"(video_[\w-]+)"/.exec(heard.find(({ what }) => what === 'video')?.text ?? '')?.[1]
  if (video) note('what became of the video', await caller.send(`/v1/videos/${video}`, { headers }))
  heard.push(await inQuery(caller, models.chat, word('gemini, its key in the query')))
  heard.push(await session(caller, models.realtime, word('realtime')))
  return heard
}

function bodies(models: ModelNames, word: Word): readonly (readonly [what: string, path: string, body: object])[] {
  const { chat: model } = models
  const messages = (what: string) => [{ role: 'user', content: word(what) }]
  const shaped = { type: 'object', description: word('schema'), properties: {} }
  const tool = { type: 'function', function: { name: 'f', description: word('tool'), parameters: shaped } }
  const contents = [{ role: 'user', parts: [{ text: word('gemini') }] }]
  const entry = { custom_id: 'a', params: { model, max_tokens: 5, messages: messages('anthropic batch') } }
  return [
    ['chat', '/v1/chat/completions', { model, max_tokens: 5, messages: messages('chat'), tools: [tool] }],
    ['chat stream', '/v1/chat/completions', { model, max_tokens: 5, stream: true, messages: messages('chat stream') }],
    ['completions', '/v1/completions', { model, max_tokens: 5, prompt: word('completions') }],
    ['responses', '/v1/responses', { model, max_output_tokens: 16, input: word('responses'), store: true }],
    ['background', '/v1/responses', { model, max_output_tokens: 16, input: word('background'), background: true }],
    ['messages', '/v1/messages', { model, max_tokens: 5, system: word('system'), messages: messages('messages') }],
    ['count', '/v1/messages/count_tokens', { model, messages: messages('count') }],
    ['batch', '/v1/messages/batches', { requests: [entry] }],
    ['gemini', `/v1beta/models/${model}:generateContent`, { contents, generationConfig: { maxOutputTokens: 5 } }],
    ['gemini stream', `/v1beta/models/${model}:streamGenerateContent?alt=sse`, { contents }],
    ['gemini count', `/v1beta/models/${model}:countTokens`, { contents }],
    ['quote', '/v1/quote', { model, max_tokens: 5, messages: messages('quote') }],
    ['embeddings', '/v1/embeddings', { model: models.embedding, input: word('embeddings') }],
    ['moderations', '/v1/moderations', { model: models.moderation, input: word('moderations') }],
    ['rerank', '/v1/rerank', { model: models.rerank, query: word('query'), documents: [word('document')] }],
    ['images', '/v1/images/generations', { model: models.image, prompt: word('images'), size: '64x64' }],
    ['speech', '/v1/audio/speech', { model: models.speech, voice: 'alloy', input: word('speech') }],
    ['video', '/v1/videos', { model: models.video, prompt: word('video'), seconds: '4' }],
    [
      'client secret',
      '/v1/realtime/client_secrets',
      { session: { type: 'realtime', model: models.realtime, instructions: word('instructions') } },
    ],
    ['no such path', '/v1/no/such/path', { text: word('no such path') }],
    ['wrong field', '/v1/chat/completions', { model, messages: word('wrong field') }],
    ['wrong model', '/v1/chat/completions', { model: 'nobody', messages: messages('wrong model') }],
  ]
}

function forms(models: ModelNames, word: Word): readonly (readonly [what: string, path: string, form: FormData])[] {
  const form = (fields: Readonly<Record<string, string>>, name: string, file: Blob): FormData => {
    const made = new FormData()
    for (const [field, value] of Object.entries(fields)) made.set(field, value)
    made.set(name, file, `${word('file name')}.bin`)
    return made
  }
  const picture = new Blob([word('picture')], { type: 'image/png' })
  const sound = new Blob([word('sound').repeat(200)], { type: 'audio/mpeg' })
  return [
    ['edit', '/v1/images/edits', form({ model: models.image, prompt: word('edit'), size: '64x64' }, 'image', picture)],
    ['heard', '/v1/audio/transcriptions', form({ model: models.transcription, prompt: word('hint') }, 'file', sound)],
    ['file', '/v1/files', form({ purpose: 'user_data' }, 'file', new Blob([word('file')], { type: 'text/plain' }))],
  ]
}

/** As Google's older clients send it. */
async function inQuery({ url, key }: Caller, model: string, text: string): Promise<Heard> {
  const response = await fetch(`${url}/v1beta/models/${model}:generateContent?key=${key}&note=${text}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ contents: [{ parts: [{ text }] }], generationConfig: { maxOutputTokens: 5 } }),
  })
  return { what: 'query', status: response.status, text: await response.text() }
}

/** One question in a live session opened as a browser does; what the session said of it, or of its refusal. */
async function session({ url, key }: Caller, model: string, text: string): Promise<Heard> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/v1/realtime?model=${model}`, [
    ...['realtime', `openai-insecure-api-key.${key}`],
  ])
  const { promise, resolve } = Promise.withResolvers<Heard>()
  let told = ''
  const content = [{ type: 'input_text', text }]
  socket.on('open', () => {
    socket.send(JSON.stringify({ type: 'conversation.item.create', item: { type: 'message', role: 'user', content } }))
    socket.send(JSON.stringify({ type: 'response.create', response: { output_modalities: ['text'] } }))
    socket.send(`{"type":"${text}`)
  })
  socket.on('message', (data: Buffer) => {
    // What was said is told back to who said it.
    const event = JSON.parse(data.toString('utf8')) as { readonly type: string }
    if (!event.type.startsWith('conversation.item')) told += data.toString('utf8')
    if (event.type === 'response.done') resolve({ what: 'realtime', status: 101, text: told })
  })
  socket.on('unexpected-response', (_request, response) => {
    response.on('data', (chunk: Buffer) => {
      told += chunk.toString('utf8')
    })
    response.on('end', () => resolve({ what: 'realtime', status: response.statusCode ?? 0, text: told }))
  })
  socket.on('error', () => undefined)
  socket.on('close', () => resolve({ what: 'realtime', status: 0, text: told }))
  try {
    return await Promise.race([promise, sleep(10_000, { what: 'realtime', status: 0, text: told })])
  } finally {
    socket.terminate()
  }
}
