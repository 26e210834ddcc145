/** Everything that can be asked of history, by resource, over one read connection. */
import type { Millis } from '../base/money.ts'
import { accountQueries } from './queries/accounts.ts'
import { borrowingQueries } from './queries/borrowing.ts'
import { callQueries } from './queries/calls.ts'
import { candleQueries } from './queries/candles.ts'
import { cardQueries } from './queries/cards.ts'
import { changeQueries } from './queries/changes.ts'
import { governanceQueries } from './queries/governance.ts'
import { launchpadQueries } from './queries/launchpad.ts'
import { ledgerQueries } from './queries/ledger.ts'
import { lendingQueries } from './queries/lending.ts'
import { marginQueries } from './queries/margin.ts'
import { noticeQueries } from './queries/notices.ts'
import { orderListQueries, preventedQueries } from './queries/order-lists.ts'
import { orderQueries } from './queries/orders.ts'
import type { Database } from './queries/page.ts'
import { predictionQueries } from './queries/prediction.ts'
import { supplyQueries } from './queries/supply.ts'
import { textQueries } from './queries/texts.ts'
import { tradeQueries } from './queries/trades.ts'
import { trafficQueries } from './queries/traffic.ts'
import { treasuryQueries } from './queries/treasury.ts'
import { usageQueries } from './queries/usage.ts'
import { warQueries } from './queries/wars.ts'

export type HistoryQueries = ReturnType<typeof createQueries>

/** Each answer holds all commands up to at least the position asked for before it. */
export function createQueries(db: Database) {
  return {
    accounts: accountQueries(db),
    calls: callQueries(db),
    borrowing: borrowingQueries(db),
    candles: candleQueries(db),
    cards: cardQueries(db),
    changes: changeQueries(db),
    launchpad: launchpadQueries(db),
    governance: governanceQueries(db),
    ledger: ledgerQueries(db),
    lending: lendingQueries(db),
    margin: marginQueries(db),
    notices: noticeQueries(db),
    orders: orderQueries(db),
    orderLists: orderListQueries(db),
    predictions: predictionQueries(db),
    prevented: preventedQueries(db),
    supply: supplyQueries(db),
    texts: textQueries(db),
    trades: tradeQueries(db),
    traffic: trafficQueries(db),
    treasury: treasuryQueries(db),
    usage: usageQueries(db),
    wars: warQueries(db),

    /** The last command whose rows can be read. */
    async position(): Promise<{ readonly seq: number; readonly at: Millis }> {
      return db.selectFrom('projection').select(['seq', 'at']).where('id', '=', 1).executeTakeFirstOrThrow()
    },
  }
}
