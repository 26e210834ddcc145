/** SIGTERM under load: what runs is finished, what was acknowledged is there after the next start, what comes too late is told so. */
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, describe, expect, it } from 'vitest'
import { ServerProcess, temporaryDir } from '../server-process.ts'
import { billOf } from './caller.ts'
import { balanced, expectOwnSums, micro, Town } from './people.ts'

const dir = temporaryDir()
afterAll(() => dir.remove())

describe('a server that is told to end under load', () => {
  it('finishes running streams, loses nothing acknowledged, exits with 0 and takes no stranger’s folder', async () => {
    const server = await ServerProcess.start({ dataDir: dir.path })
    const town = await Town.of(server)
    const ann = await town.person('ann', '90')
    await expect(ServerProcess.start({ dataDir: dir.path })).rejects.toThrow(/ended with 1:[\s\S]*in use|another/i)
    const acknowledged: string[] = []
    const refused = new Set<string>()
    let ended = false
    const place = async (worker: number): Promise<void> => {
      for (let i = 0; !ended; i++) {
        const clientOrderId = `w${worker}-${i}`
        const body = { type: 'limit', side: 'buy', price: '0.01000', quantity: '100', clientOrderId }
        const answer = await ann.caller.post('/api/v1/orders', body).catch(() => undefined)
        if (!answer) return
        if (answer.status === 201) acknowledged.push(clientOrderId)
        else refused.add(answer.code ?? String(answer.status))
        await ann.caller.send(`/api/v1/orders/client:${clientOrderId}`, { method: 'DELETE' }).catch(() => undefined)
      }
    }
    const workers = [0, 1, 2].map(place)
    const more = { max_tokens: 60, stream: true }
    const streams = Array.from({ length: 8 }, () => ann.caller.chat('!slow 25 !long 200 Finish this', more))
    while (acknowledged.length <= 5) await sleep(20)
    await sleep(200)
    const code = server.stop()
    const answers = await Promise.all(streams)
    expect(await code).toBe(0)
    ended = true
    await Promise.all(workers)
    for (const { text } of answers) expect(text.trimEnd().endsWith('data: [DONE]'), text.slice(-200)).toBe(true)
    expect([...refused].filter((name) => !['maintenance', 'core_stopped'].includes(name))).toEqual([])
    const next = await ServerProcess.start({ dataDir: dir.path })
    try {
      const visitor = ann.visitor.at(next.url)
      for (const id of acknowledged) await visitor.call('orders.get', { params: { orderId: `client:${id}` } })
      const { items } = await visitor.call('calls.list', { query: { limit: 200 } })
      const charged = new Map(items.map(({ callId, charged }) => [callId, charged]))
      for (const bill of answers.map(billOf)) expect(charged.get(bill?.callId ?? '')).toBe(bill?.cost)
      await expectOwnSums({ ...ann, visitor })
      expect(micro((await visitor.call('me.balances', {})).credits.hold)).toBe(0)
      expect(await (await Town.of(next)).imbalance()).toEqual(balanced)
    } finally {
      expect(await next.stop()).toBe(0)
    }
  })
})
