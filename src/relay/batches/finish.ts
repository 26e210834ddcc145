/** The end of a batch: its results become files, its lines go. Harmless to repeat: the files have fixed names. */
import type { Kept } from '../call/kind.ts'
import type { Clock, MoneyPort } from '../ports.ts'
import type { Batch, EndedLine, Ending } from './batch.ts'
import type { BatchForm } from './form.ts'
import { errorsId, outputId } from './store.ts'

export interface FinishParts {
  readonly money: Pick<MoneyPort, 'stateOf'>
  readonly kept: Kept
  readonly clock: Clock
}

/** Lines read at a time, and the text that is gathered before it is written. */
const LINES = 50
const PIECE_BYTES = 512 * 1024

export async function finishBatch(parts: FinishParts, form: BatchForm, given: Batch): Promise<void> {
  const { batches } = parts.kept
  const batch = await batches.finalize(given.id)
  if (!batch || batch.endedAt !== null) return
  await settleKept(parts, batch)
  const ending = await endingOf(parts, batch)
  const output = await writeFile(parts, form, { batch, ending, errors: false })
  const errors = form.listed && (await writeFile(parts, form, { batch, ending, errors: true }))
  await batches.finish(batch.id, { ending, output, errors })
}

/** Answers that a crash left kept: those that were billed are the caller's. */
async function settleKept({ kept: { batches }, money }: FinishParts, { id }: Batch): Promise<void> {
  for (const { position, callId } of await batches.kept(id)) {
    const state = money.stateOf(callId)
    if (state === 'held') throw new Error('a line is still held by a relay that is gone')
    if (state === undefined) await batches.done({ batchId: id, position })
  }
}

async function endingOf({ kept, clock }: FinishParts, batch: Batch): Promise<Ending> {
  if (batch.cancelingAt !== null) return 'cancelled'
  const { total, completed, failed } = await kept.batches.counts(batch)
  return completed + failed < total && clock.now() >= batch.expiresAt ? 'expired' : 'completed'
}

interface Writing {
  readonly batch: Batch
  readonly ending: Ending
  readonly errors: boolean
}

/** False when there is nothing to write. */
async function writeFile({ kept }: FinishParts, form: BatchForm, writing: Writing): Promise<boolean> {
  const { batch, errors } = writing
  const id = errors ? errorsId(batch.id) : outputId(batch.id)
  const name = `${batch.id}_${errors ? 'error' : 'output'}.jsonl`
  const purpose = form.listed ? 'batch_output' : 'hidden'
  const about = { id, account: batch.account, purpose, name, mediaType: 'application/jsonl' } as const
  const file = await kept.files.write(about, pieces(linesOf(kept, batch), form, writing))
  if (file.bytes > 0) return true
  await kept.files.remove(batch.account, id)
  return false
}

async function* linesOf({ batches }: Kept, { id }: Batch): AsyncGenerator<EndedLine> {
  for (let after = -1; ; ) {
    const lines = await batches.lines(id, after, LINES)
    yield* lines
    const last = lines.at(-1)
    if (!last) return
    after = last.position
  }
}

async function* pieces(
  lines: AsyncIterable<EndedLine>,
  form: BatchForm,
  { batch, ending, errors }: Writing,
): AsyncGenerator<Buffer> {
  let held: Buffer[] = []
  let bytes = 0
  for await (const line of lines) {
    const written = form.write(batch, line, ending)
    if (form.listed && written.errors !== errors) continue
    const text = Buffer.from(written.text)
    held.push(text)
    bytes += text.length
    if (bytes < PIECE_BYTES) continue
    yield Buffer.concat(held)
    held = []
    bytes = 0
  }
  if (bytes > 0) yield Buffer.concat(held)
}
