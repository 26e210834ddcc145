/** Gemini's image models with Google's own client: pictures pass as they came, their tokens have a price of their own, the hold covers it. */
import { GoogleGenAI } from '@google/genai'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { CallAuthorize } from '../../src/engine/command.ts'
import { flatRates, usageRecord } from '../../src/engine/metering/rates.ts'
import { type Person, Rig, testModel } from './rig.ts'
import { event, sendJson, stream } from './upstream.ts'

const picture = Buffer.from('a picture').toString('base64')
const content = { role: 'model', parts: [{ text: 'Here: ' }, { inlineData: { mimeType: 'image/png', data: picture } }] }
const usageMetadata = {
  promptTokenCount: 9,
  candidatesTokenCount: 1_294,
  totalTokenCount: 1_303,
  candidatesTokensDetails: [{ modality: 'IMAGE', tokenCount: 1_290 }],
}
const answer = { candidates: [{ content, finishReason: 'STOP', index: 0 }], usageMetadata }

let rig: Rig
let person: Person
let google: GoogleGenAI
beforeAll(async () => {
  rig = await new Rig({ channels: [] }).start()
  // At list 1 µCR a token read, 5 a token of text, 60 a token of a picture.
  const cost = flatRates({ input: 500_000, output: 2_500_000, outputImage: 30_000_000 })
  const models = [testModel({ model: 'gemini-image', upstream: 'gemini-2.5-flash-image', maxOutput: 2_000 })]
  rig.addChannel({ id: 1, provider: 'gemini', baseUrl: rig.upstreamUrl.replace('/v1', '/v1beta'), models }, cost)
  person = rig.person('google')
  google = new GoogleGenAI({ apiKey: person.secret, httpOptions: { baseUrl: rig.baseUrl.replace(/\/v1$/, '') } })
})
afterAll(() => rig.stop())

const last = () => rig.captures().at(-1)!
const config = { responseModalities: ['TEXT', 'IMAGE'] }

test('pictures come whole and are charged as pictures, text as text, within the hold', async () => {
  rig.upstream.script = (_seen, response) => sendJson(response, 200, answer)
  const made = await google.models.generateContent({ model: 'gemini-image', contents: 'Draw a fox', config })
  expect(made.candidates?.[0]?.content?.parts?.[1]?.inlineData).toEqual({ mimeType: 'image/png', data: picture })
  expect(usageRecord(last().usage)).toEqual({ input: 9, output: 4, outputImage: 1_290, calls: 1 })
  expect(last().captured).toBe(9 + 4 * 5 + 1_290 * 60)
  const { bound } = rig.money.log.findLast(({ type }) => type === 'call.authorize')!.input as CallAuthorize
  expect(usageRecord(bound)).toMatchObject({ outputImage: 2_000 })
})

test('pictures stream, and are charged alike', async () => {
  const first = { candidates: [{ content, index: 0 }] }
  rig.upstream.script = stream([
    event(first),
    event({ ...answer, candidates: [{ content: { role: 'model', parts: [] }, finishReason: 'STOP', index: 0 }] }),
  ])
  const pictures: (string | undefined)[] = []
  for await (const chunk of await google.models.generateContentStream({ model: 'gemini-image', contents: 'x', config }))
    for (const part of chunk.candidates?.[0]?.content?.parts ?? [])
      if (part.inlineData) pictures.push(part.inlineData.data)
  expect(pictures).toEqual([picture])
  expect(last().captured).toBe(9 + 4 * 5 + 1_290 * 60)
})

test('clients of chat completions get the picture too, at the same charge', async () => {
  rig.upstream.script = (_seen, response) => sendJson(response, 200, answer)
  const { choices } = await person.client.chat.completions.create({
    model: 'gemini-image',
    messages: [{ role: 'user', content: 'Draw a fox' }],
  })
  expect(JSON.stringify(choices[0]?.message)).toContain(picture)
  expect(last().captured).toBe(9 + 4 * 5 + 1_290 * 60)
})
