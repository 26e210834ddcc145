/** Claims about Compute Wars: scores, places, reviews, prizes, the champion's perk, and what cheating costs. */
import { describe, expect, test } from 'vitest'
import { CR, DAY, HOUR, LCO, reason, WarWorld } from '../../../test/engine/war-world.ts'
import type { Credits, Lco } from '../../base/money.ts'
import { Engine } from '../engine.ts'
import type { AccountId } from '../ledger/chart.ts'
import { flatRates } from '../metering/rates.ts'
import { grantFor, PRIZE_SHARES, prizeOf } from '../wars/prizes.ts'
import { platformEquity } from './credits.ts'

const one = 1 as AccountId
const places = (world: WarWorld): number[] => world.wars.ranking.top(100).map(({ account }) => account)

describe('a score', () => {
  test('is the µCR of eligible captures of the week; who reached it first is above', () => {
    const world = new WarWorld(3)
    for (const [account, tokens] of [
      [1, 4],
      [2, 3],
      [3, 4],
      [2, 1],
    ] as const)
      world.call(account, tokens)
    expect(world.wars.ranking.top(9)).toMatchObject([
      { account: 1, score: 4 * CR, margin: 1.6 * CR },
      { account: 3, score: 4 * CR },
      { account: 2, score: 4 * CR },
    ])
  })

  test('does not rise while mining is off, by calls that cost nothing upstream, or by operators', () => {
    const world = new WarWorld(2)
    world.driver.do('switch.set', { product: 'mining', on: false, reason, actor: one })
    world.call(1, 5)
    world.driver.do('switch.set', { product: 'mining', on: true, reason, actor: one })
    const free = { channel: 2, model: 'free', list: flatRates({ output: CR }), cost: flatRates({}), eligible: false }
    const { cardId } = world.driver.do('card.publish', free)
    const [callId] = world.authorize(1, 9, { cardIds: [cardId] })
    world.capture(callId, 9, cardId)
    world.driver.do('account.open', { identity: 'player-2', operator: true })
    world.call(2, 7)
    expect(world.wars.players).toBe(0)
    world.call(1, 1)
    expect(places(world)).toEqual([1])
  })

  test('belongs to the week of the capture, not of the authorisation', () => {
    const world = new WarWorld(1)
    const [callId] = world.authorize(1, 3, { job: { until: (world.wars.nextClose + DAY) as never } })
    world.toMonday()
    expect(world.driver.seen('wars.closed')).toMatchObject([{ players: 0, reviewEnds: null }])
    world.capture(callId, 3)
    expect(world.wars.ranking.top(1)).toMatchObject([{ account: 1, score: 3 * CR }])
  })

  test('goes with its owner who becomes an operator', () => {
    const world = new WarWorld(2)
    world.call(1, 5)
    world.call(2, 3)
    world.driver.do('account.open', { identity: 'player-1', operator: true })
    expect([places(world), world.wars.total]).toEqual([[2], 3 * CR])
  })
})

