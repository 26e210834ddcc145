/** All routes of the contract in one table. */
import type { RouteDeps } from '../ports.ts'
import type { Routes } from '../request.ts'
import { accountRoutes } from './account.ts'
import { adminRoutes } from './admin.ts'
import { adminChannelRoutes } from './admin-channels.ts'
import { adminImportRoutes } from './admin-imports.ts'
import { adminMarginRoutes } from './admin-margin.ts'
import { adminOfferingRoutes } from './admin-offerings.ts'
import { adminPeopleRoutes } from './admin-people.ts'
import { adminPredictionRoutes } from './admin-predictions.ts'
import { adminTrafficRoutes } from './admin-traffic.ts'
import { auditRoutes } from './audit.ts'
import { callRoutes } from './calls.ts'
import { governanceRoutes } from './governance.ts'
import { keyRoutes } from './keys.ts'
import { lendingRoutes } from './lending.ts'
import { marginRoutes } from './margin.ts'
import { marginRecordRoutes } from './margin-records.ts'
import { marketRoutes } from './market.ts'
import { modelRoutes } from './models.ts'
import { nameRoutes } from './names.ts'
import { noticeRoutes } from './notices.ts'
import { offeringRoutes } from './offerings.ts'
import { orderRoutes } from './orders.ts'
import { predictionRoutes } from './predictions.ts'
import { priceRoutes } from './prices.ts'
import { rankingRoutes } from './rankings.ts'
import { runRoutes } from './runs.ts'
import { sessionRoutes } from './sessions.ts'
import { stakeRoutes } from './stake.ts'
import { systemRoutes } from './system.ts'
import { transparencyRoutes } from './transparency.ts'
import { uptimeRoutes } from './uptime.ts'
import { warRoutes } from './wars.ts'

export function createRoutes(deps: RouteDeps): Routes {
  return {
    ...systemRoutes(deps),
    ...accountRoutes(deps),
    ...sessionRoutes(deps),
    ...nameRoutes(deps),
    ...callRoutes(deps),
    ...keyRoutes(deps),
    ...runRoutes(deps),
    ...modelRoutes(deps),
    ...priceRoutes(deps),
    ...uptimeRoutes(deps),
    ...rankingRoutes(deps),
    ...stakeRoutes(deps),
    ...lendingRoutes(deps),
    ...offeringRoutes(deps),
    ...marginRoutes(deps),
    ...marginRecordRoutes(deps),
    ...marketRoutes(deps),
    ...orderRoutes(deps),
    ...noticeRoutes(deps),
    ...transparencyRoutes(deps),
    ...adminRoutes(deps),
    ...adminPeopleRoutes(deps),
    ...adminImportRoutes(deps),
    ...auditRoutes(deps),
    ...adminChannelRoutes(deps),
    ...adminTrafficRoutes(deps),
    ...adminMarginRoutes(deps),
    ...warRoutes(deps),
    ...adminOfferingRoutes(deps),
    ...predictionRoutes(deps),
    ...adminPredictionRoutes(deps),
    ...governanceRoutes(deps),
  }
}
