/** /admin/offerings: announcing, canceling, opening a model for good. */
import type { Millis } from '../../base/money.ts'
import type { OfferingId } from '../../engine/launchpad/offering.ts'
import { book } from '../booking.ts'
import type { RouteDeps } from '../ports.ts'
import { creditsIn } from '../render/amounts.ts'
import type { RoutesOf } from '../request.ts'
import { readOffering } from './offerings.ts'

export function adminOfferingRoutes(deps: RouteDeps): RoutesOf<'admin.offerings'> {
  const { core } = deps
  return {
    'admin.offerings.announce': async ({ caller, body, idempotency, note }) => {
      const { model, mode = 'time_weighted', total, subscribeFrom, afterwards = 'closed' } = body
      const { subscribeMs = null, useMs = null, capBps = null } = body
      const input = {
        ...{ model, mode, total: creditsIn(total), afterwards, actor: caller.account },
        ...{ subscribeFrom: subscribeFrom as Millis, subscribeMs, useMs, capBps },
      }
      const { result, confirmed } = await book(core, { type: 'offering.announce', input, idempotency })
      note({ after: String(result.offering), command: confirmed })
      return { ...(await readOffering(deps, result.offering)), ...confirmed }
    },

    'admin.offerings.cancel': async ({ caller, params, body: { reason }, idempotency, note }) => {
      const offering = params.offeringId as OfferingId
      const { phase } = await readOffering(deps, offering)
      const input = { offering, reason, actor: caller.account }
      const { confirmed } = await book(core, { type: 'offering.cancel', input, idempotency })
      note({ before: phase, after: 'canceled', command: confirmed })
      return { ...(await readOffering(deps, offering)), ...confirmed }
    },

    'admin.offerings.open': async ({ caller, params, body: { reason }, idempotency, note }) => {
      const offering = params.offeringId as OfferingId
      const { afterwards } = await readOffering(deps, offering)
      const input = { offering, reason, actor: caller.account }
      const { confirmed } = await book(core, { type: 'offering.open', input, idempotency })
      note({ before: afterwards, after: 'open', command: confirmed })
      return { ...(await readOffering(deps, offering)), ...confirmed }
    },
  }
}
