/** Changes of parameters and kill switches → their public histories. */
import { pairOf } from '../../engine/exchange/pair.ts'
import type { RowBuilder } from './context.ts'

export const parameterRows: RowBuilder<'parameter.changed'> = (event, { seq, at, rows, state }) => {
  const { key, before, after, reason, actor, version, proposal } = event
  rows.append('parameter_changes', {
    ...{ id: ++state.change, seq, at, key, before, after, reason, actor, version, proposal },
  })
  if (key === 'market.pair') state.pair = pairOf(after)
}

export const switchRows: RowBuilder<'switch.changed'> = (event, { seq, at, rows, state }) => {
  const { product, on, reason, actor } = event
  rows.append('switch_changes', { id: ++state.change, seq, at, product, on: on ? 1 : 0, reason, actor })
}
