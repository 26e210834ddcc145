/** A caller of the exchange dialect for tests: signs as the documents say, with an HMAC secret. */
import { createHmac } from 'node:crypto'
import type { Visitor, World } from '../../src/server/testing/world.ts'

export interface Credentials {
  readonly apiKey: string
  readonly secret: string
}

/** A new key of this person that signs. */
export async function credentialsOf(
  visitor: Visitor,
  scopes: readonly ('trade' | 'read')[] = ['trade'],
): Promise<Credentials> {
  const made = await visitor.call('keys.create', {
    body: { name: 'bot', scopes: [...scopes], signing: { algorithm: 'hmac' } },
  })
  return { apiKey: made.signing?.apiKey ?? '', secret: made.signingSecret ?? '' }
}

export type Values = Readonly<Record<string, string | number>>

export class Bot {
  readonly #world: World
  readonly credentials: Credentials

  constructor(world: World, credentials: Credentials) {
    this.#world = world
    this.credentials = credentials
  }

  /** Signed, all parameters in the query string. */
  ask(method: string, path: string, values: Values = {}) {
    const query = texts({ ...values, timestamp: values['timestamp'] ?? this.#world.core.now() })
    return this.send(method, `${path}?${query}&signature=${this.sign(query)}`)
  }

  send(
    method: string,
    target: string,
    more: { readonly body?: string; readonly headers?: Record<string, string> } = {},
  ) {
    const headers = { 'x-mbx-apikey': this.credentials.apiKey, ...more.headers }
    return this.#world.send(method, target, { headers, ...(more.body === undefined ? {} : { body: more.body }) })
  }

  sign(payload: string): string {
    return createHmac('sha256', this.credentials.secret).update(payload).digest('hex')
  }
}

export function texts(values: Values): string {
  return new URLSearchParams(Object.entries(values).map(([name, value]) => [name, String(value)])).toString()
}
