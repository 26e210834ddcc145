/** Reads a batch's input file into lines, or finds what is wrong with it. Nothing is asked or billed here. */
import { setImmediate as breathe } from 'node:timers/promises'
import { rawBody } from '../body/raw.ts'
import type { Kept } from '../call/kind.ts'
import type { RelaySettings } from '../settings.ts'
import type { Batch, BatchFault, NewLine } from './batch.ts'
import { type BatchForm, isFault, type LineFault } from './form.ts'
import { jsonLines } from './json-lines.ts'

export interface ReadParts {
  readonly kept: Kept
  readonly settings: RelaySettings
}

/** Faults that are told of one input. */
const MAX_FAULTS = 100
/** Lines and bytes of one step, between which others have their turn. */
const STEP_LINES = 100
const STEP_BYTES = 1024 * 1024

/** The batch as it stands then: begun, or failed with everything that is wrong. Harmless to repeat. */
export async function readInput(parts: ReadParts, form: BatchForm, batch: Batch): Promise<Batch | undefined> {
  const { batches } = parts.kept
  await batches.clear(batch.id)
  const read = await readLines(parts, form, batch)
  if (read.faults.length === 0) return batches.begin(batch.id, read.total)
  await batches.fail(batch.id, read.faults)
  return undefined
}

interface Reading {
  readonly total: number
  readonly faults: readonly BatchFault[]
}

async function readLines({ kept, settings }: ReadParts, form: BatchForm, batch: Batch): Promise<Reading> {
  const file = await kept.files.get(batch.account, batch.inputFileId ?? '')
  if (!file) return { total: 0, faults: [whole('file_not_found', 'The input file was deleted or has expired.')] }
  const { maxLines, maxInputBytes } = settings.batches
  if ((await kept.batches.inputBytes(batch.account)) + file.bytes > maxInputBytes)
    return { total: 0, faults: [whole('storage_full', inputFull(maxInputBytes))] }
  if (await isLonger(kept.files.content(file), maxLines))
    return { total: 0, faults: [whole('too_many_tasks', `A batch has at most ${maxLines} requests.`)] }
  const faults: BatchFault[] = []
  const names = new Set<string>()
  let step: NewLine[] = []
  let stepBytes = 0
  let total = 0
  for await (const { number, bytes } of jsonLines(kept.files.content(file))) {
    const read = form.read?.(rawBody(bytes, 'application/json', settings), batch.endpoint) ?? noInput
    if (isFault(read)) faults.push({ ...read, line: number })
    else if (names.has(read.customId))
      faults.push({
        code: 'duplicate_custom_id',
        message: 'This custom_id is in an earlier line.',
        param: 'custom_id',
        line: number,
      })
    else {
      names.add(read.customId)
      step.push({ position: total, ...read })
    }
    total += 1
    stepBytes += bytes.length
    if (faults.length >= MAX_FAULTS) break
    if (total % STEP_LINES > 0 && stepBytes < STEP_BYTES) continue
    if (faults.length === 0) await kept.batches.add(batch.id, step)
    await breathe()
    step = []
    stepBytes = 0
  }
  if (faults.length === 0 && total === 0) faults.push(whole('empty_file', 'The input file has no lines.'))
  if (faults.length === 0) await kept.batches.add(batch.id, step)
  return { total, faults }
}

export function inputFull(most: number): string {
  return `Requests of an account's batches that are not over have at most ${most} bytes together.`
}

/** Counting is cheap; what follows is not. */
async function isLonger(pieces: AsyncIterable<Buffer>, maxLines: number): Promise<boolean> {
  let lines = 0
  for await (const _line of jsonLines(pieces)) if (++lines > maxLines) return true
  return false
}

/** A batch whose requests come with it and did not all arrive. */
const noInput: LineFault = { code: 'invalid_request', message: 'This batch has no input file.', param: null }

function whole(code: string, message: string): BatchFault {
  return { code, message, param: null, line: null }
}
