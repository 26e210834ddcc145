/** A rig with one upstream of videos that a test writes the lines of; nobody asks it but the test, unless told otherwise. */
import { flatRates } from '../../src/engine/metering/rates.ts'
import type { Channel } from '../../src/relay/channels/channel.ts'
import { defaultSettings, type RelaySettings } from '../../src/relay/settings.ts'
import type { CallTracer } from '../../src/telemetry/traces.ts'
import { Rig, testModel } from './rig.ts'
import { type Script, sendJson } from './upstream.ts'

/** 1 µCR a millisecond; list is twice that. */
export const filmCost = flatRates({ milliseconds: 1_000_000 })
export const oneFilm = {
  speaks: ['openai.videos'] as const,
  models: [testModel({ model: 'film', upstream: 'sora', kind: 'video' })],
}
export const SHOT = { model: 'film', prompt: 'A quiet street', seconds: '4' } as const

export async function filmRig(
  waits: Partial<RelaySettings['videos']> = {},
  change: Partial<Channel> = {},
  tracer?: CallTracer,
): Promise<Rig> {
  const videos = { ...defaultSettings.videos, pollMs: 3_600_000, gapMs: 0, askMs: 80, ...waits }
  const rig = await new Rig({ channels: [], settings: { videos }, ...(tracer && { tracer }) }).start()
  rig.addChannel({ id: 1, baseUrl: rig.upstreamUrl, priority: 1, ...oneFilm, ...change }, filmCost)
  return rig
}

export function video(more: object = {}): object {
  return { id: 'up_1', object: 'video', status: 'queued', progress: 0, seconds: '4', ...more }
}

/** Takes every job, and says this of it afterwards; the last again and again. */
export function says(...looks: readonly object[]): Script {
  let asked = 0
  return (request, response) => {
    if (request.method === 'POST') return sendJson(response, 200, video())
    if (request.method === 'GET') asked++
    sendJson(response, 200, video(looks[Math.max(0, asked - 1)] ?? looks.at(-1)))
  }
}
