/** /admin/traffic, ways, calls, quarantine, alerts: what operators see of calls. */
import { DAY_MS } from '../../base/calendar.ts'
import { formatCredits } from '../../base/decimal.ts'
import { divFloor } from '../../base/math.ts'
import { BPS } from '../../base/money.ts'
import type { QuarantinedCall, Traffic, Alert as WireAlert, Way as WireWay } from '../../contract/admin-traffic.ts'
import type { ItemOf } from '../../contract/index.ts'
import { PAGE_LIMIT } from '../../contract/values.ts'
import type { AccountId } from '../../engine/ledger/chart.ts'
import type { CallRecord } from '../../history/queries/calls.ts'
import type { TrafficGroup, TrafficSums, Way } from '../../history/queries/traffic.ts'
import type { Alert } from '../../relay/watch/alerts.ts'
import type { Evidence } from '../../relay/watch/quarantine.ts'
import { upToDate } from '../past.ts'
import type { RouteDeps } from '../ports.ts'
import { Refusal } from '../problem.ts'
import { picoCeilText } from '../render/amounts.ts'
import { wireCall } from '../render/history.ts'
import type { RoutesOf } from '../request.ts'

const DEFAULT_DAYS = 7
const MOST_DAYS = 400
/** Calls that are looked through for open ones in one answer. */
const MOST_LOOKED = 2_000

type TrafficRoutes = Pick<
  RoutesOf<'admin'>,
  | 'admin.traffic'
  | 'admin.ways'
  | 'admin.calls'
  | 'admin.quarantine.list'
  | 'admin.quarantine.review'
  | 'admin.alerts.list'
  | 'admin.alerts.acknowledge'
>

interface Asked {
  readonly from?: number | undefined
  readonly to?: number | undefined
  readonly channelId?: number | undefined
  readonly model?: string | undefined
}

export function adminTrafficRoutes(deps: RouteDeps): TrafficRoutes {
  const { core, channels } = deps
  const nameOf = (channel: number): string | null => channels.get(channel)?.name ?? null
  const filterOf = ({ to = core.now() + 1, from = Math.max(0, to - DEFAULT_DAYS * DAY_MS), ...rest }: Asked) => ({
    ...{ from, to, model: rest.model },
    ...(rest.channelId === undefined ? {} : { channel: rest.channelId }),
  })
  return {
    ...quarantineRoutes(deps),
    ...alertRoutes(deps),

    'admin.traffic': async ({ query }) => {
      const { traffic } = await upToDate(deps)
      const { by = 'channel' } = query
      const filter = filterOf(query)
      const { items, total } = await traffic.of({ ...filter, by })
      const { from, to } = filter
      return { by, from, to, items: items.map((group) => wireTraffic(group, nameOf)), total: wireSums(total) }
    },

    'admin.ways': async ({ query }) => {
      const { traffic } = await upToDate(deps)
      return { items: (await traffic.ways(filterOf(query))).map((way) => wireWay(way, nameOf)) }
    },

    'admin.calls': async ({ query }) => {
      const { calls } = await upToDate(deps)
      const { channelId, account, retried, format: _, ...filter } = query
      const page = await calls.list({
        ...filter,
        ...(channelId === undefined ? {} : { channel: channelId }),
        ...(account === undefined ? {} : { account: account as AccountId }),
        ...(retried ? { retried } : {}),
      })
      return { items: page.items.map((call) => wireOperatorCall(call, nameOf)), nextCursor: page.nextCursor }
    },
  }
}

type QuarantineRoutes = Pick<TrafficRoutes, 'admin.quarantine.list' | 'admin.quarantine.review'>

