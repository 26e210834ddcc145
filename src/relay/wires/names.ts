/** The formats that upstreams can be asked in. A provider says which it speaks. */

export const generationWires = [
  'openai.chat',
  'openai.completions',
  'openai.responses',
  'anthropic.messages',
  'gemini.generate',
  'lx.parts',
] as const

export const otherWires = [
  'openai.embeddings',
  'gemini.embed',
  'lx.embeddings',
  'openai.images',
  'openai.speech',
  'openai.transcriptions',
  'openai.moderations',
  'cohere.rerank',
  'lx.rerank',
  'openai.files',
  'openai.videos',
  'openai.realtime',
  'anthropic.count',
  'gemini.count',
] as const

export type GenerationWire = (typeof generationWires)[number]
export type WireName = GenerationWire | (typeof otherWires)[number]
