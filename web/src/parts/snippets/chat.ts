/** Code that makes one chat completion as clients of OpenAI do. Other clients and kinds are in the files beside. */
import type { Snippet } from '../../ui/code.tsx'

export interface SnippetInput {
  origin: string
  key: string
  model: string
  prompt: string
}

export function chatSnippets({ origin, key, model, prompt }: SnippetInput): Snippet[] {
  return [
    {
      key: 'curl',
      label: 'curl',
      code: `curl ${origin}/v1/chat/completions \\
  -H "Authorization: Bearer ${key}" \\
  -H "Content-Type: application/json" \\
  -d '{
    "model": "${model}",
    "messages": [{"role": "user", "content": "${prompt}"}]
  }'`,
    },
    {
      key: 'js',
      label: 'JavaScript',
      code: `import OpenAI from 'openai'

const client = new OpenAI({
  baseURL: '${origin}/v1',
  apiKey: '${key}',
})

const answer = await client.chat.completions.create({
  model: '${model}',
  messages: [{ role: 'user', content: '${prompt}' }],
})
console.log(answer.choices[0].message.content)`,
    },
    {
      key: 'python',
      label: 'Python',
      code: `from openai import OpenAI

client = OpenAI(
    base_url="${origin}/v1",
    api_key="${key}",
)

answer = client.chat.completions.create(
    model="${model}",
    messages=[{"role": "user", "content": "${prompt}"}],
)
print(answer.choices[0].message.content)`,
    },
  ]
}
