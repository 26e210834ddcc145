/** The whole input of a responses request: the conversation that it goes on with, and the items and files that it names by id. */
import type { AccountId } from '../../engine/ledger/chart.ts'
import type { JsonObject } from '../body/parse.ts'
import { withLongMembers } from '../body/patch.ts'
import type { RawBody } from '../body/raw.ts'
import type { Given, PrepareParts } from '../call/kind.ts'
import { filled, mayNameFiles, responsesFiles } from '../files/inline.ts'
import { Problem } from '../problem.ts'
import { objectsIn, stringIn } from '../wires/members.ts'
import { contextOf, itemsOf, madeItem, resent } from './items.ts'
import type { StoredItem } from './response.ts'

export interface WholeInput {
  /** What this request adds, as it is stored: references put in, files still by id. */
  readonly own: readonly StoredItem[]
  /** All that the upstream is told; undefined when that is the request's input as it came. */
  readonly context: readonly StoredItem[] | undefined
}

/** Refuses with 400 what names something that is not there, with 413 what is too large. */
export async function wholeInput(parts: PrepareParts, given: Given, previousId: string | null): Promise<WholeInput> {
  const { kept, settings } = parts
  const { account } = given.principal
  const items = itemsOf(given.body.json().value['input'])
  const own = await referred({ kept, settings }, account, items)
  const refers = own.some(({ item }, index) => item !== items[index])
  const named = previousId === null ? [] : await kept.responses.conversation(account, previousId, settings.maxBodyBytes)
  const earlier = contextOf(named)
  const mayName = mayNameFiles(given.body) || earlier.some(({ item }) => 'content' in item || 'output' in item)
  if (earlier.length === 0 && !refers && !mayName) return { own, context: undefined }
  const context = [...earlier, ...own].map(resent)
  return { own, context: await withTheirFiles(parts, account, context) }
}

async function withTheirFiles(
  { kept, settings }: PrepareParts,
  account: AccountId,
  context: readonly StoredItem[],
): Promise<readonly StoredItem[]> {
  const messages = context.map(({ item }) => item)
  const whole = await filled(kept.files, { messages, account, room: settings.maxBodyBytes }, responsesFiles)
  const items = Array.isArray(whole) ? (whole as readonly JsonObject[]) : messages
  return context.map((one, index) => ({ ...one, item: items[index] ?? one.item }))
}

/** Items that are named by id, replaced by what was answered under it. */
async function referred(
  { kept, settings }: Pick<PrepareParts, 'kept' | 'settings'>,
  account: AccountId,
  items: readonly JsonObject[],
): Promise<readonly StoredItem[]> {
  const ids = items.flatMap((item) => referenceIn(item) ?? [])
  if (ids.length === 0) return items.map((item) => ({ item }))
  const distinct = [...new Set(ids)]
  if (distinct.length < ids.length)
    throw new Problem('invalid_field', { param: 'input', message: 'An item may be named once.' })
  const known = new Map<string, StoredItem>()
  const holding = await kept.responses.holding(account, distinct, settings.maxBodyBytes)
  for (const { body, maker } of holding)
    for (const item of objectsIn(body, 'output')) known.set(stringIn(item, 'id') ?? '', madeItem(item, maker))
  return items.map((item) => {
    const id = referenceIn(item)
    if (id === undefined) return { item }
    const found = known.get(id)
    if (found) return found
    throw new Problem('response_not_found', {
      status: 400,
      param: 'input',
      message: `No stored item has the id ${id.slice(0, 80)}: it was not stored, was deleted or has expired.`,
    })
  })
}

function referenceIn(item: JsonObject): string | undefined {
  return item['type'] === 'item_reference' ? (stringIn(item, 'id') ?? '') : undefined
}

/** The body with another input, and without what only this gateway understands. Refuses with 413 what became too large. */
export async function bodyWith(
  { settings }: Pick<PrepareParts, 'settings'>,
  body: RawBody,
  change: { readonly input: readonly JsonObject[] | undefined; readonly stream?: boolean },
): Promise<RawBody> {
  const json = body.json()
  const members: Record<string, unknown> = {}
  if (change.input) members['input'] = change.input
  if (change.stream !== undefined) members['stream'] = change.stream
  for (const name of ['previous_response_id', 'background'])
    if (json.value[name] !== undefined && json.value[name] !== null) members[name] = null
  const bytes = await withLongMembers(json, members)
  if (bytes.length > settings.maxBodyBytes)
    throw new Problem('body_too_large', {
      param: 'input',
      message: 'With what it names the body is larger than 32 MB.',
    })
  return bytes === body.bytes ? body : body.with(bytes)
}
