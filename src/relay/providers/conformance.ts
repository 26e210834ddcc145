/** What every provider must do, whatever it talks to. Run over the registry in conformance.test.ts. */
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { Channel } from '../channels/channel.ts'
import type { Problem } from '../problem.ts'
import type { Provider, UpstreamControl, UpstreamRequest, UpstreamSink } from './provider.ts'

export interface ProviderRig {
  readonly provider: Provider
  /** A channel of this provider that answers chat completions for `model`. */
  readonly channel: Channel
  readonly model: string
  /** Of a request; a chat completion where left out. */
  readonly body?: (prompt: string, stream: boolean) => unknown
  /** A prompt whose stream breaks off after some content. */
  readonly cutPrompt: string
  /** A prompt whose stream is long enough to be paused and aborted, some hundred frames. */
  readonly longPrompt: string
}

type Call = 'head' | 'data' | 'end' | 'fail'

class Recorder implements UpstreamSink {
  readonly calls: Call[] = []
  status = 0
  text = ''
  problem: Problem | undefined
  onData: (() => void) | undefined

  head(status: number): void {
    this.calls.push('head')
    this.status = status
  }
  data(chunk: Buffer): void {
    this.calls.push('data')
    this.text += chunk.toString('utf8')
    this.onData?.()
  }
  end(): void {
    this.calls.push('end')
  }
  fail(problem: Problem): void {
    this.calls.push('fail')
    this.problem = problem
  }

  async over(): Promise<this> {
    for (let i = 0; i < 1_000 && !['end', 'fail'].includes(this.calls.at(-1) ?? ''); i++) await sleep(5)
    return this
  }
}

export function providerConformance(open: () => Promise<ProviderRig>): void {
  const run = async (
    prompt: string,
    stream: boolean,
    during?: (recorder: Recorder, control: UpstreamControl) => void,
  ) => {
    const rig = await open()
    const recorder = new Recorder()
    const chat = { model: rig.model, stream, messages: [{ role: 'user', content: prompt }] }
    const body = Buffer.from(JSON.stringify(rig.body?.(prompt, stream) ?? chat))
    const request: UpstreamRequest = {
      channel: rig.channel,
      key: rig.channel.keys[0] ?? null,
      path: '/chat/completions',
      method: 'POST',
      body,
      stream,
    }
    const control = rig.provider.send(request, recorder)
    expect(recorder.calls).toEqual([])
    during?.(recorder, control)
    return { rig, recorder, control }
  }

  test('calls head once, then data, then end once', async () => {
    for (const stream of [false, true]) {
      const { recorder } = await run('hello', stream)
      await recorder.over()
      expect([recorder.status, recorder.calls[0], recorder.calls.at(-1)]).toEqual([200, 'head', 'end'])
      expect(recorder.calls.filter((call) => call !== 'data')).toEqual(['head', 'end'])
      expect(stream ? recorder.text : JSON.parse(recorder.text)).toBeTruthy()
    }
  })

  test('a response that breaks off ends in fail, never in end', async () => {
    const { rig } = await run('hello', false)
    const { recorder } = await run(rig.cutPrompt, true)
    await recorder.over()
    expect([recorder.calls[0], recorder.calls.at(-1), recorder.problem?.code]).toEqual(['head', 'fail', 'upstream_cut'])
    expect(recorder.calls).not.toContain('end')
  })

  test('after abort nothing more is called, whenever it comes', async () => {
    const { rig } = await run('hello', false)
    const early = await run(rig.longPrompt, true, (_recorder, control) => control.abort())
    const late = await run(rig.longPrompt, true, (recorder, control) => {
      recorder.onData = () => control.abort()
    })
    await expect.poll(() => late.recorder.calls, { timeout: 10_000 }).toEqual(['head', 'data'])
    await sleep(60)
    expect(early.recorder.calls).toEqual([])
    expect(late.recorder.calls).toEqual(['head', 'data'])
    late.control.abort()
    late.control.resume()
    await sleep(20)
    expect(late.recorder.calls).toEqual(['head', 'data'])
  })

  test('a paused response stands still and goes on from where it was', async () => {
    const { rig } = await run('hello', false)
    const { recorder: whole } = await run(rig.longPrompt, true)
    await whole.over()
    const { recorder, control } = await run(rig.longPrompt, true, (paused, controlled) => {
      paused.onData = () => {
        paused.onData = undefined
        controlled.pause()
      }
    })
    await sleep(150)
    const standing = recorder.text.length
    await sleep(100)
    expect(recorder.text.length).toBe(standing)
    control.resume()
    await recorder.over()
    expect(recorder.text).toBe(whole.text)
  })
}