describe('prizes', () => {
  /** Twelve players, the first with most, and a pool of 100 LCO and 7 units. */
  function played(): WarWorld {
    const world = new WarWorld(12)
    for (let i = 1; i <= 12; i++) world.call(i, 20 - i)
    world.fillPool(1, 100_00000007)
    return world
  }

  test('are 30/18/12/9/8/7/5/4/4/3 percent of the pool at the close, floored; the rest stays', () => {
    const world = played()
    world.toMonday()
    world.fillPool(2, 500)
    const before = world.coins(1)
    world.driver.pass(48 * HOUR)
    const [paid] = world.driver.seen('wars.paid')
    expect(paid?.prizes.map(({ account, prize }) => [account, prize])).toEqual(
      PRIZE_SHARES.map((share, i) => [i + 1, Math.floor((100_00000007 * share) / 100)]),
    )
    expect(world.coins(1) - before).toBe(30_00000002)
    expect(world.platform('warPool')).toBe(100_00000507 - (paid?.paid ?? 0))
    expect(PRIZE_SHARES.reduce((sum, share) => sum + share, 0)).toBe(100)
  })

  test('move up for excluded accounts, whose reason is public; an exclusion can be taken back', () => {
    const world = played()
    expect(world.exclude(1)).toMatchObject({ code: 'war_not_in_review' })
    world.toMonday()
    for (const account of [1, 3, 4]) expect(world.exclude(account)).toMatchObject({ ok: true })
    expect(world.exclude(1)).toMatchObject({ code: 'war_already_excluded' })
    expect(world.exclude(99)).toMatchObject({ code: 'war_not_ranked' })
    expect(world.driver.try('wars.exclude', { account: 5 as AccountId, reason: '', actor: one })).toMatchObject({
      code: 'reason_required',
    })
    world.driver.do('wars.include', { account: 3 as AccountId, reason, actor: one })
    world.driver.pass(48 * HOUR)
    expect(world.driver.seen('wars.paid')[0]?.prizes.map(({ account }) => account)).toEqual([
      2, 3, 5, 6, 7, 8, 9, 10, 11, 12,
    ])
    expect(world.driver.seen('wars.excluded').map(({ account, reason: why }) => [account, why])).toEqual([
      [1, reason],
      [3, reason],
      [4, reason],
    ])
    expect(world.exclude(2)).toMatchObject({ code: 'war_not_in_review' })
  })

  test('of ranks that nobody fills stay in the pool, and a round without anybody pays nothing', () => {
    const world = new WarWorld(2)
    world.call(1, 2)
    world.call(2, 1)
    world.fillPool(1, 10 * LCO)
    world.toPayout()
    expect(world.platform('warPool')).toBe(5.2 * LCO)
    world.toPayout()
    expect(world.driver.seen('wars.paid')).toHaveLength(1)
    expect(world.platform('warPool')).toBe(5.2 * LCO)
  })

  test('are paid exactly once over restarts at every step and one late tick for all of it', () => {
    const world = played()
    world.driver.sleep(20 * DAY)
    world.call(5, 1)
    world.driver.restart()
    world.driver.pass(DAY)
    expect(world.driver.seen('wars.paid')).toHaveLength(1)
    const late = world.driver.seen('wars.paid')[0]
    const steps = played()
    for (let step = 0; step < 5; step++) {
      steps.driver.pass(step === 0 ? steps.wars.nextClose - steps.driver.now : 12 * HOUR)
      const again = Engine.restore(steps.driver.engine.save(), { paranoid: true })
      expect(again.stateHash(() => new Uint8Array(32))).toBe(steps.driver.engine.stateHash(() => new Uint8Array(32)))
      steps.driver.restart()
    }
    expect(steps.driver.seen('wars.paid')).toMatchObject([{ paid: late?.paid, prizes: late?.prizes }])
  })

  test('go to nobody who became an operator in the meantime', () => {
    const world = played()
    world.toMonday()
    world.driver.do('account.open', { identity: 'player-1', operator: true })
    world.driver.pass(48 * HOUR)
    expect(world.driver.seen('wars.paid')[0]?.prizes[0]).toMatchObject({ rank: 1, account: 2 })
  })

  test('at most a thousand accounts can be excluded before somebody is paid', () => {
    expect(prizeOf(3 as Lco, 11)).toBe(0)
    expect(prizeOf(99 as Lco, 1)).toBe(29)
  })
})

