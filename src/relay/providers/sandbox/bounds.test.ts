/** The sandbox answers in the server's own thread: whatever anybody asks for, it takes little time and little room. */
import { describe, expect, it } from 'vitest'
import { answerChat, chatFrames, chatJson } from './chat.ts'
import { answerEmbeddings } from './embeddings.ts'

const user = (content: string) => [{ role: 'user', content }]
const huge = 'word '.repeat(1_000_000)
const properties = (count: number, member: object) =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`p${i}`, member]))
const format = (schema: object) => ({ type: 'json_schema', json_schema: { name: 's', schema } })

/** Of this process alone, whatever else the machine does. */
function cpuMs(since?: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since)
  return (user + system) / 1000
}

/** Everything the answer is made of, with the work it took. */
function answered(ask: object): { readonly characters: number; readonly ms: number } {
  const started = process.cpuUsage()
  const answer = answerChat({ model: 'sandbox-chat', messages: user('Hello'), ...ask })
  let characters = JSON.stringify(chatJson(answer)).length
  for (const { text } of chatFrames(answer)) characters += text.length
  return { characters, ms: cpuMs(started) }
}

describe('the sandbox', () => {
  it.each([
    ['a million words', { messages: user('!long 999999 please') }],
    ['a million words of Chinese, 128 times', { messages: user('!long 999999 写一首诗'), n: 128 }],
    ['a prompt of megabytes', { messages: user(huge) }],
    ['a prompt of megabytes without a space', { messages: user('日本'.repeat(2_000_000)) }],
    ['128 choices of a large prompt', { messages: user(huge), n: 128 }],
    [
      'a schema of many texts',
      {
        messages: user('!long 20000 x'),
        response_format: format({ properties: properties(100_000, { type: 'string' }) }),
      },
    ],
    [
      'a schema with a huge constant, 128 times',
      { n: 128, response_format: format({ properties: { a: { const: huge }, b: { enum: [huge] }, [huge]: {} } }) },
    ],
    [
      'a tool described by a library',
      { tools: [{ type: 'function', function: { name: 'f', description: huge, parameters: {} } }] },
    ],
    [
      'a library of tools',
      {
        tools: Array.from({ length: 50_000 }, (_, i) => ({
          type: 'function',
          function: { name: `tool${i}`, description: 'does some wonderful things' },
        })),
      },
    ],
    [
      'a tool with a huge form, 128 times',
      {
        n: 128,
        tool_choice: 'required',
        tools: [
          {
            type: 'function',
            function: { name: 'f', parameters: { properties: properties(50_000, { type: 'string' }) } },
          },
        ],
      },
    ],
  ])('does not lose itself in %s', (_name, ask) => {
    const { characters, ms } = answered(ask)
    expect(characters).toBeLessThan(150_000_000)
    expect(ms).toBeLessThan(5_000)
  })

  it('embeds as many texts as upstreams do, and refuses more', () => {
    const of = (input: unknown, dimensions?: number) => answerEmbeddings({ model: 'sandbox-embed', input, dimensions })
    expect(of(Array.from({ length: 2_048 }, () => 'a'))?.['data']).toHaveLength(2_048)
    expect(of(Array.from({ length: 2_049 }, () => 'a'))).toBeUndefined()
    expect(
      of(
        Array.from({ length: 1_000 }, () => 'a'),
        3_072,
      ),
    ).toBeUndefined()
    const started = process.cpuUsage()
    expect(of([huge, huge], 3_072)?.['data']).toHaveLength(2)
    expect(
      of(
        Array.from({ length: 2_000 }, () => huge.slice(0, 2_000)),
        500,
      )?.['data'],
    ).toHaveLength(2_000)
    expect(cpuMs(started)).toBeLessThan(5_000)
  })
})
