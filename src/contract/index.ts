/** The whole contract: every endpoint in one table, and the types of its requests and answers. */
import type { z } from 'zod'
import { accountEndpoints } from './account.ts'
import { adminEndpoints } from './admin.ts'
import { adminChannelEndpoints } from './admin-channels.ts'
import { adminGovernanceEndpoints } from './admin-governance.ts'
import { adminImportEndpoints } from './admin-imports.ts'
import { adminMarginEndpoints } from './admin-margin.ts'
import { adminOfferingEndpoints } from './admin-offerings.ts'
import { adminPeopleEndpoints } from './admin-people.ts'
import { adminPredictionEndpoints } from './admin-prediction.ts'
import { adminTrafficEndpoints } from './admin-traffic.ts'
import { auditEndpoints } from './audit.ts'
import { callEndpoints } from './calls.ts'
import type { Endpoint } from './endpoint.ts'
import { governanceEndpoints } from './governance.ts'
import { keyEndpoints } from './keys.ts'
import { ledgerEndpoints } from './ledger.ts'
import { lendingEndpoints } from './lending.ts'
import { marginEndpoints } from './margin.ts'
import { marginRecordEndpoints } from './margin-records.ts'
import { marketEndpoints } from './market.ts'
import { modelEndpoints } from './models.ts'
import { nameEndpoints } from './names.ts'
import { noticeEndpoints } from './notices.ts'
import { offeringEndpoints } from './offerings.ts'
import { orderChangeEndpoints } from './order-changes.ts'
import { orderEndpoints } from './orders.ts'
import { predictionEndpoints } from './prediction.ts'
import { runEndpoints } from './runs.ts'
import { sessionEndpoints } from './sessions.ts'
import { stakeEndpoints } from './stake.ts'
import { systemEndpoints } from './system.ts'
import { transparencyEndpoints } from './transparency.ts'
import { warEndpoints } from './wars.ts'

export const API_BASE = '/api/v1'

export const endpoints = {
  ...systemEndpoints,
  ...accountEndpoints,
  ...sessionEndpoints,
  ...nameEndpoints,
  ...ledgerEndpoints,
  ...keyEndpoints,
  ...runEndpoints,
  ...callEndpoints,
  ...modelEndpoints,
  ...stakeEndpoints,
  ...lendingEndpoints,
  ...offeringEndpoints,
  ...marginEndpoints,
  ...marginRecordEndpoints,
  ...marketEndpoints,
  ...orderEndpoints,
  ...orderChangeEndpoints,
  ...noticeEndpoints,
  ...transparencyEndpoints,
  ...adminEndpoints,
  ...auditEndpoints,
  ...adminPeopleEndpoints,
  ...adminImportEndpoints,
  ...adminChannelEndpoints,
  ...adminTrafficEndpoints,
  ...adminMarginEndpoints,
  ...warEndpoints,
  ...adminOfferingEndpoints,
  ...predictionEndpoints,
  ...adminPredictionEndpoints,
  ...governanceEndpoints,
  ...adminGovernanceEndpoints,
} as const satisfies Record<string, Endpoint>

export type Endpoints = typeof endpoints
export type EndpointId = keyof Endpoints

type SchemaOf<Id extends EndpointId, Part extends 'params' | 'query' | 'body'> = Endpoints[Id] extends {
  readonly [K in Part]: infer S extends z.ZodType
}
  ? S
  : never
type Or<T, Otherwise> = [T] extends [never] ? Otherwise : T
type Nothing = Record<string, never>

/** What an endpoint answers when it succeeds. */
export type ResponseOf<Id extends EndpointId> = z.infer<Endpoints[Id]['response']>
/** What its body is, as sent. */
export type BodyOf<Id extends EndpointId> = Or<z.input<SchemaOf<Id, 'body'>>, undefined>
/** Its query after parsing: numbers and flags, not strings; this is also what clients pass. */
export type QueryOf<Id extends EndpointId> = Or<z.output<SchemaOf<Id, 'query'>>, Nothing>
/** Its path parameters after parsing. */
export type ParamsOf<Id extends EndpointId> = Or<z.output<SchemaOf<Id, 'params'>>, Nothing>
/** One item of a list or page. */
export type ItemOf<Id extends EndpointId> =
  ResponseOf<Id> extends { readonly items: readonly (infer Item)[] } ? Item : never

/** The address of an endpoint with its path parameters filled in, e.g. pathOf('calls.get', { callId }) → /api/v1/calls/…. */
export function pathOf<Id extends EndpointId>(id: Id, params: ParamsOf<Id>): string {
  const path: string = endpoints[id].path
  const values = new Map<string, unknown>(Object.entries(params as object))
  return API_BASE + path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(values.get(name))))
}
