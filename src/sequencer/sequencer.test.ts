/** Claims about the single writer, on the real engine with a journal whose disk the test holds in its hand. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Credits, Millis } from '../base/money.ts'
import { Engine } from '../engine/engine.ts'
import type { AccountId } from '../engine/ledger/chart.ts'
import { accountView } from '../engine/views.ts'
import { decodePayload, FORMAT } from '../journal/codec.ts'
import type { NewGroup } from '../journal/port.ts'
import { type Clock, systemClock, virtualClock } from './clock.ts'
import { type Core, CoreStopped, Overloaded, type Published } from './core.ts'
import { sha256 } from './digest.ts'
import { type SequencerOptions, startSequencer } from './sequencer.ts'

const MONDAY = Date.UTC(2026, 0, 5) as Millis
const alice = 1 as AccountId
const CR = (n: number): Credits => (n * 1_000_000) as Credits

/** A journal that keeps every group until the test says it is on disk, or that the disk has failed. */
class HeldDisk {
  readonly groups: NewGroup[] = []
  #waiting: { resolve: (hash: string) => void; reject: (error: Error) => void }[] = []

  append(group: NewGroup): Promise<string> {
    this.groups.push(group)
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }))
  }

  get waiting(): number {
    return this.#waiting.length
  }

  /** The oldest group is on disk now. */
  async sync(): Promise<void> {
    this.#waiting.shift()?.resolve('')
    await turn()
  }

  async breakDown(): Promise<void> {
    this.#waiting.shift()?.reject(new Error('no space left on device'))
    await turn()
  }

  types(group: number): string[] {
    const { payload } = this.groups[group] as NewGroup
    return decodePayload(Buffer.from(payload), FORMAT).map((command) => command.type)
  }
}

/** Lets everything that can happen without the disk happen. */
async function turn(): Promise<void> {
  for (let i = 0; i < 4; i++) await new Promise(setImmediate)
}

/** What a promise has come to so far. */
function watch(promise: Promise<unknown>): { state: 'waiting' | 'answered' | 'refused'; value: unknown } {
  const seen: { state: 'waiting' | 'answered' | 'refused'; value: unknown } = { state: 'waiting', value: undefined }
  promise.then(
    (value) => Object.assign(seen, { state: 'answered', value }),
    (value: unknown) => Object.assign(seen, { state: 'refused', value }),
  )
  return seen
}

