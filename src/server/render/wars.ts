/** Compute Wars as the wire shows them: public names instead of accounts. */
import { formatCredits, formatLco } from '../../base/decimal.ts'
import { BPS, type Credits, type Lco, type Millis } from '../../base/money.ts'
import type { ResponseOf } from '../../contract/index.ts'
import type { WarStanding, WarState } from '../../contract/wars.ts'
import type { Engine } from '../../engine/engine.ts'
import type { Pair } from '../../engine/exchange/pair.ts'
import type { WarRank, WarRatio, WarView } from '../../engine/views.ts'
import { PRIZE_SHARES } from '../../engine/wars/prizes.ts'
import type { Perk } from '../../engine/wars/wars.ts'
import type { WarRoundDetail, WarRoundSummary } from '../../history/queries/wars.ts'
import type { Names } from '../../identity/names.ts'
import { microPriceText } from './amounts.ts'

type NameOf = Names['nameOf']

export function wireWars(view: WarView, nameOf: NameOf, asOf: Millis): WarState {
  const { round, settling } = view
  return {
    roundId: round.id,
    startsAt: round.start,
    endsAt: view.endsAt,
    players: view.players,
    total: formatCredits(view.total),
    pool: formatLco(view.pool),
    standings: view.ranks.map((row) => wireRank(row, nameOf)),
    ratio: wireRatio(view.ratio),
    review: settling && {
      roundId: settling.id,
      closedAt: settling.closedAt,
      reviewEnds: settling.reviewEnds,
      pool: formatLco(settling.pool),
      players: settling.players,
      paid: settling.choiceEnds !== null,
      standings: settling.winners.map((row) => wireRank(row, nameOf)),
      excluded: settling.excluded.map(({ account, reason, at }) => ({ name: nameOf(account), reason, at })),
      choiceEnds: settling.choiceEnds,
    },
    champions: view.perks.map((perk) => wirePerk(perk, nameOf)),
    rules: { sharesPercent: [...PRIZE_SHARES], reviewMs: round.reviewMs, promoCap: formatCredits(round.promoCap) },
    asOf,
  }
}

function wireRank({ rank, account, score, prize }: WarRank, nameOf: NameOf): WarStanding {
  return { rank, name: nameOf(account), score: formatCredits(score), prize: formatLco(prize) }
}

export function wireRatio({ value, margin, bps }: WarRatio) {
  return {
    poolValue: value === null ? null : formatCredits(value),
    margin: formatCredits(margin),
    ratioBps: bps,
    // Without any margin everything in the pool is a gift.
    paysWash: bps === null ? (value ?? 0) > 0 && margin <= 0 : bps > BPS,
  }
}

export function wirePerk(perk: Perk, nameOf: NameOf): WarState['champions'][number] {
  const { roundId, account, kind, startedAt, endsAt, grant, left, spent } = perk
  return {
    ...{ roundId, name: nameOf(account), perk: kind, startedAt, endsAt },
    ...{ grant: formatCredits(grant), left: formatCredits(left), spent: formatCredits(spent) },
  }
}

export interface RoundWriting {
  readonly nameOf: NameOf
  readonly pair: Pair
}

export function wireSummary({ round, payout, first }: WarRoundSummary, { nameOf, pair }: RoundWriting) {
  return {
    roundId: round.id,
    startsAt: round.start,
    closedAt: round.at,
    players: round.players,
    total: formatCredits(round.total),
    pool: formatLco(round.pool),
    mark: round.mark === null ? null : microPriceText(round.mark as number as Credits, pair),
    paid: payout ? formatLco(payout.paid) : null,
    champion: first ? nameOf(first.account) : null,
  }
}

export function wireRound(detail: WarRoundDetail, writing: RoundWriting): ResponseOf<'wars.rounds.get'> {
  const { nameOf } = writing
  const { round, payout, standings, reviews, prizes, perk, perkEnd } = detail
  const out = new Set<number>()
  for (const { account, kind } of reviews) {
    if (kind === 'excluded') out.add(account)
    else out.delete(account)
  }
  const amount = (value: Credits | undefined): string | null => (value === undefined ? null : formatCredits(value))
  return {
    ...wireSummary(detail, writing),
    profit: formatCredits(round.profit),
    reviewEnds: round.review_ends,
    paidAt: payout?.at ?? null,
    standings: standings.map(({ place, account, score }) => ({
      ...{ place, name: nameOf(account), score: formatCredits(score), excluded: out.has(account) },
    })),
    prizes: prizes.map(({ rank, account, score, prize }) => ({
      ...{ rank, name: nameOf(account), score: formatCredits(score), prize: formatLco(prize as Lco) },
    })),
    reviews: reviews.map(({ account, reason, at, kind }) => ({ name: nameOf(account), reason, at, kind })),
    perk: perk
      ? {
          ...{ perk: perk.kind, chosen: perk.chosen === 1, startedAt: perk.at, endsAt: perk.ends_at },
          ...{ grant: formatCredits(perk.grant), spent: amount(perkEnd?.spent), returned: amount(perkEnd?.returned) },
        }
      : null,
  }
}

/** The first 100 of the round that is being settled, for operators. */
export function wireReviewed({ state }: Engine, nameOf: NameOf): ResponseOf<'admin.wars.get'>['ranks'] {
  const { settling } = state.wars
  if (!settling) return []
  return settling.standings.slice(0, 100).map(({ account, score, margin }, i) => {
    const out = settling.excluded.find((one) => one.account === account)
    return {
      ...{ account, name: nameOf(account), place: i + 1, score: formatCredits(score), margin: formatCredits(margin) },
      excluded: out ? { reason: out.reason, by: out.by, at: out.at } : null,
    }
  })
}
