/** Claims about prediction markets through the API: what anybody reads, from proposing to paying, comments, what is refused. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { PredictionFigures } from '../../contract/prediction-records.ts'
import { SocketClient } from '../testing/socket.ts'
import { openWorld, type Visitor, type World } from '../testing/world.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
let world: World
let operator: Visitor
let ann: Visitor
let bob: Visitor
let cat: Visitor
let resolver: Visitor
let marketId: number
let closesAt: number

beforeAll(async () => {
  world = await openWorld()
  operator = await world.operator()
  ann = await world.trader('ann')
  bob = await world.trader('bob')
  cat = await world.trader('cat')
  resolver = await world.trader('resolver')
  await world.mine(ann.account, 200)
  await ann.call('stake.add', { body: { amount: '1000' } })
  await pass(DAY)
})
afterAll(() => world.close())

const pass = (advanceMs: number) => operator.call('admin.clock.advance', { body: { advanceMs } })
const anybody = async (path: string) => (await world.send('GET', `/api/v1${path}`)).json as never
const get = () => ann.call('predictions.get', { params: { marketId } })
const bet = (who: Visitor, side: 'yes' | 'no', stake: string) =>
  who.call('predictions.bet', { params: { marketId }, body: { side, stake } })
const question = {
  question: 'Will the test suite be green on Friday?',
  source: 'https://ci.example.test/status',
  rules: 'The page says green at the deadline.\nNothing else counts.',
  voidRules: 'The page is gone.',
}

it('says what it takes, to anybody', async () => {
  const rules = await ann.call('predictions.rules')
  expect(rules).toMatchObject({
    ...{ accepting: true, bond: '100.00000000', proposeTier: 'lv2', voteTier: 'lv4', resolvers: [] },
    stakes: { propose: '1000.00000000', vote: '50000.00000000' },
    terms: { feeBps: 500, claimBond: '100.00000000', lateBps: 500, challengeMs: DAY },
  })
  expect(await anybody('/predictions')).toEqual({ items: [], nextCursor: null })
})

it('writes the exact deadline into the title of a proposal, which nobody bets on before operators have read it', async () => {
  closesAt = (await ann.call('predictions.rules')).asOf + 7 * DAY
  const refused = await bob.send('POST', '/predictions', { ...question, closesAt })
  expect([refused.status, refused.code]).toEqual([403, 'tier_too_low'])
  const made = await ann.call('predictions.propose', { body: { ...question, closesAt } })
  marketId = made.marketId
  const deadline = new Date(closesAt).toISOString().slice(0, 19).replace('T', ' ')
  expect(made.title).toBe(
    `Will the test suite be green on Friday? — ${deadline}${closesAt % 1000 ? `.${String(closesAt % 1000).padStart(3, '0')}` : ''} UTC`,
  )
  const { balances } = { balances: await ann.call('me.balances') }
  expect(balances.lco.bond).toBe('100.00000000')
  expect((await bob.send('POST', `/predictions/${marketId}/bets`, { side: 'yes', stake: '1' })).code).toBe(
    'prediction_status',
  )
  const { drafts } = await operator.call('admin.predictions.get')
  expect(drafts).toMatchObject([{ marketId, status: 'draft', question: { ...questionOf(made.title) } }])
  const reason = 'clear and checkable'
  await operator.call('admin.predictions.review', { params: { marketId }, body: { approve: true, reason } })
  expect(await get()).toMatchObject({
    status: 'open',
    yesPpm: 499_999,
    acts: [{ cause: 'proposed' }, { cause: 'opened', by: null, reason }],
  })
})

function questionOf(title: string) {
  return { title, source: question.source, rules: question.rules, voidRules: question.voidRules, hidden: null }
}

it('quotes a bet, takes it once however often it is sent, and tells the live channel', async () => {
  const client = await SocketClient.open(world.url)
  await client.ask({ op: 'subscribe', channel: 'predictions' })
  const first = await client.hear('predictions', ({ kind }) => kind === 'snapshot')
  expect((first.data as PredictionFigures[]).map((one) => [one.marketId, one.status])).toEqual([[marketId, 'open']])
  const query = { side: 'yes', stake: '100' } as const
  const quote = await ann.call('predictions.quote', { params: { marketId }, query })
  expect(quote).toMatchObject({ shares: '116.37219122', yesPpm: 874_999, payout: '100.00000000', odds: '1.00000000' })
  const headers = { 'idempotency-key': 'one-bet' }
  const body = { ...query, minShares: quote.shares }
  const [once, again] = [
    await bob.call('predictions.bet', { params: { marketId }, body, headers }),
    await bob.call('predictions.bet', { params: { marketId }, body, headers }),
  ]
  expect([once.repeated, again.repeated, again.betId]).toEqual([false, true, once.betId])
  expect(once).toMatchObject({ shares: quote.shares, available: '900.00000000', market: { bets: 1 } })
  expect((await bob.send('POST', `/predictions/${marketId}/bets`, body)).code).toBe('odds_moved')
  await bet(cat, 'no', '50')
  await bet(ann, 'yes', '200')
  const heard = await client.hear(
    'predictions',
    ({ kind, data }) => kind === 'update' && (data as PredictionFigures[]).some(({ bets }) => bets === 3),
  )
  expect((heard.data as PredictionFigures[]).at(-1)).toMatchObject({
    marketId,
    stakedYes: '300.00000000',
    yesPpm: 864_197,
  })
  client.close()
})

it('shows positions with what they would be paid, and odds that are payout over stake', async () => {
  const mine = await bob.call('predictions.mine')
  expect(mine).toMatchObject({
    canBet: true,
    canPropose: false,
    canVote: false,
    tier: 'lv1',
    resolver: false,
    calibration: null,
  })
  expect(mine.positions).toHaveLength(1)
  expect(Number(mine.positions[0]?.yes.worth)).toBeCloseTo(116.17823, 4)
  const { effectiveOdds } = await get()
  expect(Number(effectiveOdds.no)).toBeGreaterThan(Number(effectiveOdds.yes))
  const { items } = await anybody(`/predictions/${marketId}/bets`)
  expect((items as { stake: string; by: string }[]).map(({ stake }) => stake)).toEqual([
    '200.00000000',
    '50.00000000',
    '100.00000000',
  ])
  const series = await ann.call('predictions.series', { params: { marketId } })
  expect(series.items.map(({ yesPpm }) => yesPpm)).toEqual([500_000, 864_197])
  const { items: listed } = await ann.call('predictions.list', { query: { status: 'open' } })
  expect(listed.map((market) => market.marketId)).toEqual([marketId])
})

it('lets people talk, report and operators hide, for good and with a public reason', async () => {
  const body = { text: 'Looks green to me.\nYou?' }
  await bob.call('predictions.comment', { params: { marketId }, body })
  const { items } = await bob.call('predictions.comments', { params: { marketId } })
  expect(items).toMatchObject([{ text: body.text, hidden: null, own: true }])
  const commentId = items[0]?.commentId ?? 0
  await cat.call('predictions.report', { params: { commentId }, body: { reason: 'off topic' } })
  await cat.call('predictions.report', { params: { commentId }, body: { reason: 'off topic' } })
  const { reports } = await operator.call('admin.predictions.get')
  expect(reports).toMatchObject([{ commentId, text: body.text, reports: 1, reasons: ['off topic'] }])
  await operator.call('admin.predictions.hide', { params: { commentId }, body: { reason: 'spam' } })
  expect((await cat.call('predictions.comments', { params: { marketId } })).items).toMatchObject([
    { text: '', hidden: 'spam', own: false },
  ])
  expect((await operator.call('admin.predictions.get')).reports).toEqual([])
  for (let i = 0; i < 19; i++)
    await bob.call('predictions.comment', { params: { marketId }, body: { text: `more ${i}` } })
  expect((await bob.send('POST', `/predictions/${marketId}/comments`, { text: 'too much' })).code).toBe(
    'too_many_comments',
  )
})

it('is resolved by who was named for it, with evidence that anybody reads, and pays to the unit', async () => {
  await pass(7 * DAY)
  const outcome = { outcome: 'yes', evidence: 'https://ci.example.test/status said green' } as const
  expect((await resolver.send('POST', `/predictions/${marketId}/outcome`, outcome)).code).toBe('not_a_resolver')
  const body = { account: resolver.account, on: true, reason: 'known to be careful' }
  await operator.call('admin.predictions.resolver', { body })
  await resolver.call('predictions.claim', { params: { marketId }, body: outcome })
  expect(await get()).toMatchObject({
    status: 'proposed',
    claims: [{ outcome: 'yes', evidence: { text: outcome.evidence } }],
  })
  await pass(DAY)
  const end = await get()
  expect(end).toMatchObject({ status: 'paid', dueAt: null, result: { outcome: 'yes', by: 'unchallenged', counted: 3 } })
  expect(end.acts.map(({ cause }) => cause)).toEqual(['proposed', 'opened', 'closed', 'claimed', 'decided', 'settled'])
  expect(end.bonds).toMatchObject([
    { of: 'claim', returned: '100.00000000' },
    { of: 'proposal', returned: '100.00000000', burned: '0.00000000' },
  ])
  const { items } = await bob.call('predictions.ownBets')
  expect(items).toMatchObject([
    { payout: '116.17823890', fee: '0.85148625', outcome: 'yes', counted: true, title: end.question.title },
  ])
  expect((await cat.call('predictions.ownBets')).items).toMatchObject([{ payout: '0.00000000', fee: '0.00000000' }])
  const supply = await ann.call('transparency.supply')
  expect(supply.burned.prediction).toBe('2.49999999')
  expect(supply.held.markets).toBe('0.00000000')
})

it('remembers how well people foretold', async () => {
  // Bob said 874,999 ppm, cat 559,999: their distances to 1, squared.
  expect((await bob.call('predictions.mine')).calibration).toEqual({ brierPpm: 15_625, markets: 1 })
  expect((await cat.call('predictions.mine')).calibration).toEqual({ brierPpm: 193_600, markets: 1 })
  expect((await ann.call('predictions.calibration')).items).toEqual([])
})

it('refuses what does not fit, by name', async () => {
  const codeOf = async (path: string, body: object) => (await bob.send('POST', `/predictions${path}`, body)).code
  expect(await codeOf(`/${marketId}/bets`, { side: 'yes', stake: '1' })).toBe('prediction_not_found')
  expect(await codeOf('/999/bets', { side: 'yes', stake: '1' })).toBe('prediction_not_found')
  expect(await codeOf('/1/bets', { side: 'maybe', stake: '1' })).toBe('validation_failed')
  expect(await codeOf('', { ...question, source: 'javascript:alert(1)', closesAt })).toBe('validation_failed')
  expect(await codeOf('', { ...question, question: 'two\nlines of text', closesAt })).toBe('validation_failed')
  expect((await bob.send('GET', '/predictions/999')).status).toBe(404)
  expect((await bob.send('GET', '/predictions?cursor=x')).code).toBe('invalid_cursor')
  expect((await bob.send('GET', '/admin/predictions')).status).toBe(403)
})
