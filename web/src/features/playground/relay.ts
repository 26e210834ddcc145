/** Requests to the relay's own paths: with a key, or with the session of this browser. Answers are read by the caller. */
import { freshKey } from '../../api/client.ts'
import type { ChatBody } from './ask.ts'

export interface RelayRequest {
  path: '/v1/chat/completions' | '/v1/quote'
  body: ChatBody
  /** empty: the signed-in session pays */
  secret: string
  signal: AbortSignal
}

export function sendToRelay({ path, body, secret, signal }: RelayRequest): Promise<Response> {
  return fetch(path, {
    method: 'POST',
    credentials: secret ? 'omit' : 'same-origin',
    headers: {
      'content-type': 'application/json',
      ...(secret ? { authorization: `Bearer ${secret}` } : {}),
      ...(path === '/v1/quote' ? {} : { 'idempotency-key': freshKey() }),
    },
    body: JSON.stringify(body),
    signal,
  })
}

/** The answer of /v1/quote, as far as the page shows it. */
export interface Quote {
  highest: { cost: string }
  expected: { cost: string; mined: string; usage: { input?: number; output?: number } }
}
