/** Facts of the launchpad → public acts, changes of locks, quotas and what was used of them. Coins are in the ledger's entries. */
import type { HistorySchema } from '../schema.ts'
import type { CommandContext, RowBuilder } from './context.ts'

type Act = Pick<HistorySchema['offering_acts'], 'offering' | 'kind' | 'reason' | 'actor'>

function act({ seq, at, rows, state }: CommandContext, { offering, kind, reason, actor }: Act): void {
  rows.append('offering_acts', { id: ++state.change, seq, at, offering, kind, reason, actor })
}

export const offeringAnnouncedRows: RowBuilder<'offering.announced'> = ({ offering, actor }, context) =>
  act(context, { offering, kind: 'announced', reason: null, actor })

/** A canceled offering has an act of its own, with its reason. */
export const offeringTurnedRows: RowBuilder<'offering.turned'> = ({ offering, phase }, context) => {
  if (phase !== 'canceled') act(context, { offering, kind: phase, reason: null, actor: null })
}

export const offeringActRows: RowBuilder<'offering.canceled' | 'offering.opened'> = (event, context) => {
  const { offering, reason, actor } = event
  act(context, { offering, kind: event.type === 'offering.canceled' ? 'canceled' : 'opened', reason, actor })
}

export const offeringLockedRows: RowBuilder<'offering.locked'> = (event, { seq, at, rows, state }) => {
  const { offering, account, locked, weight } = event
  rows.append('offering_locks', { id: ++state.change, seq, at, offering, account, locked, weight })
}

export const offeringQuotaRows: RowBuilder<'offering.quota'> = (event, { seq, at, rows }) => {
  const { offering, account, locked, weight, score, quota } = event
  rows.append('offering_quotas', { offering, account, seq, at, locked, weight, score, quota })
}

export const offeringUsedRows: RowBuilder<'offering.used'> = ({ offering, account, consumed }, { rows }) => {
  rows.merge('offering_usage', { offering, account, calls: 1, used: consumed })
}
