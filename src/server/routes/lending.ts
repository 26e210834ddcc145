/** /lending: the pools, lending and taking out, own earnings. */
import { type LendingPool, type OwnLending, poolAssets } from '../../contract/lending.ts'
import type { LenderView } from '../../engine/command.ts'
import type { ParameterValues } from '../../engine/parameters.ts'
import { lenderPosition, type PoolView, poolView, waitingAmount } from '../../engine/views.ts'
import { book } from '../booking.ts'
import { upToDate } from '../past.ts'
import type { RouteDeps } from '../ports.ts'
import { unitsIn, unitsText } from '../render/amounts.ts'
import type { RoutesOf } from '../request.ts'

export function lendingRoutes(deps: RouteDeps): RoutesOf<'lending'> {
  const { core } = deps
  return {
    'lending.pools': async () => {
      const asOf = core.now()
      const items = await core.read((engine) =>
        poolAssets.map((asset) => {
          const waiting = waitingAmount(engine, asset, { at: asOf })
          return wirePool(poolView(engine, asset, asOf), { waiting, parameters: engine.state.parameters })
        }),
      )
      return { items, asOf }
    },

    'lending.history': async ({ query }) => {
      const { lending } = await upToDate(deps)
      const points = await lending.points(query)
      const text = (units: number) => unitsText(query.asset, units)
      return {
        items: points.map(({ at, claims, lent, utilisation, borrowRate, supplyRate }) => ({
          ...{ at, supplied: text(claims), lent: text(lent), utilisationPpm: utilisation },
          ...{ borrowRatePpm: borrowRate, supplyRatePpm: supplyRate },
        })),
      }
    },

    'lending.get': async ({ caller }) => {
      const asOf = core.now()
      const items = await core.read((engine) =>
        poolAssets.map((asset) => lenderPosition(engine, { account: caller.account, asset }, asOf)),
      )
      return {
        items: items.map((one) => ({
          ...wireOwn(one),
          ...{ waitingSince: one.waitingSince, ahead: unitsText(one.asset, one.ahead) },
        })),
        asOf,
      }
    },

    'lending.lend': async ({ caller: { account }, body: { asset, amount }, idempotency }) => {
      const input = { account, asset, amount: unitsIn(asset, amount) }
      const { result, confirmed } = await book(core, { type: 'lending.supply', input, idempotency })
      return { ...wireOwn(result), ...confirmed }
    },

    'lending.withdraw': async ({ caller: { account }, body: { asset, amount }, idempotency }) => {
      const input = { account, asset, amount: amount === null ? null : unitsIn(asset, amount) }
      const { result, confirmed } = await book(core, { type: 'lending.withdraw', input, idempotency })
      return { ...wireOwn(result), paid: unitsText(asset, result.paid), ...confirmed }
    },

    'lending.cancel': async ({ caller: { account }, body: { asset }, idempotency }) => {
      const { result, confirmed } = await book(core, { type: 'lending.cancel', input: { account, asset }, idempotency })
      return { ...wireOwn(result), ...confirmed }
    },
  }
}

function wireOwn({ asset, available, lent, waiting, earned }: LenderView): OwnLending {
  const text = (units: number) => unitsText(asset, units)
  return { asset, available: text(available), lent: text(lent), waiting: text(waiting), earned: text(earned) }
}

interface PoolFacts {
  /** Units that all withdrawals which wait ask for. */
  readonly waiting: number
  readonly parameters: ParameterValues
}

function wirePool(pool: PoolView, { waiting, parameters: p }: PoolFacts): LendingPool {
  const { asset } = pool
  const text = (units: number) => unitsText(asset, units)
  return {
    ...{ asset, supplied: text(pool.claims), lent: text(pool.lent), cash: text(pool.cash) },
    ...{ utilisationPpm: pool.utilisationPpm, borrowRatePpm: pool.borrowPpm, supplyRatePpm: pool.supplyPpm },
    waiting: { count: pool.waiting, amount: text(waiting) },
    ...{ stopped: pool.stopped, riskReserve: text(pool.riskReserve) },
    curve: {
      baseRateBps: asset === 'CR' ? p['lending.cr.baseRate'] : p['lending.lco.baseRate'],
      kinkBps: p['lending.kink'],
      kinkRateBps: asset === 'CR' ? p['lending.cr.kinkRate'] : p['lending.lco.kinkRate'],
      slopeBps: p['lending.slope'],
      limitBps: p['lending.limit'],
      reserveShareBps: p['lending.reserveShare'],
    },
  }
}
