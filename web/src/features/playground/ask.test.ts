/** Claims about the body made from what was entered. */
import { describe, expect, it } from 'vitest'
import { bodyFor, maxTokensOf, START, temperatureOf } from './ask.ts'

const ask = { ...START, prompt: 'Hello', system: '' }

describe('what is sent', () => {
  it('asks for usage in streams, because the bill shows it', () => {
    expect(bodyFor('m', ask)).toEqual({
      model: 'm',
      messages: [{ role: 'user', content: 'Hello' }],
      max_tokens: 400,
      stream: true,
      stream_options: { include_usage: true },
    })
  })
  it('leaves to the model what was left empty', () => {
    const body = bodyFor('m', { ...ask, max: '', temperature: ' ', stream: 'off' })
    expect(body).toEqual({ model: 'm', messages: [{ role: 'user', content: 'Hello' }] })
  })
  it('keeps the words of prompt and system exactly', () => {
    const body = bodyFor('m', { ...ask, prompt: ' a\n', system: 'Be brief. ' })
    expect(body?.messages).toEqual([
      { role: 'system', content: 'Be brief. ' },
      { role: 'user', content: ' a\n' },
    ])
  })
  it('is nothing without model, prompt or usable numbers', () => {
    expect(bodyFor('', ask)).toBeUndefined()
    expect(bodyFor('m', { ...ask, prompt: ' \n' })).toBeUndefined()
    expect(bodyFor('m', { ...ask, max: '0' })).toBeUndefined()
    expect(bodyFor('m', { ...ask, temperature: '2.1' })).toBeUndefined()
  })
  it('takes full-width digits and refuses signs, letters and fractions of tokens', () => {
    expect(maxTokensOf('４００')).toBe(400)
    for (const entered of ['-1', '1.5', 'x', '99999999']) expect(maxTokensOf(entered)).toBeUndefined()
    expect([temperatureOf('0.7'), temperatureOf('2'), temperatureOf('-1')]).toEqual([0.7, 2, undefined])
  })
})
