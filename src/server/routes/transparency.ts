/** /transparency: the public books. No login, no personal data. */
import { DAY_MS, fridayOf, HOUR_MS, WEEK_MS, weekStart } from '../../base/calendar.ts'
import { formatCredits, formatDecimal, formatLco } from '../../base/decimal.ts'
import type { Credits } from '../../base/money.ts'
import { productNames } from '../../contract/system.ts'
import type { Buyback } from '../../contract/transparency.ts'
import { RULES_VERSION } from '../../engine/engine.ts'
import { parameterKeys } from '../../engine/parameters.ts'
import { parametersView, switchesView, type TreasuryView, treasuryView } from '../../engine/views.ts'
import type { BuybackSummary } from '../../history/queries/treasury.ts'
import { lcoOf } from '../../history/units.ts'
import { pairNow } from '../booking.ts'
import { ifUpToDate, upToDate } from '../past.ts'
import type { RouteDeps } from '../ports.ts'
import { Refusal } from '../problem.ts'
import { microPriceText } from '../render/amounts.ts'
import { parameterText, wireParameter } from '../render/parameters.ts'
import { type Pace, readSupply, usersCredits, wireSupply } from '../render/supply.ts'
import type { RoutesOf } from '../request.ts'

/** Days whose calls give the pace of the eras' projection. */
const PACE_DAYS = 28
/** A projection over years does not change within so long. */
const PACE_KEPT_MS = 10_000

type TransparencyRoutes = RoutesOf<'transparency'>
type SupplyRoutes = Pick<TransparencyRoutes, 'transparency.supply'>
type TreasuryRoutes = Pick<
  TransparencyRoutes,
  'transparency.treasury' | 'transparency.weeks' | 'transparency.buybacks' | 'transparency.buyback'
>

export function transparencyRoutes(deps: RouteDeps): TransparencyRoutes {
  return { ...supplyRoutes(deps), ...treasuryRoutes(deps), ...ruleRoutes(deps) }
}

function supplyRoutes(deps: RouteDeps): SupplyRoutes {
  const { core } = deps
  let kept: { readonly until: number; readonly pace: Pace } | undefined

  const paceNow = async (): Promise<Pace> => {
    const steady = performance.now()
    if (kept && kept.until > steady) return kept.pace
    const pace = await readPace(deps)
    kept = { until: steady + PACE_KEPT_MS, pace }
    return pace
  }

  return {
    'transparency.supply': async () => {
      const pace = await paceNow()
      return wireSupply(await core.read(readSupply), pace, core.now())
    },
  }
}

/** Calls of the last days; none while history can not tell. */
async function readPace(deps: RouteDeps): Promise<Pace> {
  const now = deps.core.now()
  const history = await ifUpToDate(deps)
  const days = history ? await history.margin.byDay(now - PACE_DAYS * DAY_MS, now + 1) : []
  const captured = days.reduce((sum, { revenue }) => sum + revenue, 0)
  return { captured, overMs: Math.max(HOUR_MS, now - (days[0]?.day ?? now)) }
}

function treasuryRoutes(deps: RouteDeps): TreasuryRoutes {
  const { core } = deps
  return {
    'transparency.treasury': async () => {
      const now = core.now()
      const { view, users, share, sequence } = await core.read((engine) => ({
        view: treasuryView(engine),
        users: usersCredits(engine),
        share: engine.state.parameters['fund.share'],
        sequence: engine.seq,
      }))
      return { ...wireTreasury(view, users, now), shareBps: share, sequence, asOf: now }
    },

    'transparency.weeks': async ({ query }) => {
      const { treasury } = await upToDate(deps)
      const { items, nextCursor } = await treasury.weeks(query)
      return { items: items.map(wireWeek), nextCursor }
    },

    'transparency.buybacks': async ({ query }) => {
      const { treasury } = await upToDate(deps)
      const { items, nextCursor } = await treasury.buybacks(query)
      return { items: items.map((buyback) => wireBuyback(deps, buyback)), nextCursor }
    },

    'transparency.buyback': async ({ params }) => {
      const { treasury } = await upToDate(deps)
      const buyback = await treasury.buyback(params.buybackId)
      if (!buyback) throw new Refusal('buyback_not_found')
      const pair = pairNow(core)
      return {
        ...wireBuyback(deps, buyback),
        sliceList: buyback.sliceList.map(({ offered, spent, bought, ...slice }) => ({
          ...slice,
          ...{ offered: formatCredits(offered), spent: formatCredits(spent), bought: formatLco(bought) },
        })),
        fills: buyback.fills.map(({ tradeId, slice, at, price, quantity, notional }) => ({
          ...{ tradeId, slice, at, price: microPriceText(price, pair) },
          ...{ lco: formatLco(lcoOf(quantity)), credits: formatCredits(notional) },
        })),
        previousHash: buyback.previousHash,
        hash: buyback.hash,
      }
    },
  }
}

