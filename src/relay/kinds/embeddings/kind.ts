/** Makes a kind of call of a dialect of embeddings: sent verbatim to upstreams that speak it and translated for the others. Never streamed. */
import type { CallKind, CallRequest, Sending, Upstream } from '../../call/kind.ts'
import { neverStreamed } from '../../call/unstreamed.ts'
import { inputTotal } from '../../usage/reading.ts'
import type { EmbeddingDialect, EmbeddingRequest, EmbeddingWire } from './embedding.ts'
import { geminiBatchEmbed } from './gemini.ts'
import { lxEmbeddings } from './lx.ts'
import { openAiEmbeddings } from './openai.ts'

/** All wires of embeddings that upstreams can be asked in. */
const wires: readonly EmbeddingWire[] = [openAiEmbeddings, geminiBatchEmbed, lxEmbeddings]

export function embeddingKind(name: string, dialect: EmbeddingDialect): CallKind {
  return {
    name,
    modelKind: 'embedding',
    read: (raw, path) => callRequest(dialect, dialect.read(raw.json(), path)),
  }
}

function callRequest(dialect: EmbeddingDialect, request: EmbeddingRequest): CallRequest {
  const { model, countInput } = request
  return {
    model,
    stream: false,
    bound: ({ imageTokens }) => ({
      input: request.bound(imageTokens),
      inputAudio: 0,
      output: 0,
      outputAudio: false,
      toolCalls: 0,
    }),
    countInput,
    wire: (speaks) =>
      speaks.includes(dialect.name) ? dialect.name : speaks.find((name) => wires.some((wire) => wire.name === name)),
    sending: (to) => (to.wire === dialect.name ? verbatim(request, to) : translated(request, to)),
  }
}

const unstreamed = { contentType: 'application/json', stream: false, streamReader: neverStreamed } as const

function verbatim(request: EmbeddingRequest, to: Upstream): Sending {
  return {
    ...unstreamed,
    ...request.verbatim(to.model.upstream),
    whole: ({ value }) => value && request.readWhole(value),
  }
}

function translated(request: EmbeddingRequest, to: Upstream): Sending {
  const wire = wires.find(({ name }) => name === to.wire) ?? openAiEmbeddings
  const embedding = request.embedding()
  return {
    ...unstreamed,
    path: wire.path(to.model.upstream),
    body: Buffer.from(JSON.stringify(wire.writeRequest(embedding, to.model.upstream))),
    whole({ value }) {
      const answer = value && wire.vectorsOf(value)
      if (!answer) return undefined
      const { vectors, usage, error } = answer
      const said = { usage, text: '', reasoning: '', error }
      if (error) return { ...said, finish: 'error' }
      if (vectors.length !== embedding.texts.length) return undefined
      const tokens = usage?.input ? inputTotal(usage.input) : request.countInput(to.counter)
      return { ...said, finish: 'stop', body: Buffer.from(JSON.stringify(request.write(vectors, tokens))) }
    },
  }
}
