/** A rig with one channel to a fake upstream of realtime sessions, and people with sessions on it. */
import type { Channel } from '../../src/relay/channels/channel.ts'
import { defaultSettings, type RealtimeSettings } from '../../src/relay/settings.ts'
import type { CallTracer } from '../../src/telemetry/traces.ts'
import { RealtimeClient, type SessionOptions, type Told } from './realtime-client.ts'
import { RealtimeUpstream } from './realtime-upstream.ts'
import { Rig, testModel } from './rig.ts'

export interface WorldOptions {
  readonly channel?: Partial<Channel>
  readonly realtime?: Partial<RealtimeSettings>
  readonly idleMs?: number
  readonly drainMs?: number
  readonly tracer?: CallTracer
}

export class RealtimeWorld {
  readonly upstream = new RealtimeUpstream()
  readonly rig: Rig

  private constructor({ channel: _channel, realtime, tracer, ...settings }: WorldOptions) {
    this.rig = new Rig({
      channels: [],
      ...(tracer && { tracer }),
      settings: { ...settings, realtime: { ...defaultSettings.realtime, beatMs: 20, settleMs: 60, ...realtime } },
    })
  }

  static async start(options: WorldOptions = {}): Promise<RealtimeWorld> {
    const world = new RealtimeWorld(options)
    await world.rig.start()
    world.rig.addChannel({
      id: 1,
      baseUrl: await world.upstream.listen(),
      speaks: ['openai.realtime'],
      models: [
        testModel({ model: 'rt', upstream: 'gpt-rt', kind: 'realtime', contextLength: 1_000, maxOutput: 100 }),
        testModel({ model: 'ear', upstream: 'gpt-ear', kind: 'transcription' }),
      ],
      ...options.channel,
    })
    return world
  }

  async opened(name: string, credits?: number, headers: SessionOptions['headers'] = {}) {
    const person = this.rig.person(name, credits === undefined ? {} : { credits })
    return { ...person, client: await RealtimeClient.open(this.rig, person.secret, { model: 'rt', headers }) }
  }

  async stop(): Promise<void> {
    this.upstream.close()
    await this.rig.stop()
  }
}

/** The world of the test that runs, with its parts; a new one takes its place. */
export let current: RealtimeWorld | undefined
export let rig: Rig
export let upstream: RealtimeUpstream

export async function world(options: WorldOptions = {}): Promise<void> {
  await current?.stop()
  current = await RealtimeWorld.start(options)
  rig = current.rig
  upstream = current.upstream
}

export async function endWorld(): Promise<void> {
  await current?.stop()
  current = undefined
}

export function codeOf(event: Told): string {
  return (event['error'] as { code: string }).code
}
