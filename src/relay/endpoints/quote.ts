/** What a call would cost: the same body as the call, to another path. */
import { respondJson } from '../call/respond.ts'
import { quoteCall } from '../quotes/quote.ts'
import { asCall, type Endpoint } from './endpoint.ts'

export const quoteEndpoint: Endpoint = {
  method: 'POST',
  path: '/v1/quote',
  /** It takes memory and time like a call, and counts as one while it lasts. */
  answer: (parts, asked) =>
    asCall(parts, asked, async () => {
      const { request, outlet, principal, dialect } = asked
      respondJson(outlet, await quoteCall(parts, { request, principal, dialect: dialect.name }))
    }),
}
