/** What a model must get back of its thoughts, in the one opaque member that clients of responses give back unchanged. */
import { compact } from '../../generation/compact.ts'
import { parsedObject, stringIn } from '../members.ts'

export interface Thought {
  readonly signature?: string
  readonly opaque?: string
}

const OURS = 'lx1.'

/** OpenAI's own encrypted content as it is; another model's signature in a form of ours. */
export function sealThought({ signature, opaque }: Thought): string | undefined {
  if (signature === undefined) return opaque
  return OURS + Buffer.from(JSON.stringify(compact({ signature, opaque }))).toString('base64url')
}

export function openThought(content: string | undefined): Thought {
  if (!content?.startsWith(OURS)) return compact({ opaque: content })
  const value = parsedObject(Buffer.from(content.slice(OURS.length), 'base64url').toString('utf8')) ?? {}
  return compact({ signature: stringIn(value, 'signature'), opaque: stringIn(value, 'opaque') })
}
