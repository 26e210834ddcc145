/** State of a form: values, what is wrong with each, what the server refused, and never two submits at once. */
import { useState } from 'react'
import { ApiProblem } from '../api/client.ts'
import { problemText } from '../api/problem.ts'

export type FieldErrors<Values> = Partial<Record<keyof Values & string, string>>

export interface FormOptions<Values> {
  initial: Values
  /** what is wrong before sending; empty when all is well */
  check: (values: Values) => FieldErrors<Values>
  submit: (values: Values) => Promise<void>
}

export interface FormState<Values> {
  values: Values
  set: (change: Partial<Values>) => void
  errors: FieldErrors<Values>
  /** the refusal as a whole, in the reader's language */
  problem: string | undefined
  pending: boolean
  submit: () => void
  /** as at the start: after what was sent is done */
  reset: () => void
}

/** Errors appear on the first submit and then follow the typing. Fields the server names in `errors` are marked with its message. */
export function useForm<Values extends object>({ initial, check, submit }: FormOptions<Values>): FormState<Values> {
  const [values, setValues] = useState(initial)
  const [tried, setTried] = useState(false)
  const [refused, setRefused] = useState<FieldErrors<Values>>({})
  const [problem, setProblem] = useState<string>()
  const [pending, setPending] = useState(false)

  const send = async () => {
    setTried(true)
    if (pending || Object.keys(check(values)).length > 0) return
    setPending(true)
    setProblem(undefined)
    setRefused({})
    try {
      await submit(values)
    } catch (error) {
      setProblem(problemText(error).title)
      setRefused(fieldsOf(error, values))
    } finally {
      setPending(false)
    }
  }
  return {
    values,
    set: (change) => {
      setValues((before) => ({ ...before, ...change }))
      setRefused({})
    },
    errors: { ...refused, ...(tried ? check(values) : {}) },
    problem,
    pending,
    submit: () => void send(),
    reset: () => {
      setValues(initial)
      setTried(false)
    },
  }
}

function fieldsOf<Values extends object>(error: unknown, values: Values): FieldErrors<Values> {
  if (!(error instanceof ApiProblem)) return {}
  const named = error.fields.flatMap(({ path, message }) => {
    const name = path.replace(/^body\./, '').split('.')[0] ?? ''
    return name in values ? [[name, message]] : []
  })
  return Object.fromEntries(named) as FieldErrors<Values>
}
