/** A prediction market through public interfaces over weeks: proposed, reviewed, bet on, closed, resolved, disputed twice, voted on, paid, burned. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { temporaryDir, type Visitor } from '../server-process.ts'
import { coinsOf, DAY, openMarket, openPredictors, type Predictor, type Predictors } from './predictors.ts'

const LCO = 100_000_000
const MINUTE = 60_000
const dir = temporaryDir()
let world: Predictors
let marketId: number

beforeAll(async () => {
  world = await openPredictors(dir.path)
})
afterAll(async () => {
  await world?.server.stop()
  dir.remove()
})

const pass = (advanceMs: number) => world.operator.call('admin.clock.advance', { body: { advanceMs } })
const who = (name: Predictor): Visitor => world.people[name]
const get = () => who('ann').call('predictions.get', { params: { marketId } })
const bet = (name: Predictor, side: 'yes' | 'no', stake: string) =>
  who(name).call('predictions.bet', { params: { marketId }, body: { side, stake } })
const refusal = async (name: Predictor, path: string, body: object): Promise<string> => {
  const response = await who(name).raw('POST', `/api/v1/predictions/${marketId}/${path}`, body)
  return ((await response.json()) as { readonly code?: string }).code ?? 'accepted'
}

const parties: readonly Predictor[] = ['prop', 'ann', 'bob', 'cat', 'first', 'second', 'doubter', 'sceptic']
const coins = () => Promise.all(parties.map((name) => coinsOf(who(name))))

test('a market is proposed, opened, bet on, closed, and its outcome, twice doubted, is voted on, paid and burned to the unit', async () => {
  const before = await coins()
  marketId = await openMarket(world)
  await bet('ann', 'yes', '100')
  await bet('bob', 'no', '50')
  await bet('cat', 'yes', '200')
  expect((await get()).yesPpm).toBe(864_197)
  expect(await refusal('first', 'outcome', { outcome: 'yes', evidence: 'too early' })).toBe('prediction_status')

  await pass(7 * DAY + MINUTE)
  expect(await refusal('ann', 'bets', { side: 'yes', stake: '1' })).toBe('prediction_status')
  await who('first').call('predictions.claim', {
    params: { marketId },
    body: { outcome: 'no', evidence: 'The page was red on Tuesday.' },
  })
  await pass(DAY / 2)
  await who('doubter').call('predictions.challenge', { params: { marketId }, body: { reason: 'Tuesday was planned.' } })
  expect(await refusal('first', 'outcome', { outcome: 'no', evidence: 'still' })).toBe('another_resolver')
  await who('second').call('predictions.claim', {
    params: { marketId },
    body: { outcome: 'yes', evidence: 'Green at the deadline.' },
  })
  await who('sceptic').call('predictions.challenge', { params: { marketId }, body: { reason: 'It was not.' } })
  expect(await get()).toMatchObject({ status: 'voting', claims: [{ outcome: 'no' }, { outcome: 'yes' }] })
  expect(await refusal('cat', 'vote', { outcome: 'yes' })).toBe('holds_position')
  expect(await refusal('prop', 'vote', { outcome: 'yes' })).toBe('tier_too_low')
  await who('una').call('predictions.vote', { params: { marketId }, body: { outcome: 'yes' } })
  await who('duo').call('predictions.vote', { params: { marketId }, body: { outcome: 'no' } })
  await who('tre').call('predictions.vote', { params: { marketId }, body: { outcome: 'yes' } })

  await pass(2 * DAY + MINUTE)
  const end = await get()
  expect(end).toMatchObject({ status: 'paid', result: { outcome: 'yes', by: 'vote', counted: 3 } })
  expect(end.votes.map(({ outcome }) => outcome).sort()).toEqual(['no', 'yes', 'yes'])
  expect(end.votes.map(({ counted }) => counted)).toEqual(Array(3).fill('15000.00000000'))
  const after = await coins()
  expect(after.map((now, i) => now - (before[i] ?? 0))).toEqual([
    ...[0, 11_617_823_890 - 100 * LCO, -50 * LCO, 23_132_176_111 - 200 * LCO],
    // first was wrong against doubter, sceptic against second.
    ...[-100 * LCO, 50 * LCO, 50 * LCO, -100 * LCO],
  ])
})

test('what was burned is in the supply, the wallet tells every step, and the forecasts are scored', async () => {
  const supply = await who('ann').call('transparency.supply', {})
  expect(supply.burned).toMatchObject({ prediction: '2.49999999', bond: '100.00000000' })
  expect([supply.held.markets, supply.held.bond, supply.sum]).toEqual(['0.00000000', '0.00000000', supply.max])
  const kindsOf = async (name: Predictor) => {
    const { items } = await who(name).call('ledger.list', { query: { ref: String(marketId) } })
    return items.map(({ kind }) => kind).filter((kind) => kind.startsWith('prediction.'))
  }
  expect(await kindsOf('ann')).toEqual(['prediction.payout', 'prediction.bet'])
  expect(await kindsOf('first')).toEqual(['prediction.bond.lost', 'prediction.bond'])
  expect((await who('bob').call('predictions.mine', {})).calibration).toEqual({ brierPpm: 193_600, markets: 1 })
})
