/** A fetch for upstreams that bring their own client: the same guards of addresses, proxies and header overrides as the relay's own transport. */
import { fetch, type RequestInit } from 'undici'
import type { Channel } from '../channels/channel.ts'
import { openDispatchers } from './dispatchers.ts'

export interface GuardedFetch {
  fetch(channel: Channel): typeof globalThis.fetch
  forget(channelId: number): void
  close(): Promise<void>
}

export function guardedFetch(): GuardedFetch {
  const dispatchers = openDispatchers()
  return {
    fetch: (channel) => async (input, init) => {
      const headers = new Headers(init?.headers)
      const form = init?.body instanceof FormData ? new Response(init.body) : undefined
      // undici knows its own forms only, and takes the platform's for text.
      const body = form && { body: Buffer.from(await form.arrayBuffer()) }
      if (form) headers.set('content-type', form.headers.get('content-type') ?? '')
      for (const [name, value] of Object.entries(channel.headers)) headers.set(name, value)
      const url = input instanceof Request ? input.url : String(input)
      const dispatcher = dispatchers.of(channel, new URL(url).origin)
      // Redirects could carry credentials to another host.
      const options = { ...init, ...body, headers: [...headers], dispatcher, redirect: 'error' }
      const answer: unknown = await fetch(url, options as RequestInit)
      if (isResponse(answer)) return answer
      throw new TypeError('fetch gave no response')
    },
    forget: dispatchers.forget,
    close: dispatchers.close,
  }
}

/** undici's own class and the platform's have the same members. */
function isResponse(value: unknown): value is Response {
  return typeof value === 'object' && value !== null && 'status' in value && 'headers' in value && 'body' in value
}
