/** How many tokens a request has, for free: told by the upstream where one counts, else counted here, about right for every model and exact for none. */
import { checkModel } from '../access/authenticate.ts'
import type { JsonBody } from '../body/parse.ts'
import { withMembers } from '../body/patch.ts'
import { rawBody } from '../body/raw.ts'
import { readBody } from '../body/read.ts'
import { respondJson } from '../call/respond.ts'
import { Problem } from '../problem.ts'
import { anthropicMessages } from '../wires/anthropic-messages/wire.ts'
import { geminiGenerate } from '../wires/gemini-generate/wire.ts'
import { objectIn } from '../wires/members.ts'
import { askedCount } from './count-upstream.ts'
import { type AnswerParts, type Asked, asCall, type Endpoint } from './endpoint.ts'

async function bodyOf({ settings }: AnswerParts, { request }: Asked): Promise<JsonBody> {
  const body = rawBody(await readBody(request, settings), '', settings)
  await body.load()
  return body.json()
}

function checkKnown({ channels }: AnswerParts, { principal }: Asked, model: string): void {
  checkModel(principal, model)
  if (!channels.carries(model, principal.groups).known) throw new Problem('model_not_found', { param: 'model' })
}

const messages: Endpoint['answer'] = (parts, asked) =>
  asCall(parts, asked, async () => {
    const body = await bodyOf(parts, asked)
    const value = { max_tokens: 1, ...body.value }
    const { model, headers, countInput } = anthropicMessages.readRequest({ ...body, value }, asked.request)
    checkKnown(parts, asked, model)
    const told = await askedCount(parts, asked, {
      wire: 'anthropic.count',
      model,
      path: () => '/messages/count_tokens',
      body: (upstream) => withMembers(body, { model: upstream }),
      ...(headers && { headers }),
    })
    const isCount = told && typeof told['input_tokens'] === 'number'
    respondJson(asked.outlet, JSON.stringify(isCount ? told : { input_tokens: countInput(parts.counter) }))
  })

/** Contents alone, or a whole request inside, which names the model again. */
const contents: Endpoint['answer'] = (parts, asked) =>
  asCall(parts, asked, async () => {
    const body = await bodyOf(parts, asked)
    const inner = objectIn(body.value, 'generateContentRequest')
    const named = asked.params['model'] ?? ''
    const { model, countInput } = geminiGenerate.readRequest({ ...body, value: inner ?? body.value }, { model: named })
    checkKnown(parts, asked, model)
    const told = await askedCount(parts, asked, {
      wire: 'gemini.count',
      model,
      path: (upstream) => `/models/${encodeURIComponent(upstream)}:countTokens`,
      body: (upstream) =>
        withMembers(body, inner ? { generateContentRequest: { ...inner, model: `models/${upstream}` } } : {}),
    })
    const isCount = told && typeof told['totalTokens'] === 'number'
    respondJson(asked.outlet, JSON.stringify(isCount ? told : { totalTokens: countInput(parts.counter) }))
  })

export const countEndpoints: readonly Endpoint[] = [
  { method: 'POST', path: '/v1/messages/count_tokens', dialect: 'anthropic', answer: messages },
  { method: 'POST', path: '/v1/models/{model+}:countTokens', dialect: 'gemini', answer: contents },
  { method: 'POST', path: '/v1beta/models/{model+}:countTokens', dialect: 'gemini', answer: contents },
]
