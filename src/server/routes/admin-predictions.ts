/** /admin/predictions: drafts, resolvers, comments that were reported. Outcomes are nothing that operators say. */
import type { Bps } from '../../base/money.ts'
import type { AccountId } from '../../engine/ledger/chart.ts'
import type { MarketId } from '../../engine/prediction-types.ts'
import { predictionViews } from '../../engine/views.ts'
import { book } from '../booking.ts'
import { upToDate } from '../past.ts'
import type { RouteDeps } from '../ports.ts'
import { Refusal } from '../problem.ts'
import { wireFigures, wireSummary } from '../render/prediction.ts'
import type { RoutesOf } from '../request.ts'
import { readingOf } from './predictions.ts'

const EVEN_BPS = 5_000

export function adminPredictionRoutes(deps: RouteDeps): RoutesOf<'admin.predictions'> {
  const { core, texts, identity } = deps
  return {
    'admin.predictions.get': async () => {
      const { predictions } = await upToDate(deps)
      const { views, resolvers, accepting } = await core.read((engine) => ({
        views: predictionViews(engine),
        resolvers: engine.state.prediction.resolvers(),
        accepting: engine.state.switches.prediction,
      }))
      const reported = await texts.reported('comment')
      const comments = await predictions.commentsWith(reported.map(({ hash }) => hash))
      const hashes = [...views.map(({ text }) => text).slice(0, 900), ...comments.map(({ text_hash }) => text_hash)]
      const reading = await readingOf(deps, hashes)
      const waiting = views.filter(({ status }) => status !== 'draft' && status !== 'open')
      return {
        drafts: views.filter(({ status }) => status === 'draft').map((view) => wireSummary(view, reading)),
        pending: waiting.map((view) => wireSummary(view, reading)),
        reports: reported.flatMap(({ hash, reports, reasons }) =>
          comments
            .filter(({ text_hash }) => text_hash === hash)
            .map(({ id, market, account, at }) => ({
              ...{ commentId: id, marketId: market, by: reading.nameOf(account), account, at },
              ...{ text: reading.texts.get(hash)?.body ?? '', reports, reasons: [...reasons] },
            })),
        ),
        resolvers: resolvers.map((account) => ({ account, name: identity.names.nameOf(account) })),
        accepting,
      }
    },

    'admin.predictions.review': async ({ caller, params, body, idempotency, note }) => {
      const { approve, priorBps = EVEN_BPS, reason } = body
      const marketId = params.marketId as MarketId
      const input = { marketId, approve, priorBps: priorBps as Bps, reason, actor: caller.account }
      const { result, confirmed } = await book(core, { type: 'prediction.review', input, idempotency })
      note({ before: 'draft', after: result.market.status, command: confirmed })
      return { market: wireFigures(result.market), ...confirmed }
    },

    'admin.predictions.resolver': async ({ caller, body: { account, on, reason }, idempotency, note }) => {
      const input = { account: account as AccountId, on, reason, actor: caller.account }
      const { confirmed } = await book(core, { type: 'prediction.resolver', input, idempotency })
      note({ after: on ? 'resolver' : 'none', command: confirmed })
      return { account, on, ...confirmed }
    },

    'admin.predictions.hide': async ({ caller, params: { commentId }, body: { reason }, note }) => {
      const { predictions } = await upToDate(deps)
      const comment = await predictions.comment(commentId)
      if (!comment) throw new Refusal('not_found')
      const hidden = await texts.hide(comment.text_hash, { at: core.now(), by: caller.account, reason })
      note({ before: 'shown', after: 'hidden' })
      return { hidden }
    },
  }
}
