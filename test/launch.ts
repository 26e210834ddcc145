/** A running server with a scarce model and holders of Lv3 for tests of the launchpad through public interfaces. */
import { admin, ServerProcess, Visitor } from './server-process.ts'

export const HOUR = 3_600_000
export const DAY = 24 * HOUR
/** A Monday. */
export const START = '2026-01-05T00:00:00Z'
export const SCARCE = 'sandbox-scarce-chat'
/** 1,000 CR a call: one mines enough for Lv3. */
const DEAR = 'sandbox-chat-large'

export class Launch {
  readonly server: ServerProcess
  readonly operator: Visitor

  private constructor(server: ServerProcess, operator: Visitor) {
    this.server = server
    this.operator = operator
  }

  /** The scarce model costs 10 CR a call at list. */
  static async open(dataDir: string): Promise<Launch> {
    const server = await ServerProcess.start({ dataDir, clock: START })
    const operator = await new Visitor(server.url).signIn(admin)
    const launch = new Launch(server, operator)
    const [channel] = (await operator.call('admin.channels.list', {})).items
    for (const [model, cost, list] of [
      [SCARCE, '6', '10'],
      [DEAR, '600', '1000'],
    ] as const)
      await operator.call('admin.models.publish', {
        body: {
          ...{ channelId: channel?.channelId ?? 0, model },
          ...{ cost: [{ from: 0, rates: { calls: cost } }], list: [{ from: 0, rates: { calls: list } }] },
        },
      })
    // Weeks pass here: a mark a minute is enough.
    for (const [key, value] of [
      ['faucet.dailyCap', '5000'],
      ['mark.interval', '60000'],
    ] as const)
      await operator.call('admin.parameters.set', { params: { key }, body: { value, reason: 'a launch in a test' } })
    return launch
  }

  /** Has 10,000 LCO staked; Lv3 a day later. With the secret of a key. */
  async holder(name: string): Promise<{ readonly visitor: Visitor; readonly key: string }> {
    const visitor = await new Visitor(this.server.url).signUp(name)
    await visitor.call('faucet.draw', { body: { amount: '2000' } })
    const { secret: key } = await visitor.call('keys.create', { body: { name: 'launch', scopes: ['relay', 'read'] } })
    const mined = await this.chat(key, DEAR)
    if (mined.status !== 200) throw new Error(`no coins: ${await mined.text()}`)
    await visitor.call('stake.add', { body: { amount: '10000' } })
    return { visitor, key }
  }

  async pass(ms: number): Promise<void> {
    await this.operator.call('admin.clock.advance', { body: { advanceMs: ms } })
  }

  async now(): Promise<number> {
    return (await this.operator.call('status.get', {})).now
  }

  /** An offering whose window begins in a day. */
  async announce(total: string): Promise<number> {
    const subscribeFrom = (await this.now()) + DAY
    const { offeringId } = await this.operator.call('admin.offerings.announce', {
      body: { model: SCARCE, total, subscribeFrom },
    })
    return offeringId
  }

  chat(key: string, model = SCARCE): Promise<Response> {
    return this.post('/v1/chat/completions', key, { model, max_tokens: 5, messages: hello })
  }

  post(path: string, key: string, body: unknown): Promise<Response> {
    return fetch(this.server.url + path, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  }
}

export const hello = [{ role: 'user', content: 'Hi' }]
