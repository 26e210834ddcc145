/** Embeddings for upstreams that the AI SDK's packages drive. */
import type { JsonObject } from '../../body/parse.ts'
import { plainInput } from '../../usage/reading.ts'
import { numberIn } from '../../wires/members.ts'
import type { Embedding, EmbeddingWire } from './embedding.ts'
import { vectorsIn } from './vectors.ts'

/** What an upstream of this wire is sent. */
export interface LxEmbedding extends Embedding {
  readonly model: string
}

/** What it answers. */
export interface LxVectors {
  readonly vectors: readonly (readonly number[])[]
  /** Left out where the upstream does not say. */
  readonly tokens?: number
}

export const lxEmbeddings: EmbeddingWire = {
  name: 'lx.embeddings',
  path: () => '/embeddings',
  writeRequest: (embedding, model) => ({ ...embedding, model }) satisfies LxEmbedding,
  vectorsOf(value: JsonObject) {
    const vectors = vectorsIn(value['vectors'])
    const tokens = numberIn(value, 'tokens')
    if (!vectors) return undefined
    const usage =
      tokens === undefined ? undefined : { input: plainInput(tokens), output: undefined, quarantined: false }
    return { vectors, usage, error: undefined }
  },
}
