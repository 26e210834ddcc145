/** The request as code that can be pasted: curl, JavaScript, Python. */
import type { Snippet } from '../../ui/code.tsx'
import type { ChatBody } from './ask.ts'

export function requestSnippets(body: ChatBody, origin: string): Snippet[] {
  return [
    { key: 'curl', label: 'curl', code: curl(body, origin) },
    { key: 'js', label: 'JavaScript', code: javaScript(body, origin) },
    { key: 'python', label: 'Python', code: python(body, origin) },
  ]
}

const KEY = 'sk-lx-…'

/** In single quotes of a POSIX shell nothing is special but the quote itself. */
function curl(body: ChatBody, origin: string): string {
  const json = JSON.stringify(body, null, 2).replaceAll("'", `'\\''`)
  return `curl ${origin}/v1/chat/completions \\
  -H "Authorization: Bearer ${KEY}" \\
  -H "Content-Type: application/json" \\
  -d '${json}'`
}

function javaScript(body: ChatBody, origin: string): string {
  const read = body.stream
    ? `for await (const chunk of answer) {
  process.stdout.write(chunk.choices[0]?.delta?.content ?? '')
}`
    : `console.log(answer.choices[0].message.content)`
  return `import OpenAI from 'openai'

const client = new OpenAI({ baseURL: '${origin}/v1', apiKey: '${KEY}' })

const answer = await client.chat.completions.create(${JSON.stringify(body, null, 2)})
${read}`
}

function python(body: ChatBody, origin: string): string {
  const fields = Object.entries(body).map(([name, value]) => `    ${name}=${pythonValue(value)},`)
  const read = body.stream
    ? `for chunk in answer:
    if chunk.choices:
        print(chunk.choices[0].delta.content or "", end="", flush=True)`
    : `print(answer.choices[0].message.content)`
  return `from openai import OpenAI

client = OpenAI(base_url="${origin}/v1", api_key="${KEY}")

answer = client.chat.completions.create(
${fields.join('\n')}
)
${read}`
}

/** JSON strings are Python strings, escapes included; only the words for true and null differ. */
function pythonValue(value: unknown): string {
  if (value === true) return 'True'
  if (value === false) return 'False'
  if (Array.isArray(value)) return `[${value.map(pythonValue).join(', ')}]`
  if (typeof value === 'object' && value !== null) {
    return `{${Object.entries(value)
      .map(([name, member]) => `"${name}": ${pythonValue(member)}`)
      .join(', ')}}`
  }
  return JSON.stringify(value)
}
