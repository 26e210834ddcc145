/** What tests of batches begin with: a relay that works them off at once, lines, an upstream that repeats what it was asked, ways to begin and to wait. */
import type OpenAI from 'openai'
import { toFile } from 'openai'
import type { BatchSettings } from '../../src/relay/settings.ts'
import type { CallTracer } from '../../src/telemetry/traces.ts'
import { Rig, testModel } from './rig.ts'
import { completion, type Script, usage } from './upstream.ts'

export const HOUR = 3_600_000

export async function batchRig(tracer?: CallTracer, bounds: Partial<BatchSettings> = {}): Promise<Rig> {
  const batches = {
    ...{ maxOpen: 3, maxLines: 500, windowMs: 24 * HOUR, atATime: 8, atATimeOfAccount: 3 },
    ...{ maxTries: 3, retryMs: 5, lookMs: 5, maxEnded: 2_000, maxInputBytes: 1e9, maxResultBytes: 1e9 },
    ...bounds,
  }
  const rig = await new Rig({
    channels: [],
    ...(tracer && { tracer }),
    settings: { batches, breaker: { failures: 1_000, pauseMs: 1, maxPauseMs: 1, refusedKeyMs: 1 } },
  }).start()
  const baseUrl = rig.upstreamUrl
  rig.addChannel({
    id: 1,
    baseUrl,
    models: [testModel({ model: 'gpt' }), testModel({ model: 'vec', kind: 'embedding' })],
  })
  return rig
}

export const line = (id: string, more: object = {}, rest: object = {}): object => ({
  custom_id: id,
  method: 'POST',
  url: '/v1/chat/completions',
  body: { model: 'gpt', max_tokens: 50, messages: [{ role: 'user', content: id }], ...more },
  ...rest,
})

/** Answers with what was asked. */
export const echo: Script = (request, response) => {
  const [message] = request.body['messages'] as { content: string }[]
  completion(`re: ${message?.content}`, usage(10, 5))(request, response)
}

/** `client` asks unless another is given. */
export function batchTools(client: () => OpenAI) {
  async function upload(lines: readonly (object | string)[], one = client()): Promise<string> {
    const text = lines.map((each) => (typeof each === 'string' ? each : JSON.stringify(each))).join('\n')
    return (await one.files.create({ file: await toFile(Buffer.from(text), 'in.jsonl'), purpose: 'batch' })).id
  }

  async function begin(lines: readonly (object | string)[], one = client(), more: object = {}): Promise<OpenAI.Batch> {
    const input_file_id = await upload(lines, one)
    return one.batches.create({ input_file_id, endpoint: '/v1/chat/completions', completion_window: '24h', ...more })
  }

  async function ended(id: string, one = client()): Promise<OpenAI.Batch> {
    for (let i = 0; i < 2_000; i++) {
      const batch = await one.batches.retrieve(id)
      if (['completed', 'failed', 'expired', 'cancelled'].includes(batch.status)) return batch
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
    throw new Error('waited in vain')
  }
  return { upload, begin, ended }
}
