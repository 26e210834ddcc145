/** All wires: a new one is one folder and one line here. The conformance suite runs over every pair of them. */
import { Problem } from '../problem.ts'
import { anthropicMessages } from './anthropic-messages/wire.ts'
import { geminiGenerate } from './gemini-generate/wire.ts'
import { lxParts } from './lx-parts/wire.ts'
import type { WireName } from './names.ts'
import { openAiChat } from './openai-chat/wire.ts'
import { openAiCompletions } from './openai-completions/wire.ts'
import { openAiResponses } from './openai-responses/wire.ts'
import type { UpstreamWire, Wire } from './wire.ts'

export const wires: readonly Wire[] = [
  openAiChat,
  openAiCompletions,
  anthropicMessages,
  geminiGenerate,
  openAiResponses,
]

/** With those that only upstreams are asked in. */
const upstreamWires: readonly UpstreamWire[] = [...wires, lxParts]

const byName = new Map<string, UpstreamWire>(upstreamWires.map((wire) => [wire.name, wire]))

export function wireNamed(name: WireName): UpstreamWire {
  const wire = byName.get(name)
  if (wire) return wire
  throw new Problem('wrong_endpoint', { param: 'model' })
}
