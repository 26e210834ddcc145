/** Claims about the metrics page. */
import { describe, expect, it } from 'vitest'
import { createMetrics } from './metrics.ts'

describe('createMetrics', () => {
  it('shows what was counted, under the part that counted it', async () => {
    const metrics = createMetrics()
    metrics.http.done({ method: 'GET', route: '/api/v1/keys/:id', status: 200, seconds: 0.02 })
    metrics.core.command('order.place', 'insufficient_credits')
    metrics.core.group(64, 0.001)
    metrics.journal.synced(4_096, 0.0004)
    metrics.identity.signIn('locked')
    metrics.relay.call({
      dialect: 'openai',
      model: 'sandbox-text',
      channel: 'sandbox',
      outcome: 'stop',
      charge: 'metered',
      seconds: 1.5,
      firstTokenSeconds: 0.1,
      inputTokens: 12,
      outputTokens: 34,
      estimated: true,
    })
    const { text, contentType } = await metrics.page()
    expect(contentType).toContain('text/plain')
    expect(text).toContain('lx_http_requests_total{method="GET",route="/api/v1/keys/:id",status="200"} 1')
    expect(text).toContain('lx_core_commands_total{type="order.place",result="insufficient_credits"} 1')
    expect(text).toContain('lx_core_group_commands_sum 64')
    expect(text).toContain('lx_journal_bytes_total 4096')
    expect(text).toContain('lx_identity_sign_ins_total{result="locked"} 1')
    expect(text).toContain('lx_relay_tokens_total{direction="output",model="sandbox-text"} 34')
    expect(text).toContain('lx_relay_estimated_total{channel="sandbox"} 1')
  })

  it('counts on from one page to the next, each label by itself', async () => {
    const metrics = createMetrics()
    metrics.core.command('order.place', 'ok')
    metrics.relay.inFlight(1)
    await metrics.page()
    for (const result of ['ok', 'ok', 'no_such_order']) metrics.core.command('order.place', result)
    metrics.core.command('order.cancel', 'ok')
    metrics.relay.inFlight(1)
    metrics.relay.inFlight(-1)
    const { text } = await metrics.page()
    expect(text).toContain('lx_core_commands_total{type="order.place",result="ok"} 3')
    expect(text).toContain('lx_core_commands_total{type="order.place",result="no_such_order"} 1')
    expect(text).toContain('lx_core_commands_total{type="order.cancel",result="ok"} 1')
    expect(text).toContain('lx_relay_calls_in_flight 1')
  })

  it('reads gauges when the page is asked for, and shows none that nobody feeds', async () => {
    const metrics = createMetrics()
    expect((await metrics.page()).text).not.toMatch(/^lx_core_seq /m)
    let seq = 7
    metrics.watch({ core: () => ({ seq, durableSeq: 5, queue: 2, failed: false }) })
    metrics.watch({ history: () => ({ seq: 4, lag: 1, failed: true }), ledgerImbalance: () => ({ CREDIT: 0, LCO: 3 }) })
    seq = 8
    const { text } = await metrics.page()
    for (const line of [
      'lx_core_seq 8',
      'lx_core_durable_seq 5',
      'lx_core_failed 0',
      'lx_history_lag_commands 1',
      'lx_history_failed 1',
      'lx_ledger_imbalance{asset="LCO"} 3',
    ])
      expect(text).toContain(line)
  })

  it('keeps two instances apart', async () => {
    const [one, two] = [createMetrics(), createMetrics()]
    one.sockets.dropped('slow')
    expect((await two.page()).text).not.toContain('reason="slow"')
  })

  it('adds the process’s own figures on request', async () => {
    expect((await createMetrics({ process: true }).page()).text).toContain('lx_nodejs_eventloop_lag_seconds')
  })
})
