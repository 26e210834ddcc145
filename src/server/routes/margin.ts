/** /margin: the own account, its loans and collateral, quotes, the public ladder and limits. Closing a position is close-position.ts. */
import { formatLco } from '../../base/decimal.ts'
import { MARGIN_TERMS, type MarginAccount, type MarginLadderRow } from '../../contract/margin.ts'
import { pairOf } from '../../engine/exchange/pair.ts'
import type { AccountId } from '../../engine/ledger/chart.ts'
import { Rejection } from '../../engine/rejections.ts'
import { marginLadder, marginTotals, marginView, quoteMargin } from '../../engine/views.ts'
import type { Core } from '../../sequencer/core.ts'
import { book, pairNow } from '../booking.ts'
import type { RouteDeps } from '../ports.ts'
import { Refusal, refusalOf } from '../problem.ts'
import { creditsIn, ticksText, unitsIn, unitsText } from '../render/amounts.ts'
import { marginChange, wireLadderRow, wireMargin, wireMarginQuote } from '../render/margin.ts'
import type { RoutesOf } from '../request.ts'
import { closePosition } from './close-position.ts'

/** The ladder is worked out again when it is so old, whoever asks; or so many times as old as that takes: 1 % of the thread at most. */
const LADDER_MS = 1_000
const LADDER_SHARE = 100
const LADDER_ROWS = 500
const LADDER_PAGE = 100

export function marginRoutes(deps: RouteDeps): RoutesOf<'margin'> {
  const { core } = deps
  const ladder = openLadder(core)
  return {
    'margin.get': async ({ caller }) => {
      const asOf = core.now()
      return { account: (await readMargin(core, caller.account)) ?? null, asOf }
    },

    'margin.limits': () => readLimits(core),

    'margin.open': async ({ caller: { account }, body: { terms }, idempotency }) => {
      const { confirmed } = await book(core, { type: 'margin.open', input: { account, terms }, idempotency })
      return { account: await openMargin(core, account), ...confirmed }
    },

    'margin.transfer': async ({ caller: { account }, body: { direction, amount }, idempotency }) => {
      const input = { account, direction, amount: creditsIn(amount) }
      const { confirmed } = await book(core, { type: 'margin.transfer', input, idempotency })
      return { account: await openMargin(core, account), ...confirmed }
    },

    'margin.borrow': async ({ caller: { account }, body: { asset, amount }, idempotency }) => {
      const input = { account, asset, amount: unitsIn(asset, amount) }
      const { confirmed } = await book(core, { type: 'margin.borrow', input, idempotency })
      return { account: await openMargin(core, account), ...confirmed }
    },

    'margin.repay': async ({ caller: { account }, body: { asset, amount }, idempotency }) => {
      const input = { account, asset, amount: amount === null ? null : unitsIn(asset, amount) }
      const { result, confirmed } = await book(core, { type: 'margin.repay', input, idempotency })
      const [repaid, interest] = [unitsText(asset, result.repaid), unitsText(asset, result.interest)]
      return { account: await openMargin(core, account), repaid, interest, ...confirmed }
    },

    'margin.close': async ({ caller: { account } }) => {
      const closed = await closePosition(core, account)
      return { ...closed, account: await openMargin(core, account) }
    },

    'margin.quote': async ({ caller, body }) => {
      const pair = pairNow(core)
      const change = marginChange(body, caller.account, pair)
      if (typeof change === 'string') throw new Refusal(change)
      const asOf = core.now()
      const quote = await core.read((engine) => quoteMargin(engine, change, asOf))
      if (quote instanceof Rejection) throw refusalOf(quote)
      return { ...wireMarginQuote(quote, pair), asOf }
    },

    'margin.ladder': async ({ query: { limit = LADDER_PAGE } }) => {
      const { items, ...rest } = await ladder()
      return { items: items.slice(0, limit), ...rest }
    },
  }
}

async function readMargin(core: Core, account: AccountId): Promise<MarginAccount | undefined> {
  const now = core.now()
  return core.read((engine) => {
    const { parameters } = engine.state
    const view = marginView(engine, account, now)
    return view && wireMargin(view, { parameters, pair: pairOf(parameters['market.pair']) })
  })
}

/** As it stands after a command, and whatever has happened since. Throws margin_not_open. */
async function openMargin(core: Core, account: AccountId): Promise<MarginAccount> {
  const found = await readMargin(core, account)
  if (!found) throw new Refusal('margin_not_open')
  return found
}

async function readLimits(core: Core) {
  const asOf = core.now()
  return core.read((engine) => {
    const { parameters: p, market, switches } = engine.state
    const { lco, lendsFrom } = marginTotals(engine, asOf)
    const { price, live } = market.mark
    return {
      terms: MARGIN_TERMS,
      borrowing: switches.borrowing,
      mark: price === null ? null : ticksText(price, pairOf(p['market.pair'])),
      ...{ live, lendsFrom },
      leverageBps: p['margin.leverage'],
      outLevelBps: p['margin.outLevel'],
      callLevelBps: p['margin.callLevel'],
      closeLevelBps: p['margin.closeLevel'],
      targetLevelBps: p['margin.targetLevel'],
      penaltyBps: p['margin.penalty'],
      depthShareBps: p['margin.depthShare'],
      lco: {
        circulating: formatLco(lco.circulating),
        cap: formatLco(lco.total),
        accountCap: formatLco(lco.account),
        lent: formatLco(lco.lent),
        shareBps: p['margin.lcoShare'],
        accountShareBps: p['margin.accountShare'],
      },
      asOf,
    }
  })
}

interface Ladder {
  readonly items: readonly MarginLadderRow[]
  readonly mark: string | null
  readonly owing: number
  readonly closing: number
  readonly asOf: number
}

/** Anybody may ask for it and it costs as much as there are debts: it is worked out once for all. */
function openLadder(core: Core): () => Promise<Ladder> {
  let kept: Promise<Ladder> | undefined
  let keptAt = Number.NEGATIVE_INFINITY
  let keepMs = LADDER_MS
  return () => {
    const asOf = core.now()
    if (kept && asOf - keptAt < keepMs && asOf >= keptAt) return kept
    keptAt = asOf
    kept = core.read((engine) => {
      const begun = performance.now()
      const pair = pairOf(engine.state.parameters['market.pair'])
      const { price } = engine.state.market.mark
      const rows = marginLadder(engine, asOf, { limit: LADDER_ROWS })
      const { owing, closing } = marginTotals(engine, asOf)
      const items = rows.map((row, index) => wireLadderRow(row, index + 1, pair))
      keepMs = Math.max(LADDER_MS, LADDER_SHARE * (performance.now() - begun))
      return { items, mark: price === null ? null : ticksText(price, pair), owing, closing, asOf }
    })
    kept.catch(() => {
      kept = undefined
    })
    return kept
  }
}
