/** What has come back of one call so far, and how each piece of the answer changes it. Pure; reading bytes is read-answer.ts. */

export interface Bill {
  cost: string
  mined: string
  charge: string
}

export interface ReplyProblem {
  code: string
  message: string
}

export interface Reply {
  text: string
  reasoning: string
  /** how the model says it ended: stop, length … */
  finish: string | undefined
  usage: { input: number; output: number } | undefined
  callId: string | undefined
  bill: Bill | undefined
  problem: ReplyProblem | undefined
  status: number | undefined
}

export const NOTHING: Reply = {
  text: '',
  reasoning: '',
  finish: undefined,
  usage: undefined,
  callId: undefined,
  bill: undefined,
  problem: undefined,
  status: undefined,
}

type Json = Readonly<Record<string, unknown>>
const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

/** One frame of a stream, or the whole body of a plain answer. Unknown members are passed over. */
export function takeJson(reply: Reply, value: unknown): Reply {
  if (!isObject(value)) return reply
  const error = value['error']
  if (isObject(error)) return { ...reply, problem: { code: textOf(error['code']), message: textOf(error['message']) } }
  const choices = Array.isArray(value['choices']) ? value['choices'] : []
  const choice = choices.find(isObject)
  const said = choice ? (choice['delta'] ?? choice['message']) : undefined
  const message = isObject(said) ? said : {}
  const finish = textOf(choice?.['finish_reason'])
  return {
    ...reply,
    text: reply.text + textOf(message['content']) + toolText(message['tool_calls']),
    reasoning: reply.reasoning + textOf(message['reasoning_content'] ?? message['reasoning']),
    finish: finish === '' ? reply.finish : finish,
    usage: usageOf(value['usage']) ?? reply.usage,
  }
}

/** Tool calls are shown as they come: name, then arguments. */
function toolText(calls: unknown): string {
  if (!Array.isArray(calls)) return ''
  return calls
    .filter(isObject)
    .map((call) => (isObject(call['function']) ? call['function'] : {}))
    .map((tool) => textOf(tool['name']) + textOf(tool['arguments']))
    .join('')
}

function usageOf(usage: unknown): Reply['usage'] {
  if (!isObject(usage)) return undefined
  const [input, output] = [usage['prompt_tokens'], usage['completion_tokens']]
  return typeof input === 'number' && typeof output === 'number' ? { input, output } : undefined
}

/** Headers x-lx-… of a plain answer, or the comment `x-lx-cost=… x-lx-mined=…` that ends a stream. */
export function takeFacts(reply: Reply, facts: ReadonlyMap<string, string>): Reply {
  const [cost, mined] = [facts.get('x-lx-cost'), facts.get('x-lx-mined')]
  return {
    ...reply,
    callId: facts.get('x-lx-call-id') ?? reply.callId,
    bill: cost && mined ? { cost, mined, charge: facts.get('x-lx-charge') ?? 'metered' } : reply.bill,
  }
}

export function factsOfComment(comment: string): Map<string, string> {
  const pairs = comment
    .trim()
    .split(/\s+/)
    .map((field) => field.split('=') as [string, string?])
  return new Map(pairs.flatMap(([name, value]) => (name.startsWith('x-lx-') && value ? [[name, value]] : [])))
}
