/** Works batches off: reads inputs, makes calls a few at a time with every account in turn, writes results; goes on after a crash. */
import type { AccountId } from '../../engine/ledger/chart.ts'
import type { Batch, FormName, OpenLine } from './batch.ts'
import { finishBatch } from './finish.ts'
import type { BatchForm } from './form.ts'
import { type LineEnd, type LineParts, makeLine } from './make-line.ts'
import { readInput } from './read-input.ts'

export type RunnerParts = Omit<LineParts, 'isStopping'>

/** A line that waits for another try. */
interface Later {
  readonly line: OpenLine
  readonly tries: number
  /** performance.now() from which on it is tried. */
  readonly at: number
}

/** A batch that is not over. */
interface Open {
  batch: Batch
  readonly form: BatchForm
  /** Lines that were read ahead. */
  ahead: OpenLine[]
  /** Position of the last line that was read. */
  read: number
  /** There is nothing behind that. */
  drained: boolean
  later: Later[]
  /** Lines that are being made. */
  making: number
  /** Something that nothing of the same batch may run beside. */
  alone: boolean
}

type Step = () => Promise<void>

/** Lines read ahead of their call. */
const AHEAD = 8
/** After a failure of our own, such as a full disk. */
const TROUBLE_MS = 5_000

export class BatchRunner {
  readonly #parts: RunnerParts
  readonly #forms: ReadonlyMap<FormName, BatchForm>
  /** In the order in which their turn comes; each with its batches, the oldest first. */
  readonly #accounts = new Map<AccountId, Open[]>()
  readonly #paused = new Map<AccountId, number>()
  readonly #running = new Set<Promise<void>>()
  #stopped = false
  #looks: NodeJS.Timeout | undefined

  constructor(parts: RunnerParts, forms: readonly BatchForm[]) {
    this.#parts = parts
    this.#forms = new Map(forms.map((form) => [form.name, form]))
  }

  /** Goes on with all that is not over. */
  async start(): Promise<void> {
    clearInterval(this.#looks)
    for (const batch of await this.#parts.kept.batches.open()) this.take(batch)
    this.#looks = setInterval(() => this.#fill(), this.#parts.settings.batches.lookMs)
    this.#looks.unref()
  }

  /** What runs is booked or left for the next start; nothing new begins. */
  stop(): void {
    this.#stopped = true
    clearInterval(this.#looks)
  }

  /** Settles when nothing runs. */
  async idle(): Promise<void> {
    await Promise.all(this.#running)
  }

  /** A new batch, or one that has changed. */
  take(batch: Batch): void {
    const form = this.#forms.get(batch.form)
    if (!form || batch.endedAt !== null) return
    const batches = this.#accounts.get(batch.account) ?? []
    this.#accounts.set(batch.account, batches)
    const known = batches.find((open) => open.batch.id === batch.id)
    if (known) known.batch = batch
    else batches.push({ batch, form, ahead: [], read: -1, drained: false, later: [], making: 0, alone: false })
    this.#fill()
  }

  /** Begins as much as there is room for. */
  #fill(): void {
    const { atATime } = this.#parts.settings.batches
    while (!this.#stopped && this.#running.size < atATime) {
      const next = this.#next()
      if (!next) return
      const running = this.#run(next.open, next.step).finally(() => {
        this.#running.delete(running)
        this.#fill()
      })
      this.#running.add(running)
    }
  }

  async #run(open: Open, step: Step): Promise<void> {
    try {
      await step()
    } catch (error) {
      this.#parts.log.error('a batch could not go on for now', { id: open.batch.id, error })
      this.#pause(open.batch.account, TROUBLE_MS)
    }
  }

  #pause(account: AccountId, ms: number): void {
    this.#paused.set(account, performance.now() + ms)
  }

  /** The account whose turn it is goes to the end of the line. */
  #next(): { readonly open: Open; readonly step: Step } | undefined {
    for (const [account, batches] of this.#accounts) {
      if ((this.#paused.get(account) ?? 0) > performance.now()) continue
      this.#paused.delete(account)
      const making = batches.reduce((sum, open) => sum + open.making, 0)
      for (const open of batches) {
        const step = this.#stepOf(open, making < this.#parts.settings.batches.atATimeOfAccount)
        if (!step) continue
        this.#accounts.delete(account)
        this.#accounts.set(account, batches)
        return { open, step }
      }
    }
    return undefined
  }

  /** What is to be done next for a batch; taken, so that nobody takes it twice. */
  #stepOf(open: Open, mayCall: boolean): Step | undefined {
    const { batch } = open
    if (open.alone) return undefined
    const isOver = batch.status !== 'validating' && batch.status !== 'in_progress'
    if (isOver || this.#parts.clock.now() >= batch.expiresAt) {
      open.ahead = []
      return open.making === 0 ? alone(open, () => this.#finish(open)) : undefined
    }
    if (batch.status === 'validating') return alone(open, () => this.#read(open))
    if (!mayCall) return undefined
    const due = open.later.findIndex(({ at }) => at <= performance.now())
    const later = due >= 0 ? open.later.splice(due, 1)[0] : undefined
    if (later) return this.#makes(open, later.line, later.tries)
    const line = open.ahead.shift()
    if (line) return this.#makes(open, line, 1)
    if (!open.drained) return alone(open, () => this.#readAhead(open))
    return open.making === 0 && open.later.length === 0 ? alone(open, () => this.#finish(open)) : undefined
  }

  async #read(open: Open): Promise<void> {
    const begun = await readInput(this.#parts, open.form, open.batch)
    if (begun) open.batch = begun
    else this.#drop(open)
  }

  async #readAhead(open: Open): Promise<void> {
    open.ahead = [...(await this.#parts.kept.batches.waiting(open.batch.id, open.read, AHEAD))]
    open.read = open.ahead.at(-1)?.position ?? open.read
    open.drained = open.ahead.length === 0
  }

  async #finish(open: Open): Promise<void> {
    await finishBatch(this.#parts, open.form, open.batch)
    this.#drop(open)
  }

  #makes(open: Open, line: OpenLine, tries: number): Step {
    open.making += 1
    return async () => {
      const parts = { ...this.#parts, isStopping: () => this.#stopped }
      let end: LineEnd = { kind: 'later', waitMs: TROUBLE_MS }
      try {
        end = await makeLine(parts, { batch: open.batch, form: open.form, line, tries })
      } finally {
        open.making -= 1
        if (end.kind === 'pause') {
          this.#pause(open.batch.account, end.waitMs)
          open.ahead.unshift(line)
        } else if (end.kind === 'later') open.later.push({ line, tries: tries + 1, at: performance.now() + end.waitMs })
      }
    }
  }

  #drop({ batch }: Open): void {
    const batches = this.#accounts.get(batch.account)?.filter((open) => open.batch.id !== batch.id) ?? []
    if (batches.length > 0) this.#accounts.set(batch.account, batches)
    else this.#accounts.delete(batch.account)
  }
}

/** Runs beside nothing else of the batch. */
function alone(open: Open, step: Step): Step {
  open.alone = true
  return () =>
    step().finally(() => {
      open.alone = false
    })
}
