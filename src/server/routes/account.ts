/** /me, /me/balances, /me/tier, /faucet. */
import { DAY_MS, dayOf } from '../../base/calendar.ts'
import { formatCredits, formatLco } from '../../base/decimal.ts'
import type { Credits } from '../../base/money.ts'
import { book, readAccount } from '../booking.ts'
import { personOf } from '../person.ts'
import type { RouteDeps } from '../ports.ts'
import { Refusal } from '../problem.ts'
import { rateBps, wireBalances } from '../render/account.ts'
import { creditsIn } from '../render/amounts.ts'
import type { RoutesOf } from '../request.ts'

type AccountRoutes = Omit<RoutesOf<'me' | 'faucet'>, keyof RoutesOf<'me.sessions'>>

export function accountRoutes(deps: RouteDeps): AccountRoutes {
  const { core, instance } = deps
  return {
    'me.get': async ({ caller }) => {
      const { view } = await readAccount(core, caller.account)
      const person = await personOf(deps, caller.account)
      if (!person) throw new Refusal('account_not_found')
      return {
        account: caller.account,
        identity: person.identityId,
        email: caller.session ? person.email : null,
        name: caller.session ? person.name : null,
        roles: [...person.roles],
        operator: view.operator,
        suspended: view.suspended,
        createdAt: person.createdAt,
        via: caller.session ? 'session' : 'key',
        keyId: caller.keyId,
        scopes: [...caller.scopes],
        tier: view.stake.tier,
      }
    },

    'me.balances': async ({ caller }) => {
      const { view, sequence } = await readAccount(core, caller.account)
      return wireBalances(view, { sequence, asOf: core.now() })
    },

    'me.tier': async ({ caller }) => {
      const { view, parameters } = await readAccount(core, caller.account)
      const { tier, staked, nextTier, nextTierAt } = view.stake
      return { tier, rateBps: rateBps(tier, parameters), staked: formatLco(staked), nextTier, nextTierAt }
    },

    'faucet.get': async ({ caller }) => {
      const { view, parameters } = await readAccount(core, caller.account)
      return {
        enabled: instance.simulation,
        leftToday: formatCredits(view.faucetLeftToday),
        dailyCap: formatCredits(parameters['faucet.dailyCap'] as Credits),
        resetsAt: (dayOf(core.now()) + 1) * DAY_MS,
      }
    },

    'faucet.draw': async ({ caller, body, idempotency }) => {
      const input = { account: caller.account, amount: creditsIn(body.amount) }
      const { result, confirmed } = await book(core, { type: 'faucet.draw', input, idempotency })
      return {
        amount: formatCredits(input.amount),
        available: formatCredits(result.available),
        leftToday: formatCredits(result.leftToday),
        ...confirmed,
      }
    },
  }
}
