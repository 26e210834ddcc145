/** OpenAI's own client: what is kept for callers and made while they are away. Stored and background responses, files, batches, videos. */
import type OpenAI from 'openai'
import { toFile } from 'openai'
import { beforeAll, describe, expect, test } from 'vitest'
import { prompts, said, usualCharge } from './knowledge.ts'
import { openAi } from './openai-text.ts'
import type { Customer, World } from './world.ts'

export function openAiKept(world: () => World): void {
  let customer: Customer
  let client: OpenAI
  /** Whose calls end at any time. */
  let away: OpenAI
  /** They take their time, so they are asked for first. */
  let video: OpenAI.Videos.Video
  let batch: OpenAI.Batch

  beforeAll(async () => {
    customer = await world().customer('openai-kept')
    client = openAi(customer)
    away = openAi(await world().customer('openai-away'))
    video = await away.videos.create({ model: 'sandbox-video', prompt: 'A light crosses a field', seconds: '4' })
    const file = await away.files.create({ purpose: 'batch', file: await toFile(lines(), 'in.jsonl') })
    batch = await away.batches.create({
      ...{ input_file_id: file.id, endpoint: '/v1/chat/completions', completion_window: '24h' },
      metadata: { of: 'test' },
    })
  })

  describe('openai, responses that are kept', () => {
    const asked = { model: 'up-claude', max_output_tokens: 100 }

    test('are found again with what was asked, gone on from, and gone once deleted', async () => {
      const made = await client.responses.create({ ...asked, input: prompts.text, store: true })
      expect(await client.responses.retrieve(made.id)).toEqual(made)
      const items: string[] = []
      for await (const item of client.responses.inputItems.list(made.id)) items.push(item.type ?? 'message')
      expect(items).toEqual(['message'])
      const next = await client.responses.create({ ...asked, input: prompts.text, previous_response_id: made.id })
      expect([next.output_text, next.previous_response_id]).toEqual([said, made.id])
      expect(world().moody.last).toContain(said)
      await client.responses.delete(made.id)
      await expect(client.responses.retrieve(made.id)).rejects.toMatchObject({ status: 404 })
    })

    test('are made in the background, billed once, and can be cancelled', async () => {
      const begun = await client.responses.create({ ...asked, input: prompts.text, background: true })
      expect(['queued', 'in_progress']).toContain(begun.status)
      const done = await until(
        () => client.responses.retrieve(begun.id),
        ({ status }) => status === 'completed',
      )
      expect(done.output_text).toBe(said)
      expect(await customer.charges()).toEqual([usualCharge])
      const slow = { ...asked, model: 'sandbox-chat', input: '!slow 50 hello', background: true } as const
      const other = await client.responses.create(slow)
      expect(await client.responses.cancel(other.id)).toMatchObject({ id: other.id, status: 'cancelled' })
    })
  })

  test('openai, a response in the background is streamed, left, and taken up where it was left', async () => {
    const asked = { model: 'sandbox-chat', input: 'Hello', max_output_tokens: 100 }
    const begun = await client.responses.create({ ...asked, background: true, stream: true })
    let [id, last, text] = ['', 0, '']
    for await (const event of begun) {
      if (event.type === 'response.created') id = event.response.id
      if (event.type === 'response.output_text.delta') text += event.delta
      last = event.sequence_number
      if (text.length > 20) break
    }
    for await (const event of await client.responses.retrieve(id, { stream: true, starting_after: last }))
      if (event.type === 'response.output_text.delta') text += event.delta
    expect(await client.responses.retrieve(id)).toMatchObject({ status: 'completed', output_text: text })
  })

  test('openai, files come back as they were sent, are listed and deleted', async () => {
    const file = await toFile(Buffer.from('Good morning'), 'notes.txt')
    const made = await client.files.create({ file, purpose: 'user_data' })
    expect(await client.files.waitForProcessing(made.id)).toMatchObject({ status: 'processed', bytes: 12 })
    const ids: string[] = []
    for await (const { id } of client.files.list({ purpose: 'user_data' })) ids.push(id)
    expect(ids).toEqual([made.id])
    expect(await (await client.files.content(made.id)).text()).toBe('Good morning')
    expect(await client.files.delete(made.id)).toMatchObject({ id: made.id, deleted: true })
    await expect(client.files.retrieve(made.id)).rejects.toMatchObject({ status: 404 })
  })

  test('openai, a batch is worked off, each line at its price, and its results are a file', async () => {
    const done = await until(
      () => away.batches.retrieve(batch.id),
      ({ status }) => status === 'completed',
    )
    expect(done).toMatchObject({ request_counts: { total: 3, completed: 2, failed: 1 }, metadata: { of: 'test' } })
    const results = (await (await away.files.content(done.output_file_id ?? '')).text()).trim().split('\n')
    const parsed = results.map((line) => JSON.parse(line) as { custom_id: string; response: { status_code: number } })
    expect(parsed.map(({ custom_id, response }) => [custom_id, response.status_code])).toEqual([
      ['line-0', 200],
      ['line-1', 200],
    ])
    expect(await (await away.files.content(done.error_file_id ?? '')).text()).toContain('model_not_found')
    const ids: string[] = []
    for await (const { id } of away.batches.list()) ids.push(id)
    expect(ids).toEqual([batch.id])
    await expect(away.batches.cancel(batch.id)).rejects.toMatchObject({ status: 409 })
  })

  test('openai, a video is made, billed by the second, played, made anew, listed and deleted', async () => {
    const done = await until(
      () => away.videos.retrieve(video.id),
      ({ status }) => status === 'completed',
    )
    expect(done).toMatchObject({ progress: 100, seconds: '4', lx: { cost: '0.600000', charge: 'metered' } })
    const film = Buffer.from(await (await away.videos.downloadContent(done.id)).arrayBuffer())
    expect(film.toString('latin1', 4, 8)).toBe('ftyp')
    const remix = await away.videos.remix(done.id, { prompt: 'Two lights' })
    expect(remix).toMatchObject({ remixed_from_video_id: done.id })
    const ids: string[] = []
    for await (const { id } of away.videos.list()) ids.push(id)
    expect(ids).toEqual([remix.id, done.id])
    for (const id of ids) expect(await away.videos.delete(id)).toMatchObject({ id, deleted: true })
  })
}

/** Two requests that are fine and one of a model that nobody knows. */
function lines(): Buffer {
  const line = (model: string, i: number): string =>
    JSON.stringify({
      ...{ custom_id: `line-${i}`, method: 'POST', url: '/v1/chat/completions' },
      body: { model, max_tokens: 20, messages: [{ role: 'user', content: prompts.text }] },
    })
  return Buffer.from(['sandbox-chat', 'sandbox-chat-large', 'nobody'].map(line).join('\n'))
}

/** Asks again until it is so, for at most 20 s. */
async function until<T>(ask: () => Promise<T>, is: (found: T) => boolean): Promise<T> {
  const deadline = performance.now() + 20_000
  for (;;) {
    const found = await ask()
    if (is(found)) return found
    if (performance.now() > deadline) throw new Error(`it did not come to that: ${JSON.stringify(found)}`)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}
