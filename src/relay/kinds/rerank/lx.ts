/** Reranking for upstreams that the AI SDK's packages drive. */
import { numberIn, objectIn, objectsIn } from '../../wires/members.ts'
import type { Ranked, Rerank, RerankWire } from './rerank.ts'
import { readRerankUsage } from './usage.ts'

/** What an upstream of this wire is sent. */
export interface LxRerank extends Rerank {
  readonly model: string
}

/** What it answers. */
export interface LxRanking {
  readonly ranked: readonly Ranked[]
  /** The upstream's own answer, where the package passes it on: usage stands in it. */
  readonly raw?: unknown
}

export const lxRerank: RerankWire = {
  name: 'lx.rerank',
  path: '/rerank',
  writeRequest: (rerank, model) => ({ ...rerank, model }) satisfies LxRerank,
  rankingOf(value) {
    if (!Array.isArray(value['ranked'])) return undefined
    const ranked = objectsIn(value, 'ranked').map((one) => ({
      index: numberIn(one, 'index') ?? -1,
      score: numberIn(one, 'score') ?? 0,
    }))
    return { ranked, usage: readRerankUsage(objectIn(value, 'raw') ?? {}), error: undefined }
  },
}
