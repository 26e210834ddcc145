/** The sandbox's chat completions: what is answered, with usage, as one response or as stream frames. When frames leave is the provider's business. */
import type { JsonObject } from '../../body/parse.ts'
import { type Composed, compose, composeToolAnswer, hashOf } from './compose.ts'
import { languageOf, piecesOf } from './language.ts'
import { magicHelp } from './magic.ts'
import { type ChatAsk, readAsk } from './request.ts'
import { fillSchema } from './schema.ts'

interface Choice {
  readonly reasoning: readonly string[]
  readonly pieces: readonly string[]
  readonly toolCall: { readonly id: string; readonly name: string; readonly arguments: string } | undefined
  readonly finish: string
}

export interface ChatAnswer {
  readonly ask: ChatAsk
  readonly id: string
  readonly choices: readonly Choice[]
  readonly usage: JsonObject
}

const USUAL_WORDS = 300
/** Of all choices together: this runs in the server's own thread, whatever anybody asks for. */
const MAX_WORDS = 20_000
const MAX_CHARACTERS = 400_000

export function answerChat(value: JsonObject): ChatAnswer {
  const ask = readAsk(value)
  const form = formOf(ask)
  const choices = Array.from({ length: ask.choices }, (_, index) => choose(ask, index, form))
  const written = choices.reduce(
    (sum, { reasoning, pieces, toolCall }) => sum + reasoning.length + pieces.length + (toolCall ? 8 : 0),
    0,
  )
  const thought = choices.reduce((sum, { reasoning }) => sum + reasoning.length, 0)
  const id = `chatcmpl-sandbox-${hashOf(`${ask.promptTokens} ${ask.prompt}`).toString(16)}`
  return { ask, id, choices, usage: usageOf(ask, written, thought) }
}

/** A form is filled once, however many choices are asked for. */
function formOf(ask: ChatAsk): string | undefined {
  if (ask.tool) return JSON.stringify(fillSchema(ask.tool.parameters, subjectOf(ask.prompt)))
  if (!ask.wantsJson || !ask.schema) return undefined
  return JSON.stringify(fillSchema(ask.schema, composed(ask, ask.seed).text))
}

function choose(ask: ChatAsk, index: number, form: string | undefined): Choice {
  const { magic, tool, prompt, limit } = ask
  if ('empty' in magic) return { reasoning: [], pieces: [], toolCall: undefined, finish: 'stop' }
  const seed = ask.seed + index * 7919
  if (tool) {
    const id = `call_${hashOf(prompt + seed).toString(16)}`
    const call = { id, name: tool.name, arguments: form ?? '{}' }
    return { reasoning: [], pieces: [], toolCall: call, finish: 'tool_calls' }
  }
  const { language, text, thoughts } = composed(ask, seed)
  const whole = (form ?? (ask.wantsJson ? JSON.stringify({ answer: text }) : text)).slice(
    0,
    Math.ceil(MAX_CHARACTERS / ask.choices),
  )
  const reasoning = 'reasoning' in magic ? piecesOf(thoughts, language) : []
  const pieces = piecesOf(whole, language)
  const room = limit === undefined ? Number.MAX_SAFE_INTEGER : limit
  const kept = pieces.slice(0, Math.max(room - reasoning.length, 0))
  const finish = reasoning.length + pieces.length > room ? 'length' : 'stop'
  return { reasoning: reasoning.slice(0, room), pieces: kept, toolCall: undefined, finish }
}

function composed({ magic, prompt, toolResult, choices }: ChatAsk, seed: number): Composed {
  if (magic.help) return { language: 'en', text: magicHelp(), thoughts: '' }
  if (toolResult) return composeToolAnswer(prompt, toolResult.name, toolResult.text)
  const words = magic.long ? Math.min(magic.long[0] ?? USUAL_WORDS, Math.ceil(MAX_WORDS / choices)) : undefined
  return compose(prompt, seed, words)
}