/** What governs: parameters, switches, and the head of the chain that recorded them. */
function ruleRoutes(deps: RouteDeps): Omit<TransparencyRoutes, keyof SupplyRoutes | keyof TreasuryRoutes> {
  const { core } = deps
  return {
    'transparency.parameters': async () => {
      const asOf = core.now()
      const values = await core.read(parametersView)
      const times = await (await ifUpToDate(deps))?.changes.parameterTimes()
      const version = Object.values(values).reduce((sum, entry) => sum + entry.version, 0)
      return {
        items: parameterKeys.map((key) => wireParameter(key, values[key].value, times?.get(key) ?? null)),
        version,
        asOf,
      }
    },

    'transparency.parameterHistory': async ({ query }) => {
      const { changes } = await upToDate(deps)
      const { items, nextCursor } = await changes.parameters(query)
      return {
        items: items.map(({ at, seq, key, before, after, reason, version, proposal }) => ({
          ...{ at, sequence: seq, key, reason, version, proposalId: proposal },
          ...{ before: parameterText(key, before), after: parameterText(key, after) },
        })),
        nextCursor,
      }
    },

    'transparency.switches': async ({ query }) => {
      const asOf = core.now()
      const on = await core.read(switchesView)
      const { changes } = await upToDate(deps)
      const { items, nextCursor } = await changes.switches(query)
      return {
        items: items.map(({ at, seq, product, on: after, reason }) => ({
          at,
          sequence: seq,
          product,
          on: after,
          reason,
        })),
        nextCursor,
        switches: productNames.map((product) => ({ product, on: on[product] })),
        asOf,
      }
    },

    'transparency.chain': () => {
      const { durableSeq, stateHash } = core.status()
      const { seq, hash } = stateHash
      return { sequence: durableSeq, stateHash: { sequence: seq, hash }, rulesVersion: RULES_VERSION, asOf: core.now() }
    },
  }
}

function wireTreasury(view: TreasuryView, users: Credits, now: number) {
  const platform = Object.entries(view.platform).map(([account, amount]) => {
    const asset = account.endsWith(':LCO') ? ('LCO' as const) : ('CR' as const)
    return { account, asset, amount: formatDecimal(amount, asset === 'LCO' ? 8 : 6) }
  })
  const { week } = view
  const opensAt = view.buyback?.openedAt ?? (view.nextBuyback || nextFriday(now))
  return {
    platform,
    custody: {
      declared: formatCredits(view.declaredCustody),
      required: formatCredits(view.requiredCustody),
      surplus: formatCredits((view.declaredCustody - view.requiredCustody) as Credits),
      users: formatCredits(users),
    },
    week: {
      week: week.start || weekStart(now),
      revenue: formatCredits(week.revenue),
      cost: formatCredits(week.cost),
      unrecovered: formatCredits(week.unrecovered),
      profit: formatCredits((week.revenue - week.cost - week.unrecovered) as Credits),
      tradingFees: formatCredits((view.platform['platform:trading-fees:CR'] ?? 0) as Credits),
    },
    carriedLoss: formatCredits(view.carriedLoss),
    fund: formatCredits((view.platform['platform:ecosystem-fund:CR'] ?? 0) as Credits),
    nextClose: view.nextClose || weekStart(now) + WEEK_MS,
    nextBuyback: { opensAt, startsAt: opensAt + 12 * HOUR_MS, endsAt: opensAt + 20 * HOUR_MS },
  }
}

function nextFriday(now: number): number {
  const friday = fridayOf(now)
  return friday > now ? friday : friday + WEEK_MS
}

type WeekRow = Awaited<ReturnType<RouteDeps['history']['queries']['treasury']['weeks']>>['items'][number]

function wireWeek({ seq: _, week, closedAt, shareBps, ...amounts }: WeekRow) {
  const texts = Object.fromEntries(Object.entries(amounts).map(([name, amount]) => [name, formatCredits(amount)]))
  return { week, closedAt, shareBps, ...(texts as { readonly [K in keyof typeof amounts]: string }) }
}

function wireBuyback({ core }: RouteDeps, row: BuybackSummary): Buyback {
  const pair = pairNow(core)
  const price = (value: Credits | null) => (value === null ? null : microPriceText(value, pair))
  return {
    ...{ buybackId: row.buybackId, week: row.week, openedAt: row.openedAt, closedAt: row.closedAt, slices: row.slices },
    state: row.closedAt === null ? 'open' : 'closed',
    budget: formatCredits(row.budget),
    reference: price(row.reference),
    guard: price(row.guard),
    spent: formatCredits(row.spent),
    bought: formatLco(row.bought),
    averagePrice: row.averagePrice === null ? null : formatDecimal(row.averagePrice, 6),
    burned: formatLco(row.burned),
    toWarPool: formatLco(row.toWarPool),
  }
}
