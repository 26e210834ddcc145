/** All wires: a new one is one folder and one line here. The conformance suite runs over every pair of them. */
import { Problem } from '../problem.ts'
import type { WireName } from './names.ts'
import { openAiChat } from './openai-chat/wire.ts'
import type { Wire } from './wire.ts'

export const wires: readonly Wire[] = [openAiChat]

const byName = new Map<string, Wire>(wires.map((wire) => [wire.name, wire]))

export function wireNamed(name: WireName): Wire {
  const wire = byName.get(name)
  if (wire) return wire
  throw new Problem('wrong_endpoint', { param: 'model' })
}
