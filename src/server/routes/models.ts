/** /models: list price, the caller's price, and the price after mining at today's best bid. Past prices are in prices.ts, how calls ended in uptime.ts. */
import { formatDecimal, formatLco } from '../../base/decimal.ts'
import { divFloor, mulDivFloor } from '../../base/math.ts'
import { BPS, type Credits, LCO, type Lco, type Millis } from '../../base/money.ts'
import type { Model } from '../../contract/models.ts'
import type { Tier } from '../../engine/command.ts'
import type { Engine } from '../../engine/engine.ts'
import type { Pair } from '../../engine/exchange/pair.ts'
import type { Rates } from '../../engine/metering/rates.ts'
import { type ServiceRates, serviceBpsOf, serviceTiers } from '../../engine/metering/service-tiers.ts'
import { minedBy } from '../../engine/mining/emission.ts'
import type { ParameterValues } from '../../engine/parameters.ts'
import { accountView, cardView, depth, gateViews } from '../../engine/views.ts'
import type { ModelStats } from '../../history/queries/usage.ts'
import { serves } from '../../relay/channels/channel.ts'
import type { Candidate, OfferedModel } from '../../relay/ports.ts'
import { pairNow } from '../booking.ts'
import type { Caller } from '../caller.ts'
import { ifUpToDate } from '../past.ts'
import type { RouteDeps } from '../ports.ts'
import { Refusal } from '../problem.ts'
import { rateBps } from '../render/account.ts'
import { ticksText } from '../render/amounts.ts'
import { dearerRates, scaledRates, wireRates } from '../render/rates.ts'
import type { RoutesOf } from '../request.ts'

export function modelRoutes(deps: RouteDeps): Pick<RoutesOf<'models'>, 'models.list' | 'models.get'> {
  const { core, offers } = deps
  return {
    'models.list': async ({ caller }) => {
      const terms = await readTerms(deps, caller)
      const groups = groupsOf(deps, caller)
      const offered = offers.offered(groups)
      const asOf = core.now()
      const stats = await readStats(deps, offered, asOf)
      return {
        items: offered.map((model) => wireModel(deps, model, { groups, terms, stats: stats(model) })),
        tier: terms.tier,
        rateBps: rateBps(terms.tier, terms.parameters),
        lcoPerCredit: formatLco(terms.minedPerCredit),
        bestBid: terms.bestBid === null ? null : ticksText(terms.bestBid, terms.pair),
        asOf,
      }
    },

    'models.get': async ({ caller, params }) => {
      const groups = groupsOf(deps, caller)
      const offered = offers.offered(groups).find(({ model }) => model === params.model)
      if (!offered) throw new Refusal('model_not_found')
      const stats = await readStats(deps, [offered], core.now())
      return wireModel(deps, offered, { groups, terms: await readTerms(deps, caller), stats: stats(offered) })
    },
  }
}

/** Visitors see what everybody may call. */
function groupsOf({ identity }: RouteDeps, caller: Caller | undefined): readonly string[] {
  return caller ? identity.groups.of(caller.account) : []
}

const noCalls: Model['stats'] = { calls24h: 0, successBps: null, firstTokenMs: null }
const unknown: Model['stats'] = { calls24h: null, successBps: null, firstTokenMs: null }

/** Calls of the last 24 h by model; prices are told also while history can not tell these. */
async function readStats(
  deps: RouteDeps,
  offered: readonly OfferedModel[],
  asOf: Millis,
): Promise<(model: OfferedModel) => Model['stats']> {
  const history = await ifUpToDate(deps)
  if (!history) return () => unknown
  const models = offered.map(({ model }) => model)
  const stats = await history.usage.ofModels(models, asOf)
  return ({ model }) => {
    const found = stats.get(model)
    return found ? wireStats(found) : noCalls
  }
}

function wireStats({ calls24h, failed24h, firstTokenMs }: ModelStats): Model['stats'] {
  const successBps = calls24h === 0 ? null : divFloor((calls24h - failed24h) * BPS, calls24h)
  return { calls24h, successBps, firstTokenMs }
}

interface Terms {
  readonly tier: Tier
  readonly parameters: ParameterValues
  readonly pair: Pair
  readonly bestBid: Parameters<typeof ticksText>[0] | null
  /** 1e-8 LCO that 1 CR mines now. */
  readonly minedPerCredit: Lco
  /** µCR that the LCO mined by 1 CR bring at the best bid. */
  readonly backPerCredit: number
  /** As the launchpad stands for the reader. */
  readonly gateOf: (model: string) => Model['gate']
}

