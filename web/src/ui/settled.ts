/** What was typed, once the typing has paused: for requests that follow an input. */
import { useEffect, useState } from 'react'

const TYPING_MS = 300

export function useSettled<Value>(value: Value): Value {
  const [settled, setSettled] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), TYPING_MS)
    return () => clearTimeout(timer)
  }, [value])
  return settled
}
