/** /offerings: the launchpad as everybody sees it, own locks and quotas, locking. */
import { formatCredits, formatLco } from '../../base/decimal.ts'
import type { OfferingId } from '../../engine/launchpad/offering.ts'
import { offeringPositions, offeringView, offeringViews } from '../../engine/views.ts'
import { book } from '../booking.ts'
import { upToDate } from '../past.ts'
import type { RouteDeps } from '../ports.ts'
import { Refusal } from '../problem.ts'
import { lcoIn } from '../render/amounts.ts'
import { wireOffering, wirePosition } from '../render/offerings.ts'
import type { RoutesOf } from '../request.ts'

const MOST = 200

export function offeringRoutes(deps: RouteDeps): RoutesOf<'offerings'> {
  const { core } = deps
  return {
    'offerings.list': async () => {
      const asOf = core.now()
      return { items: await readOfferings(deps), asOf }
    },

    'offerings.get': async ({ params }) => {
      const asOf = core.now()
      const { launchpad } = await upToDate(deps)
      const found = await readOffering(deps, params.offeringId)
      const acts = await launchpad.acts(params.offeringId as OfferingId)
      return { ...found, acts: acts.map(({ at, kind, reason }) => ({ at, kind, reason })), asOf }
    },

    'offerings.allocation': async ({ params, query, caller }) => {
      const offering = params.offeringId as OfferingId
      const { launchpad } = await upToDate(deps)
      await readOffering(deps, offering)
      const { items, nextCursor } = await launchpad.allocation({ offering, ...query })
      return {
        items: items.map(({ account, locked, weight, score, quota, used, rank }) => ({
          ...{ rank, name: deps.identity.names.nameOf(account), yours: caller?.account === account },
          ...{ locked: formatLco(locked), weight, score },
          ...{ quota: formatCredits(quota), used: formatCredits(used) },
        })),
        nextCursor,
      }
    },

    'offerings.mine': async ({ caller }) => {
      const asOf = core.now()
      const { staked, items } = await core.read((engine) => offeringPositions(engine, caller.account, asOf))
      return { items: items.map(wirePosition), staked: formatLco(staked), asOf }
    },

    'offerings.lock': async ({ caller: { account }, params, body, idempotency }) => {
      const input = { account, offering: params.offeringId as OfferingId, amount: lcoIn(body.amount) }
      const { result, confirmed } = await book(core, { type: 'imo.lock', input, idempotency })
      const { locked, weight, staked } = result
      return { locked: formatLco(locked), weight, staked: formatLco(staked), ...confirmed }
    },
  }
}

/** Newest first. */
export async function readOfferings({ core }: Pick<RouteDeps, 'core'>) {
  return core.read((engine) => offeringViews(engine, MOST).map(wireOffering))
}

/** Throws offering_not_found. */
export async function readOffering({ core }: Pick<RouteDeps, 'core'>, id: number) {
  const view = await core.read((engine) => offeringView(engine, id as OfferingId))
  if (!view) throw new Refusal('offering_not_found')
  return wireOffering(view)
}
