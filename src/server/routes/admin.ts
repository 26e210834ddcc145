/** /admin: overview, holds, parameters, switches, treasury, test clock, backup. People are in admin-people.ts, channels in admin-channels.ts. */
import { DAY_MS } from '../../base/calendar.ts'
import { formatCredits, formatLco } from '../../base/decimal.ts'
import { divFloor } from '../../base/math.ts'
import { BPS, type Credits, type Lco } from '../../base/money.ts'
import type { ResponseOf } from '../../contract/index.ts'
import type { Engine } from '../../engine/engine.ts'
import { isParameterKey } from '../../engine/parameters.ts'
import { cardView, marketView, openHolds, switchesView, treasuryView } from '../../engine/views.ts'
import type { ChannelMargin } from '../../history/queries/margin.ts'
import { book } from '../booking.ts'
import { historyState } from '../past.ts'
import type { RouteDeps } from '../ports.ts'
import { Refusal } from '../problem.ts'
import { creditsIn } from '../render/amounts.ts'
import { parameterText, parseParameter, wireParameter } from '../render/parameters.ts'
import type { RoutesOf } from '../request.ts'

/** Calls in flight that one answer lists. */
const MOST_HOLDS = 1000
const OVERVIEW_DAYS = 7

type AdminRoutes = Pick<
  RoutesOf<'admin'>,
  | 'admin.overview'
  | 'admin.holds'
  | 'admin.parameters.set'
  | 'admin.switches.set'
  | 'admin.treasury.fund'
  | 'admin.treasury.withdraw'
  | 'admin.upstream.settle'
  | 'admin.clock.advance'
  | 'admin.backup.create'
>

type TreasuryRoutes = RoutesOf<'admin.treasury' | 'admin.upstream'>

export function adminRoutes(deps: RouteDeps): AdminRoutes {
  const { core } = deps
  return {
    ...treasuryRoutes(deps),
    'admin.overview': ({ query }) => overview(deps, query),

    'admin.holds': async () => ({
      items: await core.read((engine) =>
        openHolds(engine, MOST_HOLDS).map(({ callId, account, keyId, amount, at }) => ({
          ...{ callId, account, keyId, since: at, hold: formatCredits(amount) },
          model: modelOfHold(engine, callId),
        })),
      ),
    }),

    'admin.parameters.set': async ({ caller, params, body, idempotency, note }) => {
      const { key } = params
      if (!isParameterKey(key)) throw new Refusal('unknown_parameter')
      const value = parseParameter(key, body.value)
      if (value === undefined) throw new Refusal('parameter_out_of_bounds')
      const input = { key, value, reason: body.reason, actor: caller.account }
      const { result, confirmed } = await book(core, { type: 'parameter.set', input, idempotency })
      const { version } = result
      const before = parameterText(key, result.before)
      note({ before, after: parameterText(key, value), command: confirmed })
      return { ...wireParameter(key, value, core.now()), before, version, ...confirmed }
    },

    'admin.switches.set': async ({ caller, params, body, idempotency, note }) => {
      if (body.confirm !== params.product)
        throw new Refusal('confirmation_mismatch', { context: { type: params.product } })
      const input = { product: params.product, on: body.on, reason: body.reason, actor: caller.account }
      const before = stateText(core.peek(switchesView)[params.product])
      const { confirmed } = await book(core, { type: 'switch.set', input, idempotency })
      note({ before, after: stateText(body.on), command: confirmed })
      return { switches: { ...(await core.read(switchesView)) }, ...confirmed }
    },

    'admin.clock.advance': async ({ body }) => {
      if (!core.status().virtualClock) throw new Refusal('clock_not_virtual')
      return core.advance(body.advanceMs)
    },

    'admin.backup.create': async ({ note }) => {
      if (!deps.backup) throw new Refusal('not_available')
      const made = await deps.backup()
      note({ target: made.name })
      return made
    },
  }
}