describe('the champion', () => {
  /** Account 1 has won with 1,000 CR, the week made 400 CR of profit from it and 40 from account 2. */
  function won(): WarWorld {
    const world = new WarWorld(2)
    world.call(1, 1_000)
    world.call(2, 100)
    world.toPayout()
    return world
  }

  test('has free calls of min(25 % of the score, 10 % of the profit, the cap, the treasury), never below nothing', () => {
    const grant = (score: number, profit: number, [cap, treasury]: readonly [number, number]): number =>
      grantFor({ score, profit, cap, treasury } as never)
    expect(grant(103, 1_009, [500, 900])).toBe(25)
    expect(grant(10_000, 1_009, [500, 900])).toBe(100)
    expect(grant(10_000, 90_000, [500, 900])).toBe(500)
    expect(grant(10_000, 90_000, [5_000, 99])).toBe(99)
    expect(grant(10_000, -5, [5_000, 99])).toBe(0)
    expect(grant(10_000, 90_000, [5_000, -3])).toBe(0)
  })

  test('chooses once, within 48 hours, and nobody else does', () => {
    const world = won()
    const choose = (account: number) =>
      world.driver.try('wars.choose', { account: account as AccountId, perk: 'free_calls' })
    expect(choose(2)).toMatchObject({ code: 'war_no_choice' })
    expect(choose(1)).toMatchObject({ ok: true, result: { roundId: 1, grant: 44 * CR } })
    expect(choose(1)).toMatchObject({ code: 'war_no_choice' })
    const late = won()
    late.driver.pass(48 * HOUR)
    expect(late.driver.seen('wars.perk_started')).toMatchObject([{ kind: 'free_calls', chosen: false, grant: 44 * CR }])
    expect(late.driver.seen('wars.perk_started')[0]?.endsAt).toBe(late.wars.perks[0]?.endsAt)
  })

  test('uses the grant up exactly at its cap: the call that crosses it pays the rest, the next one all', () => {
    const world = won()
    const treasury = world.platform('treasury')
    world.choose(1)
    expect([world.platform('promo'), treasury - world.platform('treasury')]).toEqual([44 * CR, 44 * CR])
    const [paid, x] = [world.credits(1), world.driver.engine.state.mining.x]
    expect(world.call(1, 40)).toMatchObject({ captured: 40 * CR, mined: 0 })
    expect([world.credits(1), world.wars.scoreOf(one)]).toEqual([paid, undefined])
    const crossing = world.call(1, 10)
    expect(crossing).toMatchObject({ captured: 10 * CR })
    expect(crossing.mined).toBeGreaterThan(0)
    expect([paid - world.credits(1), world.platform('promo')]).toEqual([6 * CR, 0])
    expect(world.driver.engine.state.mining.x - x).toBe(6 * CR)
    expect(world.wars.scoreOf(one)).toMatchObject({ score: 6 * CR, margin: 2.4 * CR })
    world.call(1, 3)
    expect(paid - world.credits(1)).toBe(9 * CR)
    expect(world.wars.perks[0]).toMatchObject({ grant: 44 * CR, left: 0, spent: 44 * CR })
    world.toMonday()
    expect(world.driver.seen('week.closed').at(-1)).toMatchObject({
      ...{ revenue: 9 * CR, cost: 5.4 * CR, profit: 3.6 * CR },
      ...{ promoRevenue: 44 * CR, promoCost: 26.4 * CR, fundIn: 0.72 * CR },
    })
    expect(world.platform('treasury') - treasury).toBe(-44 * CR + (44 - 26.4) * CR + 2.88 * CR)
  })

  test('gets back what a call held of the grant and did not use, and the treasury the rest at the end', () => {
    const world = won()
    world.choose(1)
    const treasury = world.platform('treasury')
    const [used] = world.authorize(1, 30)
    const [held] = world.authorize(1, 20, { job: { until: (world.driver.now + 9 * DAY) as never } })
    expect(world.wars.perks[0]).toMatchObject({ left: 0, spent: 0 })
    world.capture(used, 12)
    expect(world.wars.perks[0]).toMatchObject({ left: 18 * CR, spent: 12 * CR })
    world.driver.pass(7 * DAY)
    expect(world.driver.seen('wars.perk_ended')).toMatchObject([{ spent: 12 * CR, returned: 18 * CR }])
    const [credits, afterEnd] = [world.credits(1), world.platform('treasury')]
    expect(world.capture(held, 5)).toMatchObject({ captured: 5 * CR, mined: 0 })
    expect([world.credits(1) - credits, world.platform('treasury') - afterEnd]).toEqual([6 * CR, 9 * CR])
    expect(world.platform('promo')).toBe(0)
    expect(world.platform('treasury')).toBeGreaterThan(treasury)
  })

  test('is not helped beyond the hold: usage above it is paid, and a run pays from its own envelope', () => {
    const world = won()
    world.choose(1)
    const before = world.credits(1)
    const [over] = world.authorize(1, 10)
    world.capture(over, 12)
    expect([before - world.credits(1), world.wars.perks[0]?.left]).toEqual([2 * CR, 34 * CR])
    const { keyId } = world.driver.do('run.open', {
      ...{ account: one, parent: null, hash: 'a'.repeat(64), budget: (5 * CR) as Credits },
      expiresAt: (world.driver.now + DAY) as never,
    })
    const [own] = world.authorize(1, 4, { keyId })
    world.capture(own, 4)
    expect(world.wars.perks[0]).toMatchObject({ left: 34 * CR, spent: 10 * CR })
  })

  test('with unlimited calls at a time pays as before and takes nothing from the treasury', () => {
    const world = won()
    const treasury = world.platform('treasury')
    const { endsAt, grant } = world.choose(1, 'unlimited')
    expect([grant, endsAt - world.driver.now, world.platform('treasury')]).toEqual([0, 7 * DAY, treasury])
    expect(world.wars.isUnlimited(one, world.driver.now)).toBe(true)
    const before = world.credits(1)
    world.call(1, 2)
    expect(before - world.credits(1)).toBe(2 * CR)
    expect(world.wars.isUnlimited(2 as AccountId, world.driver.now)).toBe(false)
    expect(world.wars.isUnlimited(one, endsAt)).toBe(false)
    world.driver.pass(7 * DAY)
    expect(world.wars.perks).toEqual([])
  })

  test('who wins again while a perk runs has both, the older first', () => {
    const world = won()
    world.driver.pass(47 * HOUR)
    world.choose(1)
    world.call(1, 100)
    world.call(1, 1_000)
    world.toPayout()
    const grants = [world.wars.perks[0]?.left, world.choose(1).grant]
    expect(grants).toEqual([0, 42.24 * CR])
    const before = world.credits(1)
    world.call(1, 42)
    expect([world.credits(1), world.wars.perks.map(({ left }) => left)]).toEqual([before, [0, 0.24 * CR]])
  })
})

