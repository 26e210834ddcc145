/** The tables that operators look at as first released; never changed afterwards. */
import type { TableShapes } from './create-tables.ts'

export const trafficTables: TableShapes = {
  traffic_hourly: {
    columns: {
      hour: 'int',
      channel: 'int',
      model: 'text',
      calls: 'int',
      failed: 'int',
      retried: 'int',
      estimated: 'int',
      quarantined: 'int',
      tokens_in: 'int',
      tokens_out: 'int',
      revenue: 'int',
      cost: 'int',
      unrecovered: 'int',
    },
    key: ['hour', 'channel', 'model'],
    clustered: true,
  },
  latency_hourly: {
    columns: { hour: 'int', channel: 'int', model: 'text', class: 'int', calls: 'int', first_tokens: 'int' },
    key: ['hour', 'channel', 'model', 'class'],
    clustered: true,
  },
  failures_hourly: {
    columns: { hour: 'int', channel: 'int', model: 'text', code: 'text', tries: 'int', told: 'int' },
    key: ['hour', 'channel', 'model', 'code'],
    clustered: true,
  },
  ways_hourly: {
    columns: { hour: 'int', model: 'text', way: 'text', calls: 'int' },
    key: ['hour', 'model', 'way'],
    clustered: true,
  },
  call_failures: {
    columns: { call: 'int', try: 'int', channel: 'int', code: 'text', status: 'int?', ms: 'int' },
    key: ['call', 'try'],
    clustered: true,
  },
}
