/** The same first call with the clients of each maker whose dialect the gateway speaks. */
import type { Snippet } from '../../ui/code.tsx'
import { chatSnippets, type SnippetInput } from './chat.ts'

export const CLIENTS = ['openai', 'anthropic', 'gemini'] as const
export type Client = (typeof CLIENTS)[number]

/** What goes into a client's setting of the base URL. */
export const baseUrlOf = (client: Client, origin: string): string => (client === 'openai' ? `${origin}/v1` : origin)

export function clientSnippets(client: Client, input: SnippetInput): Snippet[] {
  return { openai: chatSnippets, anthropic: anthropicSnippets, gemini: geminiSnippets }[client](input)
}

function anthropicSnippets({ origin, key, model, prompt }: SnippetInput): Snippet[] {
  return [
    {
      key: 'curl',
      label: 'curl',
      code: `curl ${origin}/v1/messages \\
  -H "x-api-key: ${key}" \\
  -H "anthropic-version: 2023-06-01" \\
  -H "Content-Type: application/json" \\
  -d '{
    "model": "${model}",
    "max_tokens": 200,
    "messages": [{"role": "user", "content": "${prompt}"}]
  }'`,
    },
    {
      key: 'js',
      label: 'JavaScript',
      code: `import Anthropic from '@anthropic-ai/sdk'

const client = new Anthropic({
  baseURL: '${origin}',
  apiKey: '${key}',
})

const answer = await client.messages.create({
  model: '${model}',
  max_tokens: 200,
  messages: [{ role: 'user', content: '${prompt}' }],
})
console.log(answer.content)`,
    },
    {
      key: 'python',
      label: 'Python',
      code: `from anthropic import Anthropic

client = Anthropic(
    base_url="${origin}",
    api_key="${key}",
)

answer = client.messages.create(
    model="${model}",
    max_tokens=200,
    messages=[{"role": "user", "content": "${prompt}"}],
)
print(answer.content)`,
    },
  ]
}

function geminiSnippets({ origin, key, model, prompt }: SnippetInput): Snippet[] {
  return [
    {
      key: 'curl',
      label: 'curl',
      code: `curl ${origin}/v1beta/models/${model}:generateContent \\
  -H "x-goog-api-key: ${key}" \\
  -H "Content-Type: application/json" \\
  -d '{"contents": [{"role": "user", "parts": [{"text": "${prompt}"}]}]}'`,
    },
    {
      key: 'js',
      label: 'JavaScript',
      code: `import { GoogleGenAI } from '@google/genai'

const client = new GoogleGenAI({
  apiKey: '${key}',
  httpOptions: { baseUrl: '${origin}' },
})

const answer = await client.models.generateContent({
  model: '${model}',
  contents: '${prompt}',
})
console.log(answer.text)`,
    },
    {
      key: 'python',
      label: 'Python',
      code: `from google import genai

client = genai.Client(
    api_key="${key}",
    http_options={"base_url": "${origin}"},
)

answer = client.models.generate_content(
    model="${model}",
    contents="${prompt}",
)
print(answer.text)`,
    },
  ]
}
