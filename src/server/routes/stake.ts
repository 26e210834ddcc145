/** /stake: own stake, the ladder, staking and unstaking. */

import { DAY_MS } from '../../base/calendar.ts'
import { formatCredits, formatLco } from '../../base/decimal.ts'
import type { UnbondingId } from '../../engine/command.ts'
import type { ParameterValues } from '../../engine/parameters.ts'
import { book, readAccount } from '../booking.ts'
import { ifUpToDate } from '../past.ts'
import type { RouteDeps } from '../ports.ts'
import { rateBps, wireLadder, wireStake } from '../render/account.ts'
import { lcoIn, picoText } from '../render/amounts.ts'
import type { RoutesOf } from '../request.ts'

export function stakeRoutes(deps: RouteDeps): RoutesOf<'stake'> {
  const { core } = deps
  return {
    'stake.get': async ({ caller }) => {
      const { view, parameters } = await readAccount(core, caller.account)
      const now = core.now()
      const history = await ifUpToDate(deps)
      const range = { account: caller.account, by: 'day' as const, from: now - 30 * DAY_MS, to: now + 1 }
      const total = history && (await history.usage.ofAccount(range)).total
      return {
        ...wireStake(view.stake),
        available: formatLco(view.lco.available),
        imo: formatLco(view.lco.imo),
        rateBps: rateBps(view.stake.tier, parameters),
        ...wireRules(parameters),
        unbondings: view.stake.unbondings.map(({ unbondingId, amount, releaseAt }) => ({
          unbondingId,
          amount: formatLco(amount),
          releaseAt,
        })),
        last30Days: total && {
          list: picoText(total.listPico),
          cost: picoText(total.costPico),
          spent: formatCredits(total.spent),
          calls: total.calls,
        },
      }
    },

    'stake.ladder': async () => {
      const parameters = await core.read((engine) => ({ ...engine.state.parameters }))
      const { ladder: items, ...delays } = wireRules(parameters)
      return { items, ...delays }
    },

    'stake.add': async ({ caller, body, idempotency }) => {
      const input = { account: caller.account, amount: lcoIn(body.amount) }
      const { result, confirmed } = await book(core, { type: 'stake.add', input, idempotency })
      return { ...wireStake(result), ...confirmed }
    },

    'stake.remove': async ({ caller, body, idempotency }) => {
      const input = { account: caller.account, amount: lcoIn(body.amount) }
      const { result, confirmed } = await book(core, { type: 'stake.remove', input, idempotency })
      return { ...wireStake(result), unbondingId: result.unbondingId, releaseAt: result.releaseAt, ...confirmed }
    },

    'stake.cancel': async ({ caller, body, idempotency }) => {
      const input = { account: caller.account, unbondingId: body.unbondingId as UnbondingId }
      const { result, confirmed } = await book(core, { type: 'stake.cancel', input, idempotency })
      return { ...wireStake(result), ...confirmed }
    },
  }
}

function wireRules(parameters: ParameterValues) {
  return {
    ladder: wireLadder(parameters),
    upgradeDelayMs: parameters['stake.upgradeDelay'],
    unbondingMs: parameters['stake.unbonding'],
  }
}
