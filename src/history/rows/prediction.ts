/** Facts of prediction markets → how they stand, prices, bets, payouts, forecasts, votes, bonds, comments, resolvers. */
import { divFloor } from '../../base/math.ts'
import { LCO, type Lco } from '../../base/money.ts'
import { minuteStart } from '../periods.ts'
import { NOBODY } from '../tables/flag.ts'
import type { CommandContext, RowBuilder } from './context.ts'

export const predictionChangedRows: RowBuilder<'prediction.changed'> = (event, { seq, at, rows, state }) => {
  const { cause, actor, reason, textHash, market } = event
  const { marketId, status, proposer, closesAt } = market
  rows.merge('prediction_markets', {
    ...{ market: marketId, status, proposer, closes_at: closesAt, seq, at },
    view: JSON.stringify(market),
  })
  rows.append('prediction_acts', {
    ...{ id: ++state.change, seq, at: event.at, market: marketId, cause },
    ...{ actor: actor ?? NOBODY, reason, text_hash: textHash },
  })
}

export const predictionBetRows: RowBuilder<'prediction.bet'> = (event, { seq, at, rows }) => {
  const { marketId: market, betId: id, account, side, stake, shares, cost, yes, no, bets } = event
  const { yesPpm: yes_ppm, stakedYes: staked_yes, stakedNo: staked_no } = event
  rows.append('prediction_bets', { id, seq, at, market, account, side, stake, shares, yes_ppm })
  rows.merge('prediction_prices', { market, at, cost, yes, no, yes_ppm, staked_yes, staked_no, bets })
  const staked = (staked_yes + staked_no) as Lco
  rows.merge('prediction_points', { market, minute: minuteStart(at), yes_ppm, staked })
}

export const predictionPaidRows: RowBuilder<'prediction.paid'> = (event, { seq, rows }) => {
  const { marketId: market, outcome, at } = event
  for (const { betId: id, account, stake, yesPpm, payout, fee, counted } of event.bets) {
    const flag = counted ? 1 : 0
    rows.append('prediction_payouts', { id, seq, at, market, account, outcome, payout, fee, counted: flag })
    const weight = divFloor(stake, LCO)
    if (!counted || (outcome !== 'yes' && outcome !== 'no')) continue
    const came = outcome === 'yes' ? 1 : 0
    rows.merge('prediction_forecasts', { account, market, weight, weighted: weight * yesPpm, outcome: came })
  }
}

export const predictionVotedRows: RowBuilder<'prediction.voted'> = (event, { rows }) => {
  const { marketId: market, account, at, outcome } = event
  rows.merge('prediction_votes', { market, account, at, outcome, power: null, counted: null })
}

export const predictionTalliedRows: RowBuilder<'prediction.tallied'> = ({ marketId: market, at, votes }, { rows }) => {
  for (const { account, outcome, power, counted } of votes)
    rows.merge('prediction_votes', { market, account, at, outcome, power, counted })
}

export const predictionBondRows: RowBuilder<'prediction.bond'> = (event, { seq, rows, state }) => {
  const { marketId: market, at, account, of, bond, returned, burned, toWinner } = event
  rows.append('prediction_bonds', {
    ...{ id: ++state.change, seq, at, market, account, kind: of, bond, returned, burned, to_winner: toWinner },
  })
}

export const predictionCommentRows: RowBuilder<'prediction.commented'> = (event, { seq, at, rows, state }) => {
  const { marketId: market, account, textHash } = event
  rows.append('prediction_comments', { id: ++state.change, seq, at, market, account, text_hash: textHash })
}

export const predictionResolverRows: RowBuilder<'prediction.resolver'> = (event, context: CommandContext) => {
  const { seq, at, rows, state } = context
  const { account, on, reason, actor } = event
  rows.append('prediction_resolvers', { id: ++state.change, seq, at, account, active: on ? 1 : 0, reason, actor })
}