describe('wash volume', () => {
  test.each([0, 1_000, 10_000, 50_000, 100_000])(
    'with a stake of %i LCO costs its margin; the platform gives at most a tenth of the profit and a pool fixed before',
    (stake) => {
      const world = new WarWorld(2)
      const pay = (account: number, tokens: number): void => {
        const payment = { provider: 'more', paymentId: `${world.driver.journal.length}` }
        world.driver.do('topup.credit', { account: account as AccountId, amount: (tokens * CR) as Credits, ...payment })
        for (let left = tokens; left > 0; left -= 1_000) world.call(account, Math.min(left, 1_000))
      }
      pay(2, 1_000)
      pay(1, stake / 10 + 1)
      if (stake > 0) world.driver.do('stake.add', { account: one, amount: (stake * LCO) as Lco })
      world.toPayout()
      world.driver.pass(9 * DAY)
      world.fillPool(2, 1_000 * LCO)
      const [equity, pool] = [platformEquity(world.driver.engine.state), world.platform('warPool')]
      pay(1, 5_000)
      const washed = world.wars.scoreOf(one)
      world.toPayout()
      const { grant } = world.choose(1)
      const last = Math.floor(grant / CR)
      if (last > 0) world.call(1, last)
      world.toMonday()
      const margin = washed?.margin ?? 0
      expect(margin).toBeGreaterThanOrEqual(0)
      expect(grant).toBeLessThanOrEqual(margin / 10)
      expect(platformEquity(world.driver.engine.state) - equity).toBeGreaterThanOrEqual(margin - grant)
      expect(pool - world.platform('warPool')).toBeLessThanOrEqual((pool * 30) / 100)
    },
  )
})
