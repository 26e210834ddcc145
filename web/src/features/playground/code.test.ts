/** Claims about the code shown for a request. */
import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { bodyFor, type ChatBody, START } from './ask.ts'
import { requestSnippets } from './code.ts'

const hostile = `It's "quoted" $HOME \`id\` \\ \n new line 帳簿`
const body = bodyFor('vendor/model:tag', { ...START, prompt: hostile, system: 'Be brief.' }) as ChatBody
const code = (key: string) => requestSnippets(body, 'http://host').find((snippet) => snippet.key === key)?.code ?? ''

describe('code for a request', () => {
  it('is one shell command that sends exactly this body, whatever the prompt holds', () => {
    const sent = execFileSync('/bin/sh', ['-c', code('curl').replace('curl', `printf '%s\\0'`)], { encoding: 'utf8' })
    const parts = sent.split('\0')
    expect(parts[0]).toBe('http://host/v1/chat/completions')
    expect(JSON.parse(parts[parts.indexOf('-d') + 1] ?? '')).toEqual(body)
  })
  it('reads a stream piece by piece and a plain answer whole', () => {
    expect(code('js')).toContain('for await')
    expect(code('python')).toContain('stream=True')
    const { stream: _, ...plain } = body
    expect(requestSnippets(plain, 'http://host')[1]?.code).toContain('message.content')
  })
  it('writes Python with Python words', () => {
    expect(code('python')).toContain('stream_options={"include_usage": True}')
    expect(code('python')).toContain('{"role": "system", "content": "Be brief."}')
  })
})
