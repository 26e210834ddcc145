/** /admin/margin: who is how near to being closed, also at another mark; taking note of losses. */
import { formatCredits } from '../../base/decimal.ts'
import { clamp, mulDivFloor } from '../../base/math.ts'
import { BPS, type Credits, type Ticks } from '../../base/money.ts'
import type { ResponseOf } from '../../contract/index.ts'
import { poolAssets } from '../../contract/lending.ts'
import type { Engine } from '../../engine/engine.ts'
import { MAX_PRICE } from '../../engine/exchange/book/types.ts'
import { pairOf } from '../../engine/exchange/pair.ts'
import { type LadderRow, marginLadder, marginTotals, poolView } from '../../engine/views.ts'
import { book } from '../booking.ts'
import type { RouteDeps } from '../ports.ts'
import { Refusal } from '../problem.ts'
import { ticksText, unitsText } from '../render/amounts.ts'
import { wireAtRisk, wireReserve } from '../render/margin.ts'
import type { RoutesOf } from '../request.ts'

const ROWS = 200

export function adminMarginRoutes({ core }: RouteDeps): RoutesOf<'admin.margin'> {
  return {
    'admin.margin.get': async ({ query: { stressBps = 0, limit = ROWS } }) => {
      const asOf = core.now()
      return core.read((engine) => readRisk(engine, asOf, { stressBps, limit }))
    },

    'admin.margin.acknowledge': async ({ caller, body: { asset, reason, confirm }, idempotency, note }) => {
      if (confirm !== asset) throw new Refusal('confirmation_mismatch', { context: { type: asset } })
      const input = { asset, reason, actor: caller.account }
      const { confirmed } = await book(core, { type: 'margin.acknowledge', input, idempotency })
      note({ before: 'stopped', after: 'lends', command: confirmed })
      return { asset, stopped: false, ...confirmed }
    },
  }
}

type Asked = { readonly stressBps: number; readonly limit: number }
type AsOf = ReturnType<RouteDeps['core']['now']>

function readRisk(engine: Engine, asOf: AsOf, { stressBps, limit }: Asked): ResponseOf<'admin.margin.get'> {
  const { parameters: p, market } = engine.state
  const { price: mark, live } = market.mark
  const pair = pairOf(p['market.pair'])
  const at = mark === null ? null : (clamp(mulDivFloor(mark, BPS + stressBps, BPS), 1, MAX_PRICE) as Ticks)
  const text = (price: Ticks | null) => (price === null ? null : ticksText(price, pair))
  const rows = marginLadder(engine, asOf, { limit: Number.POSITIVE_INFINITY, ...(at === null ? {} : { price: at }) })
  const totals = marginTotals(engine, asOf)
  return {
    items: rows.slice(0, limit).map((row) => wireAtRisk(row, pair)),
    ...{ mark: text(mark), live, price: text(at) },
    called: under(rows, p['margin.callLevel']),
    closing: under(rows, p['margin.closeLevel']),
    bankrupt: under(rows, BPS),
    shortfall: formatCredits(shortfallOf(rows)),
    owing: rows.length,
    reserve: wireReserve(totals),
    lent: poolAssets.map((asset) => {
      const { lent, stopped } = poolView(engine, asset, asOf)
      return { asset, amount: unitsText(asset, lent), stopped }
    }),
    asOf,
  }
}

function under(rows: readonly LadderRow[], levelBps: number): number {
  return rows.filter((row) => row.levelBps !== null && row.levelBps < levelBps).length
}

function shortfallOf(rows: readonly LadderRow[]): Credits {
  let sum = 0
  for (const { equity } of rows) if (equity < 0) sum -= equity
  return Math.min(sum, Number.MAX_SAFE_INTEGER) as Credits
}
