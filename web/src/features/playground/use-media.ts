/** One picture or one piece of speech, from send to bill. State only. The signed-in session pays. */
import { useEffect, useRef, useState } from 'react'
import { freshKey } from '../../api/client.ts'
import { keyOf } from '../../api/platform.ts'
import { queryClient } from '../../api/queries.ts'
import { parseProblem, type ReplyProblem } from './problem.ts'

export type MediaTask = 'image' | 'speech'

export interface MediaAsk {
  task: MediaTask
  model: string
  prompt: string
}

export interface Made extends MediaAsk {
  startedAt: number
  /** Of the picture or the sound; undefined while it is on its way, and when it failed. */
  url?: string
  callId?: string
  /** Where the answer's head tells it. */
  bill?: { cost: string; mined: string }
  problem?: ReplyProblem
}

/** Leaving the page stops the call; what was delivered is billed. */
export function useMedia() {
  const [made, setMade] = useState<Made>()
  const [running, setRunning] = useState(false)
  const abort = useRef<AbortController | undefined>(undefined)
  useEffect(() => () => abort.current?.abort(), [])
  useEffect(() => {
    const url = made?.url
    return () => (url?.startsWith('blob:') ? URL.revokeObjectURL(url) : undefined)
  }, [made?.url])
  const start = (ask: MediaAsk) => {
    abort.current?.abort()
    const controller = new AbortController()
    abort.current = controller
    const begun: Made = { ...ask, startedAt: performance.now() }
    setMade(begun)
    setRunning(true)
    void send(begun, controller.signal).then((ended) => {
      if (abort.current !== controller) return
      setMade(ended)
      setRunning(false)
      void queryClient.invalidateQueries({ queryKey: keyOf('GET /calls') })
    })
  }
  return { made, running, start, stop: () => abort.current?.abort() }
}

const requests = {
  image: ({ model, prompt }: MediaAsk) => ({
    path: '/v1/images/generations',
    body: { model, prompt, n: 1, size: '1024x1024' },
  }),
  speech: ({ model, prompt }: MediaAsk) => ({
    path: '/v1/audio/speech',
    body: { model, input: prompt, voice: 'alloy' },
  }),
} as const

/** Never rejects. */
async function send(made: Made, signal: AbortSignal): Promise<Made> {
  const { path, body } = requests[made.task](made)
  try {
    const response = await fetch(path, {
      method: 'POST',
      credentials: 'same-origin',
      headers: { 'content-type': 'application/json', 'idempotency-key': freshKey() },
      body: JSON.stringify(body),
      signal,
    })
    const known = { ...made, ...factsOf(response.headers) }
    if (!response.ok) return { ...known, problem: await parseProblem(response) }
    const url = made.task === 'image' ? pictureIn(await response.json()) : URL.createObjectURL(await response.blob())
    return url === undefined ? { ...known, problem: { code: 'upstream_malformed', message: '' } } : { ...known, url }
  } catch (error) {
    const code = signal.aborted ? 'stopped' : 'network_unreachable'
    return { ...made, problem: { code, message: error instanceof Error ? error.message : '' } }
  }
}

function factsOf(headers: Headers): Pick<Made, 'callId' | 'bill'> {
  const [callId, cost, mined] = ['x-lx-call-id', 'x-lx-cost', 'x-lx-mined'].map((name) => headers.get(name))
  return { ...(callId && { callId }), ...(cost && mined && { bill: { cost, mined } }) }
}

/** The address of the picture in an answer, whichever way it came. */
function pictureIn(answer: unknown): string | undefined {
  const { data: [first] = [] } = answer as { data?: { b64_json?: string; url?: string }[] }
  if (first?.b64_json) return `data:${typeOf(first.b64_json)};base64,${first.b64_json}`
  return first?.url
}

function typeOf(base64: string): string {
  if (base64.startsWith('/9j/')) return 'image/jpeg'
  return base64.startsWith('UklGR') ? 'image/webp' : 'image/png'
}
