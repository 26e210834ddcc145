/** /margin/loans … /margin/reserve: what margin has done, from history. The account as it stands is in margin.ts. */
import { formatCredits } from '../../base/decimal.ts'
import { marginTotals } from '../../engine/views.ts'
import { pairNow } from '../booking.ts'
import { upToDate } from '../past.ts'
import type { RouteDeps } from '../ports.ts'
import { unitsText } from '../render/amounts.ts'
import { wireReserve } from '../render/margin.ts'
import { wireClose, wireLoan, wireLoss, wireNotice } from '../render/margin-records.ts'
import type { RoutesOf } from '../request.ts'

export function marginRecordRoutes(deps: RouteDeps): RoutesOf<'marginRecords'> {
  const { core } = deps
  const past = async () => (await upToDate(deps)).borrowing
  return {
    'marginRecords.loans': async ({ caller: { account }, query }) => {
      const { items, nextCursor } = await (await past()).loans({ account, ...query })
      return { items: items.map(wireLoan), nextCursor }
    },

    'marginRecords.interest': async ({ caller: { account }, query }) => {
      const days = await (await past()).interest({ account, ...query })
      return { items: days.map(({ day, asset, paid }) => ({ day, asset, paid: unitsText(asset, paid) })) }
    },

    'marginRecords.notices': async ({ caller: { account }, query }) => {
      const { items, nextCursor } = await (await past()).notices({ account, ...query })
      const pair = pairNow(core)
      return { items: items.map((notice) => wireNotice(notice, pair)), nextCursor }
    },

    'marginRecords.transfers': async ({ caller: { account }, query }) => {
      const { items, nextCursor } = await (await past()).transfers({ account, ...query })
      const rows = items.map(({ id, at, seq, direction, amount }) => ({
        ...{ transferId: id, at, sequence: seq, direction, amount: formatCredits(amount) },
      }))
      return { items: rows, nextCursor }
    },

    'marginRecords.ownCloses': async ({ caller: { account }, query }) => {
      const { items, nextCursor } = await (await past()).closes({ account, ...query })
      const pair = pairNow(core)
      return { items: items.map((close) => wireClose(close, pair)), nextCursor }
    },

    'marginRecords.closes': async ({ query }) => {
      const { items, nextCursor } = await (await past()).closes(query)
      const pair = pairNow(core)
      return { items: items.map((close) => wireClose(close, pair)), nextCursor }
    },

    'marginRecords.losses': async ({ query }) => {
      const { items, nextCursor } = await (await past()).losses(query)
      const pair = pairNow(core)
      return { items: items.map((loss) => wireLoss(loss, pair)), nextCursor }
    },

    'marginRecords.reserve': async ({ query }) => {
      const history = await past()
      const [days, notes] = await Promise.all([history.reserve(query), history.notes()])
      const asOf = core.now()
      return {
        reserve: wireReserve(await core.read((engine) => marginTotals(engine, asOf))),
        flows: days.map(({ day, asset, kind, received, paid }) => ({
          ...{ day, asset, kind, received: unitsText(asset, received), paid: unitsText(asset, paid) },
        })),
        acknowledged: notes.map(({ at, asset, reason }) => ({ at, asset, reason })),
        asOf,
      }
    },
  }
}
