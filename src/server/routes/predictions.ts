/** /predictions: markets, bets, outcomes, comments. Operators' part is in admin-predictions.ts. */
import { formatLco } from '../../base/decimal.ts'
import { type Lco, MAX_SUPPLY, type Millis } from '../../base/money.ts'
import type { PredictionStatusName } from '../../contract/prediction-records.ts'
import { defaultTerms, PREDICTION_SPAN } from '../../engine/commands/prediction.ts'
import type { AccountId } from '../../engine/ledger/chart.ts'
import type { MarketId, PredictionView } from '../../engine/prediction-types.ts'
import { tierStake } from '../../engine/staking/tiers.ts'
import { ownPrediction, ownPredictions, predictionQuote, predictionRights, predictionView } from '../../engine/views.ts'
import { book } from '../booking.ts'
import { upToDate } from '../past.ts'
import type { RouteDeps } from '../ports.ts'
import { Refusal } from '../problem.ts'
import { lcoIn } from '../render/amounts.ts'
import {
  oddsText,
  questionText,
  type Reading,
  sharesText,
  textsOf,
  wireBet,
  wireDetail,
  wireFigures,
  wirePosition,
  wireSummary,
  wireTerms,
} from '../render/prediction.ts'
import type { RoutesOf } from '../request.ts'
import { bookNaming } from '../text-booking.ts'

const pending = ['closed', 'proposed', 'disputed', 'voting', 'final'] as const
const shown: Readonly<Record<'open' | 'pending' | 'settled' | 'draft' | 'all', readonly PredictionStatusName[]>> = {
  open: ['open'],
  pending,
  settled: ['paid', 'void'],
  draft: ['draft'],
  all: ['draft', 'open', ...pending, 'paid', 'void'],
}
/** Decided markets from which on somebody is ranked. */
const RANKED_FROM = 3

/** Names and these texts. */
export async function readingOf({ texts, identity }: RouteDeps, hashes: readonly string[]): Promise<Reading> {
  return { texts: await texts.many(hashes), nameOf: (account) => identity.names.nameOf(account) }
}

export function predictionRoutes(deps: RouteDeps): RoutesOf<'predictions'> {
  return { ...reads(deps), ...marketReads(deps), ...ownReads(deps), ...acts(deps), ...talk(deps) }
}

type Part<Names extends string> = Pick<RoutesOf<'predictions'>, `predictions.${Names}` & keyof RoutesOf<'predictions'>>

function reads(deps: RouteDeps): Part<'list' | 'rules' | 'calibration'> {
  const { core, identity } = deps
  return {
    'predictions.list': async ({ query: { status = 'open', ...page } }) => {
      const { predictions } = await upToDate(deps)
      const { items, nextCursor } = await predictions.markets({ ...page, statuses: shown[status] })
      const reading = await readingOf(
        deps,
        items.map(({ text }) => text),
      )
      return { items: items.map((view) => wireSummary(view, reading)), nextCursor }
    },

    'predictions.rules': async () => {
      const asOf = core.now()
      return core.read(({ state: { parameters: p, switches, prediction } }) => ({
        accepting: switches.prediction,
        terms: wireTerms(defaultTerms(p)),
        bond: formatLco(p['prediction.bond'] as Lco),
        ...{ proposeTier: 'lv2' as const, voteTier: 'lv4' as const, feeFreeTier: 'lv4' as const },
        stakes: { propose: formatLco(tierStake('lv2', p)), vote: formatLco(tierStake('lv4', p)) },
        ...PREDICTION_SPAN,
        betsPerAccount: p['prediction.bets'],
        resolvers: prediction.resolvers().map((account) => identity.names.nameOf(account)),
        asOf,
      }))
    },

    'predictions.calibration': async () => {
      const { predictions } = await upToDate(deps)
      const rows = await predictions.calibrations(RANKED_FROM)
      return {
        items: rows.map(({ account, brierPpm, markets }, i) => ({
          ...{ rank: i + 1, name: identity.names.nameOf(account), brierPpm, markets },
        })),
      }
    },
  }
}