function treasuryRoutes({ core }: RouteDeps): TreasuryRoutes {
  return {
    'admin.treasury.fund': async ({ body, idempotency, note }) => {
      const input = { amount: creditsIn(body.amount), reason: body.reason }
      const { result, confirmed } = await book(core, { type: 'treasury.fund', input, idempotency })
      note({ command: confirmed })
      return { treasury: formatCredits(result.treasury), ...confirmed }
    },

    'admin.treasury.withdraw': async ({ body, idempotency, note }) => {
      const input = { amount: creditsIn(body.amount), reason: body.reason }
      const { result, confirmed } = await book(core, { type: 'treasury.withdraw', input, idempotency })
      note({ command: confirmed })
      return { treasury: formatCredits(result.treasury), ...confirmed }
    },

    'admin.upstream.settle': async ({ body, idempotency, note }) => {
      const input = { amount: creditsIn(body.amount), reason: body.reason }
      const { result, confirmed } = await book(core, { type: 'upstream.settle', input, idempotency })
      note({ command: confirmed })
      return { payable: formatCredits(result.payable), ...confirmed }
    },
  }
}

const stateText = (on: boolean) => (on ? 'on' : 'off')

/** The model of a call's first candidate; all its candidates serve the same one. */
function modelOfHold(engine: Engine, callId: string): string {
  const cardId = engine.state.holds.get(callId)?.cardIds[0]
  return (cardId === undefined ? undefined : cardView(engine, cardId)?.model) ?? ''
}

async function overview(
  deps: RouteDeps,
  range: { readonly from?: number | undefined; readonly to?: number | undefined },
): Promise<ResponseOf<'admin.overview'>> {
  const { core, channels, identity, instance, live } = deps
  const asOf = core.now()
  const { to = asOf + 1, from = Math.max(0, to - OVERVIEW_DAYS * DAY_MS) } = range
  const reading = await core.read((engine) => ({
    treasury: treasuryView(engine),
    market: marketView(engine, asOf),
    switches: switchesView(engine),
    holds: { open: engine.state.holds.count, total: formatCredits(engine.state.holds.total) },
    accounts: engine.state.accounts.count,
    openOrders: engine.state.market.orders.liveCount,
  }))
  await deps.history.caughtUpTo(core.status().durableSeq)
  const history = historyState(deps)
  const [margins, identities] = await Promise.all([
    deps.history.queries.margin.byChannel(from, to),
    identity.people.count(),
  ])
  const { treasury, market } = reading
  const balance = (name: string) => formatCredits((treasury.platform[name] ?? 0) as Credits)
  const { seq, durableSeq, queue, failed } = core.status()
  const recount = deps.history.recount()
  return {
    channels: margins.map((row) => wireMargin(row, channels.get(row.channel)?.name ?? null)),
    ...{ from, to, asOf },
    imbalance: {
      credits: formatCredits(treasury.imbalance.credits as Credits),
      lco: formatLco(treasury.imbalance.lco as Lco),
    },
    recount: recount && { sequence: recount.seq, at: recount.at, tookMs: recount.tookMs, fault: recount.fault },
    holds: reading.holds,
    custody: {
      declared: formatCredits(treasury.declaredCustody),
      required: formatCredits(treasury.requiredCustody),
      surplus: formatCredits((treasury.declaredCustody - treasury.requiredCustody) as Credits),
    },
    payable: balance('platform:upstream-payable:CR'),
    treasury: balance('platform:treasury:CR'),
    users: { accounts: reading.accounts, identities },
    market: {
      openOrders: reading.openOrders,
      frozen: market.frozen,
      pausedUntil: market.pausedUntil > asOf ? market.pausedUntil : null,
    },
    sequencer: { applied: seq, durable: durableSeq, queue, historySequence: history.sequence, failed },
    process: {
      uptimeMs: Math.max(0, Date.now() - instance.startedAt),
      memoryBytes: process.memoryUsage.rss(),
      sockets: live.sockets(),
    },
    history,
    switches: { ...reading.switches },
  }
}

function wireMargin(
  { channel, calls, failed, revenue, cost, unrecovered, margin }: ChannelMargin,
  name: string | null,
) {
  return {
    ...{ channelId: channel === 0 ? null : channel, name, calls, failed },
    revenue: formatCredits(revenue),
    cost: formatCredits(cost),
    unrecovered: formatCredits(unrecovered),
    margin: formatCredits(margin),
    marginBps: revenue === 0 ? null : divFloor(margin * BPS, revenue),
  }
}
