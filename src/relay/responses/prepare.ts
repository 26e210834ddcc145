/** A responses request on its way: made whole before it is read, its answer made the one that is stored. */
import { randomBytes } from 'node:crypto'
import { isLong, parseLongBody } from '../body/long.ts'
import { type JsonObject, parseBody } from '../body/parse.ts'
import { withMembers } from '../body/patch.ts'
import type {
  CallKind,
  CallRequest,
  Given,
  KeepAnswer,
  Prepared,
  PrepareParts,
  Sending,
  Upstream,
} from '../call/kind.ts'
import { objectIn, stringIn } from '../wires/members.ts'
import { type Edits, editedSending } from './edit.ts'
import { inputFor, listedItem, makerOf } from './items.ts'
import type { StoredResponse } from './response.ts'
import { bodyWith, type WholeInput, wholeInput } from './whole.ts'
import { keepingOf } from './wish.ts'

/** Makes a kind of call of the responses wire one that remembers. */
export function storing(kind: CallKind): CallKind {
  return {
    ...kind,
    async prepare(parts, given) {
      const { value } = given.body.json()
      const keepMs = keepingOf(value, parts.settings)
      const previousId = stringIn(value, 'previous_response_id') ?? null
      const input = await wholeInput(parts, given, previousId)
      const response = keepMs === undefined ? undefined : newResponse(parts, { given, input, previousId, keepMs })
      const facts = { kind, given, input, previousId, response }
      return prepared(parts, facts, (made) => parts.kept.responses.put(made))
    },
  }
}

/** The same for one that is made in the background: `response` as it was begun. Always asked for as a stream, which upstreams hold open longer. */
export function making(kind: CallKind, response: StoredResponse): CallKind {
  return {
    ...kind,
    async prepare(parts, given) {
      const { previousId } = response
      const input = await wholeInput(parts, given, previousId)
      const facts = { kind, given, input, previousId, response, stream: true }
      return prepared(parts, facts, (made, callId) => parts.kept.responses.made(made, callId))
    },
  }
}

interface NewResponse {
  readonly given: Given
  readonly input: WholeInput
  readonly previousId: string | null
  readonly keepMs: number
}

/** Not yet answered. */
export function newResponse({ clock }: Pick<PrepareParts, 'clock'>, asked: NewResponse): StoredResponse {
  const { given, input, previousId, keepMs } = asked
  const id = `resp_${randomBytes(24).toString('hex')}`
  const createdAt = clock.now()
  return {
    id,
    account: given.principal.account,
    previousId,
    status: 'queued',
    body: {},
    input: input.own.map((one, index) => ({ ...one, item: listedItem(one.item, id, index) })),
    maker: '',
    createdAt,
    expiresAt: createdAt + keepMs,
  }
}

interface Facts {
  readonly kind: CallKind
  readonly given: Given
  readonly input: WholeInput
  readonly previousId: string | null
  /** Undefined: the answer is not stored. */
  readonly response: StoredResponse | undefined
  readonly stream?: boolean
}

/** What became of the answer, once it is whole. */
interface Made {
  body: JsonObject | undefined
  maker: string
}

type Put = (response: StoredResponse, callId: string) => Promise<void>

async function prepared(parts: PrepareParts, facts: Facts, put: Put): Promise<Prepared> {
  const { given, input, response, previousId, stream } = facts
  const items = input.context?.map(({ item }) => item)
  const body = await bodyWith(parts, given.body, { input: items, ...(stream === undefined ? {} : { stream }) })
  if (!response && previousId === null) return { body }
  const made: Made = { body: undefined, maker: '' }
  const keep: KeepAnswer = async (_answer, callId) => {
    if (!response || !made.body) throw new Error('the answer has no response in it')
    const status = made.body['status'] === 'incomplete' ? 'incomplete' : 'completed'
    await put({ ...response, status, body: made.body, maker: made.maker }, callId)
  }
  return {
    body,
    wrap: (request) => remembering(parts, { ...facts, made }, request),
    ...(response && { keep }),
  }
}

/** The same request, its answers edited, and told to each upstream without the thoughts of others. */
function remembering(parts: PrepareParts, facts: Facts & { readonly made: Made }, request: CallRequest): CallRequest {
  const { given, response, made } = facts
  const { value } = given.body.json()
  const thoughtful = facts.input.context?.some(({ maker }) => maker !== undefined) ?? false
  const toldTo = async (to: Upstream, whole: CallRequest, limit: number | undefined): Promise<CallRequest> => {
    if (!thoughtful || !facts.input.context) return whole
    const { stream } = facts
    const input = inputFor(facts.input.context, to)
    const body = await bodyWith(parts, given.body, { input, ...(stream === undefined ? {} : { stream }) })
    await body.load()
    const read = facts.kind.read(body, {})
    return limit === undefined ? read : (read.limitedTo?.(limit) ?? read)
  }
  const edits = (to: Upstream): Edits => ({
    set: membersOf(facts),
    echo: to.wire === 'openai.responses' ? {} : echoOf(value),
    made(body) {
      made.body = body
      made.maker = makerOf(to)
    },
  })
  const wrapped = (whole: CallRequest, limit?: number): CallRequest => {
    const { limitedTo } = whole
    return {
      ...whole,
      async sending(to) {
        made.body = undefined
        const sending = await (await toldTo(to, whole, limit)).sending(to)
        return editedSending(response ? await askingThoughts(parts, sending, to) : sending, edits(to))
      },
      ...(limitedTo && { limitedTo: (output) => wrapped(limitedTo(output), output) }),
    }
  }
  return wrapped(request)
}

function membersOf({ response, previousId }: Facts): JsonObject {
  const background = response?.body['background'] === true
  if (!response) return { previous_response_id: previousId, store: false }
  return { id: response.id, previous_response_id: previousId, store: true, background }
}

/** Members of a request that OpenAI repeats in the response. */
const echoed = [
  'instructions',
  'metadata',
  'tools',
  'tool_choice',
  'parallel_tool_calls',
  'temperature',
  'top_p',
  'max_output_tokens',
  'text',
  'reasoning',
  'truncation',
  'user',
  'safety_identifier',
  'prompt_cache_key',
] as const

export function echoOf(value: JsonObject): JsonObject {
  return Object.fromEntries(
    echoed.flatMap((name) => (value[name] === undefined || value[name] === null ? [] : [[name, value[name]]])),
  )
}

const THOUGHTS = 'reasoning.encrypted_content'

/** An upstream that keeps nothing hands its thoughts out sealed, when asked; the next turn gives them back. */
async function askingThoughts(
  { settings }: PrepareParts,
  sending: Sending,
  { wire, model }: Upstream,
): Promise<Sending> {
  if (wire !== 'openai.responses' || !sending.contentType.includes('json')) return sending
  const { body } = sending
  const json = isLong(body) ? await parseLongBody(body, settings) : parseBody(body, settings)
  const reasons = /^(o\d|gpt-5)/.test(model.upstream) || objectIn(json.value, 'reasoning') !== undefined
  const include = Array.isArray(json.value['include']) ? json.value['include'] : []
  if (!reasons || include.includes(THOUGHTS)) return sending
  return { ...sending, body: withMembers(json, { include: [...include, THOUGHTS] }) }
}
