/** How many tokens a request has, counted here with a bounded tokenizer: free, about right for every model, exact for none. */
import { checkModel } from '../access/authenticate.ts'
import { rawBody } from '../body/raw.ts'
import { readBody } from '../body/read.ts'
import { respondJson } from '../call/respond.ts'
import { Problem } from '../problem.ts'
import { anthropicMessages } from '../wires/anthropic-messages/wire.ts'
import { geminiGenerate } from '../wires/gemini-generate/wire.ts'
import { objectIn } from '../wires/members.ts'
import { type AnswerParts, type Asked, type Endpoint, enterRate } from './endpoint.ts'

async function bodyOf({ rates, settings }: AnswerParts, { principal, outlet, request }: Asked) {
  enterRate(rates, principal, outlet)
  return rawBody(await readBody(request, settings), '', settings).json()
}

function checkKnown({ channels }: AnswerParts, { principal }: Asked, model: string): void {
  checkModel(principal, model)
  if (!channels.carries(model, principal.groups).known) throw new Problem('model_not_found', { param: 'model' })
}

const messages: Endpoint['answer'] = async (parts, asked) => {
  const body = await bodyOf(parts, asked)
  const value = { max_tokens: 1, ...body.value }
  const request = anthropicMessages.readRequest({ ...body, value }, {})
  checkKnown(parts, asked, request.model)
  respondJson(asked.outlet, JSON.stringify({ input_tokens: request.countInput(parts.counter) }))
}

/** Contents alone, or a whole request inside. */
const contents: Endpoint['answer'] = async (parts, asked) => {
  const body = await bodyOf(parts, asked)
  const value = objectIn(body.value, 'generateContentRequest') ?? body.value
  const model = asked.params['model'] ?? ''
  const request = geminiGenerate.readRequest({ ...body, value }, { model })
  checkKnown(parts, asked, request.model)
  respondJson(asked.outlet, JSON.stringify({ totalTokens: request.countInput(parts.counter) }))
}

export const countEndpoints: readonly Endpoint[] = [
  { method: 'POST', path: '/v1/messages/count_tokens', dialect: 'anthropic', answer: messages },
  { method: 'POST', path: '/v1/models/{model+}:countTokens', dialect: 'gemini', answer: contents },
  { method: 'POST', path: '/v1beta/models/{model+}:countTokens', dialect: 'gemini', answer: contents },
]
