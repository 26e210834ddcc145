/** Claims about what prediction markets refuse, and with which reason. */
import { expect, test } from 'vitest'
import { DAY, HOUR, hash, LCO, PredictionWorld, who } from '../../../test/engine/prediction/world.ts'
import type { Lco, Millis } from '../../base/money.ts'
import type { PredictionOutcome } from '../prediction-types.ts'

const { ann, first, proposer, operator } = who

test('what is refused has its reason', () => {
  const world = new PredictionWorld()
  const market = world.open()
  const { now } = world.driver
  const closesAt = (now + 7 * DAY) as Millis
  const propose = (input: object) =>
    world.try('prediction.propose', { account: proposer, text: hash('a'), closesAt, ...input })
  expect(propose({ account: ann })).toMatchObject({ code: 'tier_too_low', detail: { need: 'lv2' } })
  expect(propose({ account: operator })).toMatchObject({ code: 'account_is_operator' })
  expect(propose({ closesAt: now + HOUR - 1 })).toMatchObject({ code: 'bad_deadline' })
  expect(propose({ text: 'words' })).toMatchObject({ code: 'malformed_command' })
  for (let i = 0; i < 4; i++) world.propose()
  expect(propose({})).toMatchObject({ code: 'too_many_proposals', detail: { limit: 5 } })
  expect(world.tryBet(market, ann, ['yes', 0.99999999])).toMatchObject({ code: 'below_min_bet' })
  expect(world.tryBet(market, ann, ['yes', 10_001])).toMatchObject({ code: 'insufficient_lco' })
  expect(world.tryBet(market, operator, ['yes', 1])).toMatchObject({ code: 'account_is_operator' })
  const bet = { marketId: market, account: ann, side: 'yes', stake: LCO as Lco } as const
  expect(world.driver.try('prediction.bet', { ...bet, minShares: 2 * LCO })).toMatchObject({ code: 'odds_moved' })
  expect(world.driver.try('prediction.bet', { ...bet, minShares: LCO })).toMatchObject({ ok: true })
  world.driver.do('parameter.set', { key: 'prediction.bets', value: 1, reason: 'a test', actor: operator })
  expect(world.tryBet(market, ann, ['no', 1])).toMatchObject({ code: 'too_many_bets' })
  world.later(7 * DAY)
  const claim = (effectiveAt: number, outcome: PredictionOutcome = 'yes') =>
    world.tryClaim(market, first, { outcome, effectiveAt })
  expect(claim(now)).toMatchObject({ code: 'bad_effective_time' })
  expect(claim(now + DAY, 'void')).toMatchObject({ code: 'bad_effective_time' })
  expect(claim(now + 7 * DAY)).toMatchObject({ code: 'bad_effective_time' })
  expect(claim(now + DAY)).toMatchObject({ ok: true })
})
