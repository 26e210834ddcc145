/** Claims about what models' names say. */
import { expect, test } from 'vitest'
import { modelKindOf } from './model-kind.ts'

test('names of well-known models tell their kind, and what is not known is chat', () => {
  const names = {
    chat: ['gpt-4o-mini', 'claude-sonnet-4-5', 'deepseek-chat', 'gpt-4o-audio-preview', 'Qwen/Qwen3-32B', 'sonar'],
    embedding: ['text-embedding-3-small', 'BAAI/bge-m3-embed', 'gemini-embedding-001', 'bge-large-zh'],
    image: ['dall-e-3', 'gpt-image-1', 'black-forest-labs/FLUX.1-dev', 'imagen-4.0-generate-001'],
    speech: ['tts-1-hd', 'gpt-4o-mini-tts'],
    transcription: ['whisper-1', 'gpt-4o-transcribe'],
    moderation: ['omni-moderation-latest'],
    rerank: ['jina-reranker-v2', 'rerank-v3.5'],
    video: ['sora-2', 'veo-3.0-generate-preview'],
    realtime: ['gpt-realtime', 'gpt-4o-realtime-preview'],
  }
  for (const [kind, models] of Object.entries(names)) expect(models.map(modelKindOf)).toEqual(models.map(() => kind))
})
