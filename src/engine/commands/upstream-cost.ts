/** upstream.cost: what an upstream charges for a request of the platform's own. Costs of calls are booked with their end. docs/concepts/economy.md §4. */
import { reject } from '../rejections.ts'
import { bookUnrecovered, checkUnrecovered } from './calls.ts'
import { isToken } from './checks.ts'
import type { Handler } from './handler.ts'

export const upstreamCost: Handler<'upstream.cost'> = (state, { ref, ...row }) => {
  if (!isToken(ref, 64)) return reject('malformed_command')
  const rejection = checkUnrecovered(state, [row])
  if (rejection) return rejection
  bookUnrecovered(state, ref, [row])
  return {}
}
