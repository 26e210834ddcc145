/** Models of every kind for the price pages: on a channel whose upstream nobody calls, priced from the built-in list where it knows them. Makes no claims itself. */
import type { BodyOf } from '../../src/contract/index.ts'
import type { ModelKind } from '../../src/contract/models.ts'
import type { WireRates } from '../../src/contract/rates.ts'
import type { Visitor } from '../server-process.ts'

interface Offer {
  readonly model: string
  readonly kind?: ModelKind
  readonly contextLength?: number
  /** CR per unit; from the list when left out */
  readonly cost?: WireRates
}

const flat = (rates: WireRates[number]['rates']): WireRates => [{ from: 0, rates }]

const offers: readonly Offer[] = [
  { model: 'gpt-4o-mini', contextLength: 128_000 },
  { model: 'gpt-5', contextLength: 400_000 },
  { model: 'claude-sonnet-4-5', contextLength: 1_000_000 },
  { model: 'gemini-2.5-pro', contextLength: 1_048_576 },
  { model: 'deepseek-chat', contextLength: 128_000 },
  { model: 'text-embedding-3-small', kind: 'embedding' },
  {
    model: 'gpt-image-1',
    kind: 'image',
    cost: flat({ input: '0.000005', inputImage: '0.00001', outputImage: '0.00004' }),
  },
  { model: 'dall-e-3', kind: 'image', cost: flat({ images: '0.04' }) },
  { model: 'gpt-4o-mini-tts', kind: 'speech', cost: flat({ input: '0.0000006', outputAudio: '0.000012' }) },
  { model: 'whisper-1', kind: 'transcription', cost: flat({ milliseconds: '0.0000001' }) },
  { model: 'omni-moderation-latest', kind: 'moderation', cost: flat({ calls: '0.00001' }) },
  { model: 'rerank-v3.5', kind: 'rerank', cost: flat({ calls: '0.002' }) },
  { model: 'sora-2', kind: 'video', cost: flat({ milliseconds: '0.0001' }) },
  {
    model: 'gpt-realtime',
    kind: 'realtime',
    contextLength: 32_000,
    cost: flat({
      input: '0.000004',
      cacheRead: '0.0000004',
      inputAudio: '0.000032',
      output: '0.000016',
      outputAudio: '0.000064',
    }),
  },
  {
    model: 'search-agent',
    contextLength: 200_000,
    cost: [
      { from: 0, rates: { input: '0.000003', output: '0.000015', toolCalls: '0.01' } },
      { from: 100_000, rates: { input: '0.000006', output: '0.0000225', toolCalls: '0.01' } },
    ],
  },
]

export async function offerModels(operator: Visitor): Promise<void> {
  const models = offers.map(({ model, kind, contextLength }) => ({
    ...{ model, kind: kind ?? 'chat' },
    ...(contextLength === undefined ? {} : { contextLength }),
  }))
  const { channelId } = await operator.call('admin.channels.create', {
    body: {
      name: 'Providers',
      provider: 'openai',
      baseUrl: 'https://upstream.example.com/v1',
      secrets: ['sk-nobody'],
      models,
    },
  })
  const listed = offers.filter(({ cost }) => cost === undefined).map(({ model }) => model)
  await operator.call('admin.models.seed', { body: { channelId, models: listed } })
  for (const { model, cost } of offers) {
    if (cost === undefined) continue
    const body: BodyOf<'admin.models.publish'> = { channelId, model, cost: [...cost] }
    await operator.call('admin.models.publish', { body })
  }
}
