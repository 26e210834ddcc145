/** A first call to a model of each kind, as clients of OpenAI make it, and the endpoint that it goes to. */
import type { ModelKind } from '../../../../src/contract/models.ts'
import type { Snippet } from '../../ui/code.tsx'
import { chatSnippets, type SnippetInput } from './chat.ts'

/** Where a model of a kind answers; the first path is the one of the snippets. */
export const PATHS: Record<ModelKind, readonly string[]> = {
  chat: ['/v1/chat/completions', '/v1/responses', '/v1/messages', '/v1beta/models/…:generateContent'],
  embedding: ['/v1/embeddings', '/v1beta/models/…:embedContent'],
  image: ['/v1/images/generations', '/v1/images/edits', '/v1/images/variations'],
  speech: ['/v1/audio/speech'],
  transcription: ['/v1/audio/transcriptions', '/v1/audio/translations'],
  moderation: ['/v1/moderations'],
  rerank: ['/v1/rerank'],
  video: ['/v1/videos'],
  realtime: ['/v1/realtime'],
}

export function kindSnippets(kind: ModelKind, input: SnippetInput): Snippet[] {
  if (kind === 'chat') return chatSnippets(input)
  if (kind === 'realtime') return [{ key: 'js', label: 'JavaScript', code: realtime(input) }]
  const js = JS[kind]?.(input)
  const python = PYTHON[kind]?.(input)
  return [
    { key: 'curl', label: 'curl', code: CURL[kind](input) },
    ...(js ? [{ key: 'js', label: 'JavaScript', code: `${IMPORTS[kind] ?? ''}${jsClient(input)}${js}` }] : []),
    ...(python ? [{ key: 'python', label: 'Python', code: pythonClient(input) + python }] : []),
  ]
}

type Code = (input: SnippetInput) => string
type Plain = Exclude<ModelKind, 'chat' | 'realtime'>

const json = ({ origin, key }: SnippetInput, path: string, body: string): string => `curl ${origin}${path} \\
  -H "Authorization: Bearer ${key}" \\
  -H "Content-Type: application/json" \\
  -d '${body}'`

const CURL: Record<Plain, Code> = {
  embedding: (input) => json(input, '/v1/embeddings', `{"model": "${input.model}", "input": "${input.prompt}"}`),
  image: (input) => json(input, '/v1/images/generations', `{"model": "${input.model}", "prompt": "${input.prompt}"}`),
  speech: (input) =>
    `${json(input, '/v1/audio/speech', `{"model": "${input.model}", "input": "${input.prompt}", "voice": "alloy"}`)} \\
  --output speech.mp3`,
  transcription: ({ origin, key, model }) => `curl ${origin}/v1/audio/transcriptions \\
  -H "Authorization: Bearer ${key}" \\
  -F model=${model} \\
  -F file=@speech.mp3`,
  moderation: (input) => json(input, '/v1/moderations', `{"model": "${input.model}", "input": "${input.prompt}"}`),
  rerank: (input) =>
    json(
      input,
      '/v1/rerank',
      `{"model": "${input.model}", "query": "${input.prompt}", "documents": ["One text", "Another text"]}`,
    ),
  video: (input) => json(input, '/v1/videos', `{"model": "${input.model}", "prompt": "${input.prompt}"}`),
}

const jsClient = ({ origin, key }: SnippetInput): string => `import OpenAI from 'openai'

const client = new OpenAI({
  baseURL: '${origin}/v1',
  apiKey: '${key}',
})

`

const IMPORTS: { readonly [K in Plain]?: string } = {
  speech: "import { writeFile } from 'node:fs/promises'\n",
  transcription: "import { createReadStream } from 'node:fs'\n",
}

const JS: { readonly [K in Plain]?: Code } = {
  embedding: ({ model, prompt }) => `const answer = await client.embeddings.create({
  model: '${model}',
  input: '${prompt}',
})
console.log(answer.data[0].embedding)`,
  image: ({ model, prompt }) => `const answer = await client.images.generate({
  model: '${model}',
  prompt: '${prompt}',
})
console.log(answer.data[0])`,
  speech: ({ model, prompt }) => `const answer = await client.audio.speech.create({
  model: '${model}',
  voice: 'alloy',
  input: '${prompt}',
})
await writeFile('speech.mp3', Buffer.from(await answer.arrayBuffer()))`,
  transcription: ({ model }) => `const answer = await client.audio.transcriptions.create({
  model: '${model}',
  file: createReadStream('speech.mp3'),
})
console.log(answer.text)`,
  moderation: ({ model, prompt }) => `const answer = await client.moderations.create({
  model: '${model}',
  input: '${prompt}',
})
console.log(answer.results[0].flagged)`,
  video: ({ model, prompt }) => `const job = await client.videos.create({
  model: '${model}',
  prompt: '${prompt}',
})
console.log(job.id, job.status)`,
}

const pythonClient = ({ origin, key }: SnippetInput): string => `from openai import OpenAI

client = OpenAI(
    base_url="${origin}/v1",
    api_key="${key}",
)

`

const PYTHON: { readonly [K in Plain]?: Code } = {
  embedding: ({ model, prompt }) => `answer = client.embeddings.create(
    model="${model}",
    input="${prompt}",
)
print(answer.data[0].embedding)`,
  image: ({ model, prompt }) => `answer = client.images.generate(
    model="${model}",
    prompt="${prompt}",
)
print(answer.data[0])`,
  speech: ({ model, prompt }) => `answer = client.audio.speech.create(
    model="${model}",
    voice="alloy",
    input="${prompt}",
)
answer.write_to_file("speech.mp3")`,
  transcription: ({ model }) => `answer = client.audio.transcriptions.create(
    model="${model}",
    file=open("speech.mp3", "rb"),
)
print(answer.text)`,
  moderation: ({ model, prompt }) => `answer = client.moderations.create(
    model="${model}",
    input="${prompt}",
)
print(answer.results[0].flagged)`,
  video: ({ model, prompt }) => `job = client.videos.create(
    model="${model}",
    prompt="${prompt}",
)
print(job.id, job.status)`,
}

const realtime = ({ origin, key, model, prompt }: SnippetInput): string => `import WebSocket from 'ws'

const socket = new WebSocket('${origin.replace(/^http/, 'ws')}/v1/realtime?model=${model}', {
  headers: { Authorization: 'Bearer ${key}' },
})
socket.on('open', () => {
  socket.send(JSON.stringify({ type: 'response.create', response: { instructions: '${prompt}' } }))
})
socket.on('message', (event) => console.log(String(event)))`