function marketReads(deps: RouteDeps): Part<'get' | 'series' | 'bets' | 'quote'> {
  const { core, identity } = deps
  return {
    'predictions.get': async ({ params: { marketId } }) => {
      const { predictions } = await upToDate(deps)
      const id = marketId as MarketId
      const view = await knownMarket(deps, id)
      const [made, votes, bonds] = await Promise.all([
        predictions.acts(id),
        predictions.votes(id),
        predictions.bonds(id),
      ])
      return wireDetail(view, { acts: made, votes, bonds }, await readingOf(deps, textsOf(view)))
    },

    'predictions.series': async ({ params: { marketId } }) => {
      const { predictions } = await upToDate(deps)
      const { openedAt, priorBps } = await knownMarket(deps, marketId as MarketId)
      const points = await predictions.points(marketId as MarketId)
      const first = { at: openedAt ?? 0, yesPpm: priorBps * 100, staked: formatLco(0 as Lco) }
      const rest = points.map(({ minute, yes_ppm, staked }) => ({
        ...{ at: Math.max(minute, first.at), yesPpm: yes_ppm, staked: formatLco(staked) },
      }))
      return { items: openedAt === null ? [] : [first, ...rest] }
    },

    'predictions.bets': async ({ params: { marketId }, query }) => {
      const { predictions } = await upToDate(deps)
      await knownMarket(deps, marketId as MarketId)
      const { items, nextCursor } = await predictions.bets({ ...query, market: marketId as MarketId })
      const named = items.map((bet) => ({ ...wireBet(bet), by: identity.names.nameOf(bet.account) }))
      return { items: named, nextCursor }
    },

    'predictions.quote': async ({ params: { marketId }, query }) => {
      const stake = lcoIn(query.stake)
      if (stake <= 0) throw new Refusal('amount_not_positive')
      if (stake > MAX_SUPPLY) throw new Refusal('amount_out_of_range')
      const asOf = core.now()
      const { side } = query
      return core.read((engine) => {
        const view = predictionView(engine, marketId as MarketId)
        if (!view) throw new Refusal('prediction_not_found')
        if (stake < view.terms.minBet) throw new Refusal('below_min_bet')
        const quote = predictionQuote(engine, view.marketId, { side, stake })
        if (!quote) throw new Refusal('prediction_status')
        const { shares, yesPpm, payout, fee } = quote
        return {
          ...{ side, stake: formatLco(stake), shares: sharesText(shares), yesPpm, payout: formatLco(payout as Lco) },
          ...{ fee: formatLco(fee as Lco), odds: oddsText(payout, stake), asOf },
        }
      })
    },
  }
}

async function knownMarket(deps: RouteDeps, id: MarketId): Promise<PredictionView> {
  const { predictions } = await upToDate(deps)
  const view = (await predictions.byIds([id])).get(id)
  if (view === undefined) throw new Refusal('prediction_not_found')
  return view
}

function ownReads(deps: RouteDeps): Part<'mine' | 'ownBets' | 'position'> {
  const { core } = deps
  return {
    'predictions.mine': async ({ caller: { account } }) => {
      const { predictions } = await upToDate(deps)
      const asOf = core.now()
      const { held, rights } = await core.read((engine) => ({
        held: ownPredictions(engine, account, asOf),
        rights: predictionRights(engine, account, asOf),
      }))
      const { texts } = await readingOf(
        deps,
        held.map(({ market }) => market.text),
      )
      const score = await predictions.calibrationFor(account)
      const { tier, resolver, operator, available, proposals } = rights
      return {
        positions: held.map((own) => ({
          ...wirePosition(own),
          ...{ title: texts.get(own.market.text)?.title ?? '', market: wireFigures(own.market) },
        })),
        ...{ available: formatLco(available), tier, resolver, canBet: !operator, proposals },
        ...{ canPropose: !operator && tier !== 'lv1', canVote: !operator && (tier === 'lv4' || tier === 'whale') },
        calibration: score ? { brierPpm: score.brierPpm, markets: score.markets } : null,
        asOf,
      }
    },

    'predictions.ownBets': async ({ caller: { account }, query: { format: _, ...page } }) => {
      const { predictions } = await upToDate(deps)
      const { items, nextCursor } = await predictions.bets({ ...page, account })
      const views = await predictions.byIds([...new Set(items.map(({ market }) => market))])
      const { texts } = await readingOf(
        deps,
        [...views.values()].map(({ text }) => text),
      )
      const titleOf = (market: MarketId): string => texts.get(views.get(market)?.text ?? '')?.title ?? ''
      return { items: items.map((bet) => ({ ...wireBet(bet), title: titleOf(bet.market) })), nextCursor }
    },

    'predictions.position': async ({ caller: { account }, params: { marketId } }) => {
      const asOf = core.now()
      const own = await core.read((engine) => ownPrediction(engine, marketId as MarketId, { account, at: asOf }))
      if (!own) throw new Refusal('prediction_not_found')
      return { position: own.position.bets === 0 && own.lateRoom === null ? null : wirePosition(own), asOf }
    },
  }
}