/** What a tool is asked about: the last capitalised word, or the prompt's head. */
function subjectOf(prompt: string): string {
  const names = prompt.match(/\b[A-Z][a-zA-Z]{2,}\b/g)
  if (languageOf(prompt) === 'en' && names) return names.at(-1)!
  return [...prompt].slice(0, 24).join('')
}

function usageOf({ magic, promptTokens }: ChatAsk, completion: number, reasoning: number): JsonObject {
  if ('badusage' in magic) return { prompt_tokens: -5, completion_tokens: 1e12, total_tokens: 3 }
  return {
    prompt_tokens: promptTokens,
    completion_tokens: completion,
    total_tokens: promptTokens + completion,
    prompt_tokens_details: { cached_tokens: 'cached' in magic ? Math.floor(promptTokens / 2) : 0 },
    completion_tokens_details: { reasoning_tokens: reasoning },
  }
}

/** The unstreamed response. */
export function chatJson(answer: ChatAnswer): JsonObject {
  const { ask, id, usage } = answer
  const choices = answer.choices.map(({ reasoning, pieces, toolCall, finish }, index) => ({
    index,
    message: {
      role: 'assistant',
      content: toolCall ? null : pieces.join(''),
      ...(reasoning.length > 0 ? { reasoning_content: reasoning.join('') } : {}),
      ...(toolCall
        ? {
            tool_calls: [
              { id: toolCall.id, type: 'function', function: { name: toolCall.name, arguments: toolCall.arguments } },
            ],
          }
        : {}),
      refusal: null,
    },
    logprobs: null,
    finish_reason: finish,
  }))
  return {
    id,
    object: 'chat.completion',
    created: 0,
    model: ask.model,
    service_tier: ask.service,
    choices,
    ...('nousage' in ask.magic ? {} : { usage }),
  }
}

/** One server-sent event; `content` frames are what `!cut` and `!stall` count. */
export interface StreamFrame {
  readonly text: string
  readonly content: boolean
}

export function* chatFrames(answer: ChatAnswer): Generator<StreamFrame> {
  const { ask, choices, usage } = answer
  const chunk = (index: number, delta: JsonObject, finish: string | null = null): string =>
    frame(answer, {
      choices: [{ index, delta, logprobs: null, finish_reason: finish }],
      ...(ask.streamUsage ? { usage: null } : {}),
    })
  for (const [index] of choices.entries())
    yield { text: chunk(index, { role: 'assistant', content: '' }), content: false }
  for (const [index, { reasoning, pieces, toolCall, finish }] of choices.entries()) {
    for (const piece of reasoning) yield { text: chunk(index, { reasoning_content: piece }), content: true }
    for (const piece of pieces) yield { text: chunk(index, { content: piece }), content: true }
    if (toolCall) yield* toolFrames(toolCall, (delta) => chunk(index, delta))
    yield { text: chunk(index, {}, finish), content: false }
  }
  if (ask.streamUsage && !('nousage' in ask.magic)) {
    if ('doubleusage' in ask.magic)
      yield {
        text: frame(answer, {
          choices: [],
          usage: {
            ...usage,
            completion_tokens: 1,
            total_tokens: 1 + ask.promptTokens,
            completion_tokens_details: null,
          },
        }),
        content: false,
      }
    yield { text: frame(answer, { choices: [], usage }), content: false }
  }
  yield { text: 'data: [DONE]\n\n', content: false }
}

function* toolFrames(
  call: NonNullable<Choice['toolCall']>,
  chunk: (delta: JsonObject) => string,
): Generator<StreamFrame> {
  const head = { index: 0, id: call.id, type: 'function', function: { name: call.name, arguments: '' } }
  yield { text: chunk({ tool_calls: [head] }), content: true }
  for (const piece of call.arguments.match(/.{1,12}/gs) ?? []) {
    yield { text: chunk({ tool_calls: [{ index: 0, function: { arguments: piece } }] }), content: true }
  }
}

function frame({ id, ask }: ChatAnswer, members: JsonObject): string {
  const { model, service } = ask
  const whole = { id, object: 'chat.completion.chunk', created: 0, model, service_tier: service, ...members }
  return `data: ${JSON.stringify(whole)}\n\n`
}
