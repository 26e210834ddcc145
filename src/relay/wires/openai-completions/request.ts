/** Legacy text completion requests: read as far as the bill needs, forwarded verbatim. Translation is in generation.ts and write-request.ts. */
import { booleanField, integerField, modelField, objectField } from '../../body/fields.ts'
import type { JsonBody } from '../../body/parse.ts'
import { withMembers } from '../../body/patch.ts'
import { Problem } from '../../problem.ts'
import { stringIn } from '../members.ts'
import type { WireRequest } from '../wire.ts'
import type { Echo } from './echo.ts'
import { promptOf } from './prompt.ts'
import { completionStreamReader, readCompletion } from './response.ts'

const MAX_TOKENS = 100_000_000
/** What an upstream may put around each prompt. */
const TEMPLATE_TOKENS = 16
/** OpenAI's own limit of both is lower. */
const MAX_CHOICES = 128

export function readCompletionRequest(body: JsonBody): WireRequest {
  const { value } = body
  const model = modelField(value)
  const stream = booleanField(value, 'stream') ?? false
  const streamOptions = objectField(value, 'stream_options')
  const prompt = promptOf(value['prompt'])
  const limit = integerField(value, 'max_tokens', [0, MAX_TOKENS])
  const choices = integerField(value, 'n', [1, MAX_CHOICES]) ?? 1
  const best = integerField(value, 'best_of', [1, MAX_CHOICES]) ?? 1
  if (value['best_of'] !== undefined && best < choices)
    throw new Problem('invalid_field', { param: 'best_of', message: 'best_of must not be less than n.' })
  const answers = Math.max(choices, best) * prompt.count
  const echoes = booleanField(value, 'echo') ?? false
  const asked = streamOptions?.['include_usage'] === true
  const echo: Echo | undefined = echoes ? { texts: prompt.texts, choices } : undefined
  return {
    model,
    stream,
    showUsage: asked,
    choices: answers,
    bound: ({ contextLength, maxOutput }) => ({
      // Every token id takes at least two bytes of the body, every token of text at least one.
      input: Math.min(
        body.bytes.length + TEMPLATE_TOKENS * prompt.count,
        (contextLength ?? Number.MAX_SAFE_INTEGER) * prompt.count,
      ),
      inputAudio: 0,
      // Token ids that are repeated as text can not be told from what was written.
      output: Math.min(limit ?? maxOutput, maxOutput) * answers + (echoes ? prompt.tokenIds * choices : 0),
      outputAudio: false,
      toolCalls: 0,
    }),
    countInput: (counter) =>
      counter.count([...prompt.texts, stringIn(value, 'suffix') ?? ''].join(' ')) + prompt.tokenIds,
    // The dialect's own default is 16 tokens: a limit of ours would make the answer longer.
    limitable: false,
    verbatim(to) {
      const changes: Record<string, unknown> = {}
      if (to.model !== model) changes['model'] = to.model
      if (stream && !asked && to.streamUsage) changes['stream_options'] = { ...streamOptions, include_usage: true }
      return withMembers(body, changes)
    },
    ...(echo && {
      reads: {
        whole: (answer) => readCompletion(answer, echo),
        streamReader: () => completionStreamReader(asked, echo),
      },
    }),
  }
}
