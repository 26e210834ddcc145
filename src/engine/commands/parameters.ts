/** parameter.set and switch.set: the operator's levers, each with a public reason. docs/concepts/economy.md §12. */
import type { Millis } from '../../base/money.ts'
import { type InputOf, type OrderId, type ProposalId, products, type ResultOf } from '../command.ts'
import { cancelOrders } from '../exchange/ending.ts'
import { isParameterKey, parameterAllows, parameters } from '../parameters.ts'
import { reject } from '../rejections.ts'
import { deskOf, type State } from '../state.ts'
import { rescaleBuyback } from '../treasury/buyback.ts'
import { checkActor, checkReason } from './checks.ts'
import type { Handler } from './handler.ts'

/** Operators change what the registry lets them; what is governed changes through proposals. */
export const parameterSet: Handler<'parameter.set'> = (state, input, at) => {
  const { key, value, reason, actor } = input
  if (typeof key !== 'string' || !isParameterKey(key)) return reject('unknown_parameter')
  const rejection = checkReason(reason) ?? checkActor(state, actor)
  if (rejection) return rejection
  const { min, max, step, by } = parameters[key]
  if (!by.some((who) => who === 'operator')) return reject('parameter_not_operators')
  if (!parameterAllows(key, value)) return reject('parameter_out_of_bounds', { min, max, step })
  return changeParameter(state, { key, value, reason, actor, proposal: null }, at)
}

interface Change extends InputOf<'parameter.set'> {
  /** The proposal that is executed; null for an operator's own act. */
  readonly proposal: ProposalId | null
}

/** The one way in which a parameter changes; what may be set is checked before. */
export function changeParameter(state: State, change: Change, at: Millis): ResultOf<'parameter.set'> {
  const { key, value, reason, actor, proposal } = change
  const before = state.parameters[key]
  const version = (state.parameterVersions[key] ?? 0) + 1
  if (key === 'market.pair' && value !== before) changePair(state, value, at)
  state.parameters[key] = value
  state.parameterVersions[key] = version
  state.out.emit({ type: 'parameter.changed', key, before, after: value, reason, actor, version, proposal })
  return { before, version }
}

/** All orders are cancelled at the old pair, then every kept price is expressed in the new tick. */
function changePair(state: State, next: number, at: Millis): void {
  const desk = deskOf(state, at)
  const ids = [...state.market.orders.allLive()].sort((a: OrderId, b: OrderId) => a - b)
  cancelOrders(desk, ids, 'pair_change')
  const before = state.parameters['market.pair']
  state.market.mark.rescale(before, next)
  rescaleBuyback(state.treasury, before, next)
}

/** Stops or resumes new risk of a product; exits stay open. */
export const switchSet: Handler<'switch.set'> = (state, input) => {
  const { product, on, reason, actor } = input
  if (!products.includes(product)) return reject('unknown_product')
  if (typeof on !== 'boolean') return reject('malformed_command')
  const rejection = checkReason(reason) ?? checkActor(state, actor)
  if (rejection) return rejection
  state.switches[product] = on
  state.out.emit({ type: 'switch.changed', product, on, reason, actor })
  return {}
}