function quarantineRoutes(deps: RouteDeps): QuarantineRoutes {
  const { core, channels, quarantine } = deps
  const nameOf = (channel: number): string | null => channels.get(channel)?.name ?? null
  return {
    'admin.quarantine.list': async ({ query }) => {
      const { calls, traffic } = await upToDate(deps)
      const { limit = PAGE_LIMIT, open = false, channelId, ...rest } = query
      const filter = { ...rest, ...(channelId === undefined ? {} : { channel: channelId }), quarantined: true as const }
      const items: QuarantinedCall[] = []
      let cursor = query.cursor
      let looked = 0
      do {
        // One at a time once few are missing, so that a page ends where its last item is.
        const page = await calls.list({ ...filter, cursor, limit: limit - items.length })
        const evidence = await quarantine.of(page.items.map(({ callId }) => callId))
        for (const call of page.items) {
          const found = evidence.get(call.callId)
          if (!open || !found?.review) items.push(wireQuarantined(call, { evidence: found, nameOf }))
        }
        looked += page.items.length
        cursor = page.nextCursor ?? undefined
      } while (cursor !== undefined && items.length < limit && looked < MOST_LOOKED)
      const from = Math.max(0, core.now() - MOST_DAYS * DAY_MS)
      const { total } = await traffic.of({ from, to: core.now() + 1, by: 'day' })
      const reviewed = await quarantine.reviewed()
      return { items, nextCursor: cursor ?? null, open: Math.max(0, total.quarantined - reviewed) }
    },

    'admin.quarantine.review': async ({ caller, params, body, note }) => {
      const { calls } = await upToDate(deps)
      const found = await calls.byId(params.callId)
      if (!found?.call.quarantined) throw new Refusal('call_not_found')
      const before = (await quarantine.of([params.callId])).get(params.callId)
      await quarantine.review(params.callId, { by: caller.account, note: body.note ?? null })
      note({ before: before?.review ? 'reviewed' : 'open', after: 'reviewed' })
      const evidence = (await quarantine.of([params.callId])).get(params.callId)
      return wireQuarantined(found.call, { evidence, nameOf })
    },
  }
}

type AlertRoutes = Pick<TrafficRoutes, 'admin.alerts.list' | 'admin.alerts.acknowledge'>

function alertRoutes({ alerts }: RouteDeps): AlertRoutes {
  return {
    'admin.alerts.list': async ({ query }) => {
      const ended = query.ended ? await alerts.ended() : []
      return { items: [...alerts.firing(), ...ended].map(wireAlert) }
    },

    'admin.alerts.acknowledge': async ({ caller, params, body, note }) => {
      const alert = await alerts.acknowledge(params.alertId, { by: caller.account, note: body.note ?? null })
      if (!alert) throw new Refusal('alert_not_found')
      note({ target: `${params.alertId} ${alert.rule} ${alert.subject}`.trim() })
      return wireAlert(alert)
    },
  }
}

type NameOf = (channel: number) => string | null

function wireTraffic({ channel, model, at, ...sums }: TrafficGroup, nameOf: NameOf): Traffic {
  const channelId = channel || null
  const channelName = channelId === null ? null : nameOf(channelId)
  return { channelId, channelName, model, at, ...wireSums(sums) }
}

function wireSums(sums: TrafficSums) {
  const { calls, failed, retried, estimated, quarantined, failures, latencyMs, firstTokenMs, revenue, margin } = sums
  return {
    ...{ calls, failed, retried, estimated, quarantined },
    failedTries: failures.reduce((sum, { tries }) => sum + tries, 0),
    failures: failures.map((failure) => ({ ...failure })),
    ...{ latencyMs, firstTokenMs },
    revenue: formatCredits(revenue),
    cost: formatCredits(sums.cost),
    unrecovered: formatCredits(sums.unrecovered),
    margin: formatCredits(margin),
    marginBps: revenue === 0 ? null : divFloor(margin * BPS, revenue),
  }
}

function wireWay({ model, steps, calls }: Way, nameOf: NameOf): WireWay {
  const named = steps.map(({ channel, code }) => ({ channelId: channel, channelName: nameOf(channel), code }))
  return { model, calls, steps: named, delivered: steps.at(-1)?.code === null }
}

function wireOperatorCall(call: CallRecord, nameOf: NameOf): ItemOf<'admin.calls'> {
  return {
    ...wireCall(call, null),
    account: call.account,
    channelId: call.channel,
    channelName: call.channel === null ? null : nameOf(call.channel),
    quarantined: call.quarantined,
    cost: picoCeilText(BigInt(call.cost)),
    failures: call.failures.map(({ channel, code, status, ms }) => ({
      ...{ channelId: channel, channelName: nameOf(channel), code, status, ms },
    })),
  }
}

interface Found {
  readonly evidence: Evidence | undefined
  readonly nameOf: NameOf
}

function wireQuarantined(call: CallRecord, { evidence, nameOf }: Found): QuarantinedCall {
  const { reported = null, review = null } = evidence ?? {}
  return { ...wireOperatorCall(call, nameOf), reported, review }
}

function wireAlert({ id, channel, ...alert }: Alert): WireAlert {
  const { rule, severity, subject, model, value, limit, since, lastAt, endedAt, acknowledged } = alert
  return {
    ...{ alertId: id, rule, severity, subject, channelId: channel, model, value, limit },
    ...{ since, lastAt, endedAt, acknowledged },
  }
}