function acts(deps: RouteDeps): Part<'propose' | 'bet' | 'claim' | 'challenge' | 'vote'> {
  const { core } = deps
  return {
    'predictions.propose': async ({ caller: { account }, body, idempotency }) => {
      const { title, body: rest } = questionText(body, body.closesAt)
      const asked = { kind: 'market', author: account, title, body: rest } as const
      const { result, confirmed } = await bookNaming(deps, asked, (text) => ({
        type: 'prediction.propose',
        input: { account, text, closesAt: body.closesAt as Millis },
        idempotency,
      }))
      return { marketId: result.market.marketId, title, ...confirmed }
    },

    'predictions.bet': async ({ caller: { account }, params, body: { side, stake, minShares }, idempotency }) => {
      const marketId = params.marketId as MarketId
      const least = minShares === undefined ? {} : { minShares: lcoIn(minShares) as number }
      const input = { account, marketId, side, stake: lcoIn(stake), ...least }
      const { result, confirmed } = await book(core, { type: 'prediction.bet', input, idempotency })
      const { betId, shares, market, worth, position, available } = result
      const { lateRoom: _, marketId: __, ...held } = wirePosition({ market, position, worth, lateRoom: null })
      return {
        ...{ betId, shares: sharesText(shares), market: wireFigures(market), position: held },
        ...{ available: formatLco(available), ...confirmed },
      }
    },

    'predictions.claim': async ({ caller: { account }, params, body, idempotency }) => {
      const { outcome, effectiveAt = null, evidence } = body
      const said = {
        account,
        marketId: params.marketId as MarketId,
        outcome,
        effectiveAt: effectiveAt as Millis | null,
      }
      const text = { kind: 'evidence', author: account, body: evidence } as const
      const { result, confirmed } = await bookNaming(deps, text, (hash) => ({
        type: 'prediction.claim',
        input: { ...said, evidence: hash },
        idempotency,
      }))
      return { market: wireFigures(result.market), ...confirmed }
    },

    'predictions.challenge': async ({ caller: { account }, params, body, idempotency }) => {
      const text = { kind: 'evidence', author: account, body: body.reason } as const
      const { result, confirmed } = await bookNaming(deps, text, (reason) => ({
        type: 'prediction.challenge',
        input: { account, marketId: params.marketId as MarketId, reason },
        idempotency,
      }))
      return { market: wireFigures(result.market), ...confirmed }
    },

    'predictions.vote': async ({ caller: { account }, params, body: { outcome }, idempotency }) => {
      const input = { account, marketId: params.marketId as MarketId, outcome }
      const { result, confirmed } = await book(core, { type: 'prediction.vote', input, idempotency })
      return { market: wireFigures(result.market), power: formatLco(result.power), ...confirmed }
    },
  }
}

function talk(deps: RouteDeps): Part<'comments' | 'comment' | 'report'> {
  const { core, texts } = deps
  return {
    'predictions.comments': async ({ caller, params: { marketId }, query }) => {
      const { predictions } = await upToDate(deps)
      await knownMarket(deps, marketId as MarketId)
      const { items, nextCursor } = await predictions.comments({ ...query, market: marketId as MarketId })
      const reading = await readingOf(
        deps,
        items.map(({ text_hash }) => text_hash),
      )
      const wire = ({ id, market, account, at, text_hash }: (typeof items)[number]) => {
        const text = reading.texts.get(text_hash)
        return {
          ...{ commentId: id, marketId: market, by: reading.nameOf(account as AccountId), at, text: text?.body ?? '' },
          ...{ hidden: text?.hidden?.reason ?? null, own: caller?.account === account },
        }
      }
      return { items: items.map(wire), nextCursor }
    },

    'predictions.comment': async ({ caller: { account }, params, body, idempotency }) => {
      const text = { kind: 'comment', author: account, body: body.text } as const
      const { confirmed } = await bookNaming(deps, text, (textHash) => ({
        type: 'prediction.comment',
        input: { account, marketId: params.marketId as MarketId, textHash },
        idempotency,
      }))
      return confirmed
    },

    'predictions.report': async ({ caller: { account }, params: { commentId }, body: { reason } }) => {
      const { predictions } = await upToDate(deps)
      const comment = await predictions.comment(commentId)
      if (!comment) throw new Refusal('not_found')
      const done = await texts.report({ hash: comment.text_hash, account, reason, at: core.now() })
      if (!done) throw new Refusal('too_many_comments')
      return { reported: true }
    },
  }
}
