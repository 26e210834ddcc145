/** Reads what the sandbox needs from a chat request; lenient, since the relay has validated what matters. */
import { isObject, type JsonObject } from '../../body/parse.ts'
import { type Magic, readMagic } from './magic.ts'

export interface Tool {
  readonly name: string
  readonly description: string
  readonly parameters: JsonObject
}

export interface ChatAsk {
  readonly model: string
  /** The last user message without its magic words. */
  readonly prompt: string
  readonly magic: Magic
  /** The last message when it is a tool's result. */
  readonly toolResult: { readonly name: string; readonly text: string } | undefined
  /** The tool to call, if the prompt or tool_choice asks for one. */
  readonly tool: Tool | undefined
  readonly schema: JsonObject | undefined
  readonly wantsJson: boolean
  readonly choices: number
  readonly seed: number
  /** Pieces, or undefined for no limit. */
  readonly limit: number | undefined
  readonly stream: boolean
  readonly streamUsage: boolean
  readonly promptTokens: number
  /** The service tier that was asked for, as an answer names it. */
  readonly service: string
}

/** What is read of a prompt and of tools: this runs in the server's own thread, whatever anybody sends. */
const PROMPT_LENGTH = 10_000
const TOOLS = 128
const DESCRIPTION_LENGTH = 1_000

export function readAsk(value: JsonObject): ChatAsk {
  const messages = Array.isArray(value['messages']) ? value['messages'].filter(isObject) : []
  const user = messages.findLast(({ role }) => role === 'user')
  const { magic, rest } = readMagic(textOf(user?.['content']).slice(0, PROMPT_LENGTH))
  const format = isObject(value['response_format']) ? value['response_format'] : {}
  const schema = isObject(format['json_schema']) ? format['json_schema']['schema'] : undefined
  const options = value['stream_options']
  const last = messages.at(-1)
  const isResult = last?.['role'] === 'tool'
  return {
    model: String(value['model'] ?? ''),
    prompt: rest,
    magic,
    toolResult: isResult ? { name: toolNameOf(messages, last), text: textOf(last['content']) } : undefined,
    tool: isResult ? undefined : chosenTool(value, rest),
    schema: isObject(schema) ? schema : undefined,
    wantsJson: format['type'] === 'json_object' || format['type'] === 'json_schema',
    choices: wholeOf(value['n']) ?? 1,
    seed: wholeOf(value['seed']) ?? 0,
    limit: 'greedy' in magic ? undefined : (wholeOf(value['max_completion_tokens']) ?? wholeOf(value['max_tokens'])),
    stream: value['stream'] === true,
    streamUsage: isObject(options) && options['include_usage'] === true,
    promptTokens: messages.reduce((sum, { content }) => sum + 4 + Math.ceil(textOf(content).length / 3), 3),
    service: dearer.find((tier) => tier === value['service_tier']) ?? 'default',
  }
}

const dearer = ['flex', 'priority']

/** The text of a message's content, parts joined. */
function textOf(content: unknown): string {
  if (typeof content === 'string') return content
  if (!Array.isArray(content)) return ''
  return content.map((part) => (isObject(part) && typeof part['text'] === 'string' ? part['text'] : '')).join(' ')
}

function chosenTool(value: JsonObject, prompt: string): Tool | undefined {
  const tools = (Array.isArray(value['tools']) ? value['tools'] : []).slice(0, TOOLS).flatMap(toolOf)
  const choice = value['tool_choice']
  if (tools.length === 0 || choice === 'none') return undefined
  if (isObject(choice) && isObject(choice['function'])) {
    const { name } = choice['function']
    return tools.find((tool) => tool.name === name)
  }
  return choice === 'required' ? tools[0] : tools.find((tool) => asksFor(tool, prompt))
}

function toolOf(tool: unknown): Tool[] {
  const defined = isObject(tool) ? tool['function'] : undefined
  if (!isObject(defined) || typeof defined['name'] !== 'string') return []
  const parameters = isObject(defined['parameters']) ? defined['parameters'] : {}
  const [name, description] = [defined['name'], String(defined['description'] ?? '')]
  return [
    { name: name.slice(0, DESCRIPTION_LENGTH), description: description.slice(0, DESCRIPTION_LENGTH), parameters },
  ]
}

/** A word of the tool's name or description appears in the prompt, or the prompt says what such tools are for. */
function asksFor({ name, description }: Tool, prompt: string): boolean {
  const text = prompt.toLowerCase()
  const words = `${name} ${description}`.toLowerCase().match(/[a-z]{4,}|[\u3040-\u9fff]{2,}/g) ?? []
  if (words.some((word) => text.includes(word))) return true
  return /weather/i.test(name) && /天気|天气/.test(prompt)
}

function toolNameOf(messages: readonly JsonObject[], result: JsonObject): string {
  const id = result['tool_call_id']
  for (const message of messages) {
    for (const call of Array.isArray(message['tool_calls']) ? message['tool_calls'] : []) {
      if (isObject(call) && call['id'] === id && isObject(call['function']))
        return String(call['function']['name'] ?? '')
    }
  }
  return String(result['name'] ?? 'the tool')
}

function wholeOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined
}
