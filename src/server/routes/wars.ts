/** /wars and /admin/wars: the running round, own place, past rounds, the champion's choice, the operator's review. */
import { formatCredits, formatLco } from '../../base/decimal.ts'
import type { Credits, Lco } from '../../base/money.ts'
import { P } from '../../engine/ledger/chart.ts'
import { warPlace, warView } from '../../engine/views.ts'
import { grantFor } from '../../engine/wars/prizes.ts'
import { book, pairNow } from '../booking.ts'
import { upToDate } from '../past.ts'
import type { RouteDeps } from '../ports.ts'
import { Refusal } from '../problem.ts'
import { wirePerk, wireRatio, wireReviewed, wireRound, wireSummary, wireWars } from '../render/wars.ts'
import type { RoutesOf } from '../request.ts'

export function warRoutes(deps: RouteDeps): RoutesOf<'wars'> & RoutesOf<'admin.wars'> {
  return { ...publicRoutes(deps), ...operatorRoutes(deps) }
}

function publicRoutes(deps: RouteDeps): RoutesOf<'wars'> {
  const { core, identity } = deps
  const { nameOf } = identity.names
  return {
    'wars.get': async () => {
      const asOf = core.now()
      return core.read((engine) => wireWars(warView(engine), nameOf, asOf))
    },

    'wars.own': async ({ caller: { account } }) => {
      const asOf = core.now()
      return core.read((engine) => {
        const { state } = engine
        const { settling, perks } = state.wars
        const place = warPlace(engine, account)
        const choice = settling?.champion?.account === account && settling.choiceEnds !== null ? settling : null
        const treasury = state.ledger.credits(P.treasury)
        return {
          name: nameOf(account),
          rank: place?.rank ?? null,
          score: formatCredits(place?.score ?? (0 as Credits)),
          gap: place?.gap == null ? null : formatCredits(place.gap),
          prize: formatLco(place?.prize ?? (0 as Lco)),
          operator: state.accounts.get(account)?.operator ?? false,
          choice: choice && {
            roundId: choice.id,
            until: choice.choiceEnds ?? 0,
            freeCalls: formatCredits(
              grantFor({ ...choice, score: choice.champion?.score ?? (0 as Credits), cap: choice.promoCap, treasury }),
            ),
          },
          perks: perks.filter((perk) => perk.account === account).map((perk) => wirePerk(perk, nameOf)),
          asOf,
        }
      })
    },

    'wars.choose': async ({ caller: { account }, body: { perk }, idempotency }) => {
      const { result, confirmed } = await book(core, { type: 'wars.choose', input: { account, perk }, idempotency })
      const { roundId, grant, endsAt } = result
      return { roundId, perk, grant: formatCredits(grant), endsAt, ...confirmed }
    },

    'wars.rounds.list': async ({ query }) => {
      const { items, nextCursor } = await (await upToDate(deps)).wars.rounds(query)
      const writing = { nameOf, pair: pairNow(core) }
      return { items: items.map((round) => wireSummary(round, writing)), nextCursor }
    },

    'wars.rounds.get': async ({ params }) => {
      const round = await (await upToDate(deps)).wars.round(params.roundId)
      if (!round) throw new Refusal('war_round_not_found')
      return wireRound(round, { nameOf, pair: pairNow(core) })
    },
  }
}

function operatorRoutes({ core, identity }: RouteDeps): RoutesOf<'admin.wars'> {
  const { nameOf } = identity.names
  return {
    'admin.wars.get': async () => {
      const asOf = core.now()
      return core.read((engine) => {
        const { settling, ratio, pool } = warView(engine)
        return {
          roundId: settling?.id ?? null,
          stage: settling === null ? 'none' : settling.choiceEnds === null ? 'review' : 'choice',
          reviewEnds: settling?.reviewEnds ?? null,
          choiceEnds: settling?.choiceEnds ?? null,
          pool: formatLco(settling?.pool ?? pool),
          ranks: wireReviewed(engine, nameOf),
          ratio: settling && wireRatio(settling.ratio),
          running: wireRatio(ratio),
          asOf,
        }
      })
    },

    'admin.wars.review': async ({ caller, body: { account, exclude, reason }, idempotency, note }) => {
      const input = { account: account as typeof caller.account, reason, actor: caller.account }
      const type = exclude ? 'wars.exclude' : 'wars.include'
      const { result, confirmed } = await book(core, { type, input, idempotency })
      note({ after: exclude ? 'excluded' : 'included', command: confirmed })
      return { ...result, ...confirmed }
    },
  }
}
