/** What a call would cost: the same body as the call, to another path. */
import { respondJson } from '../call/respond.ts'
import { quoteCall } from '../quotes/quote.ts'
import type { Endpoint } from './endpoint.ts'

export const quoteEndpoint: Endpoint = {
  method: 'POST',
  path: '/v1/quote',
  async answer(parts, { request, outlet, principal, dialect }) {
    respondJson(outlet, await quoteCall(parts, { request, principal, dialect: dialect.name }))
  },
}
