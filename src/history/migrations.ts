/** The schema of history, step by step. Released steps are never changed. */
import { sql } from 'kysely'
import type { Migration } from '../sql/migrate.ts'
import { callTables } from './migrations/001-calls.ts'
import { governanceTables } from './migrations/001-governance.ts'
import { launchpadTables } from './migrations/001-launchpad.ts'
import { ledgerTables } from './migrations/001-ledger.ts'
import { marginTables } from './migrations/001-margin.ts'
import { marketTables } from './migrations/001-market.ts'
import { noticeTables } from './migrations/001-notices.ts'
import { platformTables } from './migrations/001-platform.ts'
import { predictionTables } from './migrations/001-prediction.ts'
import { textTables } from './migrations/001-texts.ts'
import { trafficTables } from './migrations/001-traffic.ts'
import { warTables } from './migrations/001-wars.ts'
import { createTables } from './migrations/create-tables.ts'

export const historyMigrations: readonly Migration[] = [
  {
    name: '001-bookings-calls-traffic-market-platform',
    async up(db) {
      await createTables(db, ledgerTables)
      await createTables(db, callTables)
      await createTables(db, trafficTables)
      await createTables(db, marketTables)
      await createTables(db, platformTables)
      await createTables(db, marginTables)
      await createTables(db, predictionTables)
      await createTables(db, textTables)
      await createTables(db, noticeTables)
      await createTables(db, launchpadTables)
      await createTables(db, warTables)
      await createTables(db, governanceTables)
      await sql`create index trades_by_buyback on trades (buyback, id) where buyback is not null`.execute(db)
      await sql`insert into projection (id, seq, at) values (1, 0, 0)`.execute(db)
    },
  },
]
