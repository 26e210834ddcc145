/** Parts as text completions and chunks. Thoughts, calls and files have no place here. */
import type { JsonObject } from '../../body/parse.ts'
import { compact } from '../../generation/compact.ts'
import type { Finish, Part } from '../../generation/part.ts'
import { openAiUsageOf } from '../openai-chat/writer.ts'
import type { About, AnswerWriter } from '../wire.ts'

const finishes: Readonly<Partial<Record<Finish, string>>> = { length: 'length', 'content-filter': 'content_filter' }

export function completionWriter({ id, model, created, showUsage }: About): AnswerWriter {
  const named = { id, object: 'text_completion', created, model }
  const choice = (text: string, finish: string | null): JsonObject => ({
    text,
    index: 0,
    logprobs: null,
    finish_reason: finish,
  })
  const chunk = (choices: readonly JsonObject[], more: JsonObject = {}): string =>
    `data: ${JSON.stringify({ ...named, choices, ...more })}\n\n`
  return {
    whole(parts, usage) {
      const choices = [choice(textOf(parts), finishIn(parts) ?? 'stop')]
      return compact({ ...named, choices, usage: usage && openAiUsageOf(usage) })
    },
    push(parts) {
      const [text, finish] = [textOf(parts), finishIn(parts)]
      return text === '' && finish === undefined ? '' : chunk([choice(text, finish ?? null)])
    },
    end(usage) {
      const told = showUsage && usage ? chunk([], { usage: openAiUsageOf(usage) }) : ''
      return `${told}data: [DONE]\n\n`
    },
  }
}

function textOf(parts: readonly Part[]): string {
  return parts.map((part) => (part.type === 'text' || part.type === 'refusal' ? part.text : '')).join('')
}

function finishIn(parts: readonly Part[]): string | undefined {
  const finish = parts.findLast((part) => part.type === 'finish')
  return finish && (finishes[finish.finish] ?? 'stop')
}
