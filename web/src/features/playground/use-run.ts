/** One call of the playground from send to bill. State only; what is sent is ask.ts, how it is read is read-answer.ts. */
import { useEffect, useRef, useState } from 'react'
import { keyOf } from '../../api/platform.ts'
import { queryClient } from '../../api/queries.ts'
import type { ChatBody } from './ask.ts'
import { type Progress, readAnswer } from './read-answer.ts'
import { sendToRelay } from './relay.ts'
import { NOTHING } from './reply.ts'

export interface Run {
  /** stopped: by the person; the bill follows over the socket */
  phase: 'waiting' | 'speaking' | 'done' | 'stopped'
  body: ChatBody
  progress: Progress
  firstMs: number | undefined
  /** since sending; stands still at the end */
  elapsedMs: number
}

export interface Runner {
  run: Run | undefined
  start: (body: ChatBody, secret: string) => void
  stop: () => void
}

const isRunning = (run: Run | undefined): boolean => run?.phase === 'waiting' || run?.phase === 'speaking'
export const anyRunning = (...runs: readonly (Run | undefined)[]): boolean => runs.some(isRunning)

/** Leaving the page stops the call; what was delivered is billed. */
export function useRun(): Runner {
  const [run, setRun] = useState<Run>()
  const abort = useRef<AbortController | undefined>(undefined)
  useEffect(() => () => abort.current?.abort(), [])
  const start = (body: ChatBody, secret: string) => {
    abort.current?.abort()
    const controller = new AbortController()
    abort.current = controller
    void follow({ body, secret, controller, setRun })
  }
  return { run, start, stop: () => abort.current?.abort() }
}

interface Following {
  body: ChatBody
  secret: string
  controller: AbortController
  setRun: (run: Run) => void
}

async function follow({ body, secret, controller, setRun }: Following): Promise<void> {
  const startedAt = performance.now()
  const run: Run = {
    phase: 'waiting',
    body,
    progress: { reply: NOTHING, raw: '', speaking: false },
    firstMs: undefined,
    elapsedMs: 0,
  }
  const show = framed(() => {
    if (!controller.signal.aborted) setRun({ ...run })
  })
  const take = (progress: Progress) => {
    run.progress = progress
    run.elapsedMs = performance.now() - startedAt
    if (progress.speaking) {
      run.firstMs ??= run.elapsedMs
      run.phase = 'speaking'
    }
    show()
  }
  setRun({ ...run })
  try {
    const response = await sendToRelay({ path: '/v1/chat/completions', body, secret, signal: controller.signal })
    take(await readAnswer(response, take))
    run.phase = 'done'
  } catch (error) {
    run.phase = controller.signal.aborted ? 'stopped' : 'done'
    if (!controller.signal.aborted) run.progress = unreachable(run.progress, error)
  }
  run.elapsedMs = performance.now() - startedAt
  setRun({ ...run })
  void queryClient.invalidateQueries({ queryKey: keyOf('GET /calls') })
}

function unreachable(progress: Progress, error: unknown): Progress {
  const message = error instanceof Error ? error.message : ''
  return { ...progress, reply: { ...progress.reply, problem: { code: 'network_unreachable', message } } }
}

/** At most once a frame: fast models send hundreds of pieces a second. */
function framed(action: () => void): () => void {
  let waiting = false
  return () => {
    if (waiting) return
    waiting = true
    requestAnimationFrame(() => {
      waiting = false
      action()
    })
  }
}
