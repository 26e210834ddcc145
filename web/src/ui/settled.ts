/** What was typed, once the typing has paused: for requests that follow an input. */
import { useEffect, useState } from 'react'

const TYPING_MS = 300

export function useSettled(text: string): string {
  const [settled, setSettled] = useState(text)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), TYPING_MS)
    return () => clearTimeout(timer)
  }, [text])
  return settled
}