describe('the sequencer', () => {
  let disk: HeldDisk
  let engine: Engine
  let fatal: Error[]
  let core: Core
  const start = (options: Partial<SequencerOptions> & { clock?: Clock } = {}): void => {
    disk = new HeldDisk()
    engine = new Engine({ simulation: true, paranoid: true })
    fatal = []
    const clock = virtualClock(MONDAY)
    core = startSequencer({ engine, journal: disk, clock, onFatal: (error) => fatal.push(error), ...options })
  }
  const open = (identity = 'alice') => core.submit('account.open', { identity, operator: false })
  const draw = (amount: number) => core.submit('faucet.draw', { account: alice, amount: CR(amount) })
  beforeEach(() => start())

  it('answers nothing before the group is on disk: results, rejections, reads, events', async () => {
    const published: Published[] = []
    core.subscribe((batch) => published.push(...batch))
    const accepted = watch(open())
    const rejected = watch(core.submit('faucet.draw', { account: 99 as AccountId, amount: CR(1) }))
    const read = watch(core.read((state) => state.seq))
    await turn()
    expect([accepted.state, rejected.state, read.state, published.length]).toEqual(['waiting', 'waiting', 'waiting', 0])
    expect(core.status()).toMatchObject({ seq: 1, durableSeq: 0, queue: 1 })
    await disk.sync()
    expect(accepted.value).toMatchObject({ ok: true, seq: 1 })
    expect(rejected.value).toMatchObject({ ok: false, code: 'account_not_found' })
    expect(read.value).toBe(1)
    expect(published.map(({ seq, type }) => [seq, type])).toEqual([[1, 'account.open']])
    expect(core.status()).toMatchObject({ seq: 1, durableSeq: 1, queue: 0, lastGroup: { commands: 1 } })
  })

  it('journals what was accepted and nothing that was refused', async () => {
    open()
    core.submit('faucet.draw', { account: 99 as AccountId, amount: CR(1) })
    draw(1)
    await turn()
    expect(disk.types(0)).toEqual(['account.open', 'faucet.draw'])
    expect(disk.groups[0]).toMatchObject({ firstSeq: 1, count: 2, firstAt: MONDAY, lastAt: MONDAY })
  })

  it('lets a rejection wait for the group that it saw, and no longer', async () => {
    open()
    await turn()
    const refused = watch(core.submit('faucet.draw', { account: 99 as AccountId, amount: CR(1) }))
    await turn()
    expect(refused.state).toBe('waiting')
    await disk.sync()
    expect(refused.state).toBe('answered')
    const free = watch(core.submit('faucet.draw', { account: 99 as AccountId, amount: CR(1) }))
    await turn()
    expect(free.state).toBe('answered')
  })

  it('gathers the next group while one is at the disk, and answers in order', async () => {
    const order: string[] = []
    core.subscribe((batch) => order.push(`published ${batch.map(({ seq }) => seq)}`))
    const answered = (name: string) => () => order.push(name)
    open().then(answered('open'))
    await turn()
    for (const n of [1, 2, 3]) draw(n).then(answered(`draw ${n}`))
    await turn()
    expect(disk.groups.map(({ firstSeq, count }) => [firstSeq, count])).toEqual([[1, 1]])
    await disk.sync()
    expect(disk.groups.map(({ firstSeq, count }) => [firstSeq, count])).toEqual([
      [1, 1],
      [2, 3],
    ])
    expect(order).toEqual(['published 1', 'open'])
    await disk.sync()
    expect(order).toEqual(['published 1', 'open', 'published 2,3,4', 'draw 1', 'draw 2', 'draw 3'])
  })

  it('lets a small group take in what the answers of the one before bring about, and sends a large one at once', async () => {
    for (const [waiting, sent] of [
      [1, 2],
      [64, 64],
    ]) {
      start()
      void open().then(() => open('again'))
      await turn()
      for (let i = 0; i < Number(waiting); i++) void open(`person${i}`)
      await disk.sync()
      expect(disk.groups.map(({ count }) => count)).toEqual([1, sent])
    }
  })

  it('computes a read from the state at the time of asking, never from what came later', async () => {
    open()
    draw(1)
    const read = core.read((state) => accountView(state, alice, MONDAY)?.credits.available)
    draw(2)
    await turn()
    await disk.sync()
    expect(await read).toBe(CR(1))
  })

  it('repeats an idempotent result without journalling it, once the first is durable', async () => {
    const idem = { account: alice, key: 'k', hash: 'h' }
    open()
    core.submit('faucet.draw', { account: alice, amount: CR(5) }, idem)
    const again = watch(core.submit('faucet.draw', { account: alice, amount: CR(5) }, idem))
    await turn()
    expect(again.state).toBe('waiting')
    await disk.sync()
    expect(again.value).toMatchObject({ ok: true, repeated: true, result: { available: CR(5) } })
    expect(disk.types(0)).toEqual(['account.open', 'faucet.draw'])
  })

  it('turns commands away when too many wait for the disk, and takes them again afterwards', async () => {
    start({ maxPending: 3 })
    open()
    draw(1)
    draw(2)
    await expect(draw(3)).rejects.toThrow(Overloaded)
    await expect(draw(3)).rejects.toMatchObject({ retryAfterMs: 1_000 })
    expect(engine.seq).toBe(3)
    await turn()
    await disk.sync()
    const later = watch(draw(3))
    await turn()
    await disk.sync()
    expect(later.value).toMatchObject({ ok: true, seq: 4 })
  })

  it('answers nobody any more when the disk fails, and asks for the end of the process', async () => {
    const published: Published[] = []
    core.subscribe((batch) => published.push(...batch))
    const first = watch(open())
    await turn()
    const second = watch(draw(1))
    const read = watch(core.read((state) => state.seq))
    await disk.breakDown()
    for (const seen of [first, second, read]) {
      expect(seen.state).toBe('refused')
      expect(seen.value).toBeInstanceOf(CoreStopped)
    }
    expect(fatal.map((error) => error.message)).toEqual(['no space left on device'])
    expect(published).toEqual([])
    await expect(draw(2)).rejects.toThrow('no space left on device')
    await expect(core.read((state) => state.seq)).rejects.toThrow(CoreStopped)
    expect(() => core.peek((state) => state.seq)).toThrow(CoreStopped)
    expect(core.status().failed).toBe(true)
    await turn()
    expect(disk.groups).toHaveLength(1)
  })

  it('answers nobody any more when an invariant breaks, not even what is at the disk', async () => {
    const first = watch(open())
    await turn()
    vi.spyOn(engine, 'apply').mockImplementation(() => {
      throw new Error('postings do not sum to zero')
    })
    const second = watch(draw(1))
    await disk.sync()
    expect([first.state, second.state]).toEqual(['refused', 'refused'])
    expect(fatal).toHaveLength(1)
    await expect(draw(1)).rejects.toThrow('postings do not sum to zero')
  })

  it('records the state hash as often as asked', async () => {
    start({ stateHashes: { everyCommands: 2 } })
    for (const step of [() => open(), () => draw(1), () => draw(2)]) {
      step()
      await turn()
      await disk.sync()
    }
    // The first group ever is an hour or more after time 0.
    expect(disk.groups.map(({ stateHash }) => stateHash !== null)).toEqual([true, false, true])
    expect(core.status().stateHash).toEqual({ seq: 3, hash: disk.groups[2]?.stateHash })
  })

  it('shows the state hash of the start before any is recorded, and none of a command that is not durable', async () => {
    start({ stateHashes: { everyCommands: 1 } })
    const atStart = { seq: 0, hash: engine.stateHash(sha256) }
    expect(core.status().stateHash).toEqual(atStart)
    open()
    await turn()
    expect(core.status()).toMatchObject({ seq: 1, durableSeq: 0, stateHash: atStart })
    await disk.sync()
    expect(core.status().stateHash).toEqual({ seq: 1, hash: engine.stateHash(sha256) })
    draw(1)
    await turn()
    expect(core.status().stateHash.seq).toBe(1)
    await disk.sync()
    expect(core.status().stateHash).toEqual({ seq: 2, hash: disk.groups[1]?.stateHash })
  })

  it('answers what it took before it closes, records the state hash, and takes no more', async () => {
    const opened = watch(open())
    const closed = watch(core.close())
    expect(await draw(1).catch((error: unknown) => error)).toBeInstanceOf(CoreStopped)
    await turn()
    expect([opened.state, closed.state]).toEqual(['waiting', 'waiting'])
    await disk.sync()
    expect([opened.state, closed.state]).toEqual(['answered', 'answered'])
    expect(disk.types(0)).toEqual(['account.open', 'clock.tick'])
    expect(disk.groups[0]?.stateHash).toBe(engine.stateHash(sha256))
    expect(fatal).toEqual([])
  })

  it('lets a failing listener take no answer and no other listener with it', async () => {
    const uncaught = new Promise((resolve) => process.once('uncaughtException', resolve))
    const others = process.listeners('uncaughtException').slice(0, -1)
    for (const listener of others) process.off('uncaughtException', listener)
    const published: Published[] = []
    core.subscribe(() => {
      throw new Error('a bug in a listener')
    })
    const unsubscribe = core.subscribe((batch) => published.push(...batch))
    const opened = watch(open())
    await turn()
    await disk.sync()
    expect(await uncaught).toMatchObject({ message: 'a bug in a listener' })
    for (const listener of others) process.on('uncaughtException', listener)
    expect([opened.state, published.length]).toEqual(['answered', 1])
    unsubscribe()
  })

  describe('with a virtual clock', () => {
    const freely = (): void => {
      const append = disk.append.bind(disk)
      vi.spyOn(disk, 'append').mockImplementation(async (group) => {
        append(group)
        return ''
      })
    }

    it('stands still until it is advanced', async () => {
      expect(core.now()).toBe(MONDAY)
      await new Promise((resolve) => setTimeout(resolve, 5))
      expect(core.now()).toBe(MONDAY)
      expect(core.status().virtualClock).toBe(true)
    })

    it('ticks at every due time on the way and ends exactly where it was sent', async () => {
      freely()
      await open()
      const ticks: number[] = []
      core.subscribe((batch) =>
        ticks.push(...batch.filter(({ type }) => type === 'clock.tick').map(({ at }) => at - MONDAY)),
      )
      expect(await core.advance(35_000)).toEqual({ now: MONDAY + 35_000 })
      expect(ticks).toEqual([10_000, 20_000, 30_000, 35_000])
    })

    it('keeps the number of waiting commands bounded over a long way', async () => {
      start({ maxPending: 400 })
      freely()
      await open()
      let most = 0
      core.subscribe(() => {
        most = Math.max(most, core.status().queue)
      })
      await core.advance(86_400_000)
      expect(engine.seq).toBe(1 + 8_640 + 1)
      expect(most).toBeLessThanOrEqual(400)
    })

    it('runs advances one after the other', async () => {
      freely()
      await open()
      const ends = await Promise.all([core.advance(10_000), core.advance(5), core.advance(0)])
      expect(ends.map(({ now }) => now - MONDAY)).toEqual([10_000, 10_005, 10_005])
    })

    it('refuses absurd distances and moves nothing', async () => {
      freely()
      for (const ms of [Number.NaN, 0.5, 2 ** 60, -1]) await expect(core.advance(ms)).rejects.toThrow()
      expect(core.now()).toBe(MONDAY)
      expect(fatal).toEqual([])
    })
  })

  describe('with the system clock', () => {
    beforeEach(() => {
      vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'], now: MONDAY })
      start({ clock: systemClock(0 as Millis) })
    })
    afterEach(() => {
      vi.useRealTimers()
    })

    it('ticks what is due before the first command stamped at or after it', async () => {
      open()
      vi.setSystemTime(MONDAY + 25_000)
      draw(1)
      await turn()
      await disk.sync()
      expect(disk.groups.flatMap((_, i) => disk.types(i))).toEqual(['account.open', 'clock.tick', 'faucet.draw'])
    })

    it('wakes by itself when work is due', async () => {
      open()
      await turn()
      await disk.sync()
      await vi.advanceTimersByTimeAsync(20_000)
      await turn()
      await disk.sync()
      await disk.sync()
      expect(engine.now).toBe(MONDAY + 20_000)
      expect(disk.groups.slice(1).flatMap((_, i) => disk.types(i + 1))).toEqual(['clock.tick', 'clock.tick'])
    })

    it('never stamps earlier than before, whatever the machine says', async () => {
      open()
      vi.setSystemTime(MONDAY - 3_600_000)
      draw(1)
      await turn()
      expect(disk.groups[0]).toMatchObject({ count: 2, firstAt: MONDAY, lastAt: MONDAY })
      expect(fatal).toEqual([])
    })

    it('can not be moved', async () => {
      await expect(core.advance(1_000)).rejects.toThrow('system clock')
    })
  })
})
