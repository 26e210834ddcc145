/** wars.*: the operator's review of a closed round, and the champion's choice. Rounds close and pay by the calendar. docs/concepts/wars.md. */
import type { InputOf } from '../command.ts'
import { type Rejection, reject } from '../rejections.ts'
import { type State, warDeskOf } from '../state.ts'
import { beginPerk } from '../wars/perks.ts'
import { perkKinds, type Settling } from '../wars/wars.ts'
import { checkExists, checkPlayer, checkReason } from './checks.ts'
import type { Handler } from './handler.ts'

/** The round under review, of which the account is a ranked one. */
function reviewed(state: State, { account, reason, actor }: InputOf<'wars.exclude'>): Settling | Rejection {
  const { settling } = state.wars
  if (!settling || settling.choiceEnds !== null) return reject('war_not_in_review')
  const refused = checkReason(reason) ?? checkExists(state, actor)
  if (refused) return refused
  return settling.standings.some((standing) => standing.account === account) ? settling : reject('war_not_ranked')
}

export const warExclude: Handler<'wars.exclude'> = (state, input, at) => {
  const settling = reviewed(state, input)
  if (!('standings' in settling)) return settling
  const { account, reason, actor } = input
  if (settling.excluded.some((one) => one.account === account)) return reject('war_already_excluded')
  settling.excluded.push({ account, reason, by: actor, at })
  state.out.emit({ type: 'wars.excluded', roundId: settling.id, account, reason, by: actor, at })
  return { roundId: settling.id, excluded: settling.excluded.length }
}

/** Takes an exclusion back, with a reason that is as public. */
export const warInclude: Handler<'wars.include'> = (state, input, at) => {
  const settling = reviewed(state, input)
  if (!('standings' in settling)) return settling
  const { account, reason, actor } = input
  const index = settling.excluded.findIndex((one) => one.account === account)
  if (index < 0) return reject('war_not_excluded')
  settling.excluded.splice(index, 1)
  state.out.emit({ type: 'wars.included', roundId: settling.id, account, reason, by: actor, at })
  return { roundId: settling.id, excluded: settling.excluded.length }
}

export const warChoose: Handler<'wars.choose'> = (state, { account, perk: kind }, at) => {
  if (!perkKinds.includes(kind)) return reject('malformed_command')
  const refused = checkPlayer(state, account)
  if (refused) return refused
  const { settling } = state.wars
  if (settling?.champion?.account !== account || settling.choiceEnds === null) return reject('war_no_choice')
  const { roundId, grant, endsAt } = beginPerk(warDeskOf(state, at), kind, true)
  return { roundId, grant, endsAt }
}
