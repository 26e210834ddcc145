/** One of several buttons at work, and what went wrong. Forms have ui/form.ts. */
import { useState } from 'react'
import { problemText } from '../../../api/problem.ts'

export interface Act<Name extends string> {
  pending: Name | undefined
  problem: string | undefined
  /** never two at once */
  run: (name: Name, work: () => Promise<void>) => void
}

export function useAct<Name extends string>(): Act<Name> {
  const [pending, setPending] = useState<Name>()
  const [problem, setProblem] = useState<string>()
  const run = async (name: Name, work: () => Promise<void>): Promise<void> => {
    if (pending !== undefined) return
    setPending(name)
    setProblem(undefined)
    try {
      await work()
    } catch (error) {
      setProblem(problemText(error).title)
    } finally {
      setPending(undefined)
    }
  }
  return { pending, problem, run: (name, work) => void run(name, work) }
}