async function readTerms({ core }: RouteDeps, caller: Caller | undefined): Promise<Terms> {
  const now = core.now()
  const pair = pairNow(core)
  return core.read((engine) => {
    const view = caller && accountView(engine, caller.account, now)
    const bestBid = depth(engine, 1).bids[0]?.[0] ?? null
    const minedPerCredit = engine.state.switches.mining
      ? minedBy(engine.state.mining.x, 1_000_000 as Credits)
      : (0 as Lco)
    return {
      tier: view?.stake.tier ?? 'lv1',
      parameters: { ...engine.state.parameters },
      pair,
      bestBid,
      minedPerCredit,
      backPerCredit: mulDivFloor(minedPerCredit, (bestBid ?? 0) * pair.tickMicro, LCO),
      gateOf: gatesFor(engine, caller),
    }
  })
}

/** By model, read at once: what is told of one answer belongs together. */
function gatesFor(engine: Engine, caller: Caller | undefined): Terms['gateOf'] {
  const gates = gateViews(engine, caller?.account)
  return (model) => {
    const gate = gates.get(model)
    return gate ? { offeringId: gate.offering, phase: gate.phase, open: gate.open } : null
  }
}

interface ReaderTerms {
  /** Of the reader's account. */
  readonly groups: readonly string[]
  readonly terms: Terms
  readonly stats: Model['stats']
}

function wireModel(deps: RouteDeps, offered: OfferedModel, { groups, terms, stats }: ReaderTerms): Model {
  const candidates = deps.offers
    .candidates(offered.model, offered.kind)
    .filter(({ channel }) => serves(channel, groups))
  const eligible = candidates.some(({ card }) => mines(deps, card))
  const yours = dearestAt(candidates, terms)
  return {
    model: offered.model,
    kind: offered.kind,
    vendor: offered.provider,
    contextLength: offered.contextLength,
    list: wireRates(offered.list),
    yours: wireRates(yours),
    whale: wireRates(dearestAt(candidates, { ...terms, tier: 'whale' })),
    net: netRates(yours, eligible ? terms.backPerCredit : 0),
    services: dearestServices(candidates.map(({ card }) => card.services)),
    eligible,
    available: candidates.length > 0,
    gate: terms.gateOf(offered.model),
    sandbox: offered.sandbox,
    stats,
  }
}

function mines({ core }: RouteDeps, { cardId, cost }: Candidate['card']): boolean {
  const marked = core.peek((engine) => cardView(engine, cardId)?.eligible) ?? false
  return marked || cost.tiers.some(({ rates }) => rates.some((rate) => rate > 0))
}

/** What the dearest of the channels costs at a tier. */
function dearestAt(candidates: readonly Candidate[], terms: Terms): Rates {
  return candidates.map(({ card }) => priceAt(card, terms)).reduce(dearerRates, { tiers: [] })
}

/** Of every service tier that some channel has a price for, the dearest; a channel without one takes the standard price. */
function dearestServices(cards: readonly ServiceRates[]): ServiceRates {
  const priced = serviceTiers.filter((tier) => tier !== 'standard' && cards.some((card) => card[tier] !== undefined))
  return Object.fromEntries(priced.map((tier) => [tier, Math.max(...cards.map((card) => serviceBpsOf(card, tier)))]))
}

/** Rates as docs/concepts/economy.md §4 charges them, bucket by bucket: share of list, never below cost with surcharge; Whale pays the latter. */
function priceAt({ list, cost }: Candidate['card'], { tier, parameters }: Terms): Rates {
  const floor = scaledRates(cost, BPS + parameters['price.surcharge'])
  const share = rateBps(tier, parameters)
  return share === null ? floor : dearerRates(scaledRates(list, share), floor)
}

/** Each rate less what it brings back, rounded down; below zero when mining brings more than the call costs. */
function netRates({ tiers }: Rates, backPerCredit: number): Model['net'] {
  const net = (text: string): string => {
    const rate = BigInt(text.replace('.', ''))
    const back = (rate * BigInt(backPerCredit)) / 1_000_000n
    return formatDecimal(Number(rate - back), 12)
  }
  return wireRates({ tiers }).map(({ from, rates }) => ({
    from,
    rates: Object.fromEntries(Object.entries(rates).map(([bucket, text]) => [bucket, net(text)])),
  }))
}
