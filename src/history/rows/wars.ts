/** Compute Wars as they happen → rounds, standings, reviews, payouts, perks. */
import { unitPrice } from '../units.ts'
import type { RowBuilder } from './context.ts'

export const warClosedRows: RowBuilder<'wars.closed'> = (event, { seq, at, rows, state }) => {
  const { roundId, start, pool, profit, mark, players, total, reviewEnds, standings } = event
  const price = mark === null ? null : unitPrice(state.pair, mark)
  const round = { start, pool, profit, mark: price, players, total, review_ends: reviewEnds }
  rows.append('war_rounds', { id: roundId, seq, at, ...round })
  for (const [i, { account, score, margin }] of standings.entries())
    rows.append('war_standings', { round: roundId, place: i + 1, account, score, margin })
}

export const warReviewRows: RowBuilder<'wars.excluded' | 'wars.included'> = (event, { seq, at, rows }) => {
  const { roundId: round, account, reason, by } = event
  const kind = event.type === 'wars.excluded' ? 'excluded' : 'included'
  rows.append('war_reviews', { seq, at, round, account, kind, reason, actor: by })
}

export const warPaidRows: RowBuilder<'wars.paid'> = ({ roundId: round, paid, prizes, choiceEnds, at }, context) => {
  const { rows, seq } = context
  rows.append('war_payouts', { round, seq, at, paid, choice_ends: choiceEnds })
  for (const { rank, account, score, prize } of prizes)
    rows.append('war_prizes', { round, rank, account, score, prize })
}

export const warPerkRows: RowBuilder<'wars.perk_started'> = (event, { seq, rows }) => {
  const { roundId: round, at, account, kind, grant, endsAt, chosen } = event
  rows.append('war_perks', { round, seq, at, account, kind, grant, ends_at: endsAt, chosen: chosen ? 1 : 0 })
}

export const warPerkEndRows: RowBuilder<'wars.perk_ended'> = (event, { seq, rows }) => {
  const { roundId: round, at, spent, returned } = event
  rows.append('war_perk_ends', { round, seq, at, spent, returned })
}
