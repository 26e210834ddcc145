/** Claims about proposals through commands: who may, what is counted, when it comes into force, and what attacks come to. */
import { describe, expect, it, test } from 'vitest'
import { DAY, GovernanceWorld, LCO, TEXT } from '../../../test/engine/governance-world.ts'
import type { ProposalId } from '../command.ts'
import { type AccountId, P, U, userSlot } from '../ledger/chart.ts'
import { type ParameterKey, parameterKeys, parameters } from '../parameters.ts'

const fee = { key: 'market.takerFee', value: 25 } as const
const open = { key: 'governance.open', value: 30 } as const
const four = [2_000, 2_000, 2_000, 2_000]

function lcoOf(world: GovernanceWorld, account: number, offset: 7 | 14): number {
  return world.driver.engine.state.ledger.balance(userSlot(account as AccountId, offset))
}

describe('a proposal', () => {
  it('that wins waits its time, is executed by the engine, and the fee changes from exactly that command on', () => {
    const world = new GovernanceWorld(four)
    const { driver } = world
    const { market } = world
    const id = world.vote(1, [fee])
    world.all(id, { 1: 'yes', 2: 'yes', 3: 'no' })
    expect(world.driver.engine.state.parameters['market.takerFee']).toBe(10)
    world.pass(5 * DAY)
    // Two thirds are not 66.7 %.
    expect(world.ending(id)).toMatchObject({ outcome: 'defeated', defeat: 'majority', burned: false })
    const again = world.vote(1, [fee])
    world.all(again, { 1: 'yes', 2: 'yes', 3: 'yes', 4: 'no' })
    world.pass(5 * DAY)
    expect(driver.seen('governance.queued')).toMatchObject([{ proposalId: again, reason: null, actor: null }])
    world.pass(7 * DAY - 1)
    const feeNow = (): number => {
      market.limit(2, 'sell', [20_000, 100])
      market.limit(3, 'buy', [20_000, 100])
      return driver.seen('trade').at(-1)?.takerFee ?? 0
    }
    const before = feeNow()
    expect(driver.engine.state.parameters['market.takerFee']).toBe(10)
    driver.pass(1)
    expect(world.ending(again)).toMatchObject({ outcome: 'executed', failure: null })
    expect(feeNow()).toBe(before * 2.5)
    const changed = driver.seen('parameter.changed').at(-1)
    expect(changed).toMatchObject({ key: 'market.takerFee', before: 10, after: 25, proposal: again, actor: 1 })
    expect(changed?.version).toBe(1)
  })

  it('bonds LCO and gives them back at the end, whatever the end, but a veto for abuse', () => {
    const world = new GovernanceWorld(four)
    const have = lcoOf(world, 1, U.lco)
    const [good, bad] = [world.propose(1, [fee]), world.propose(1, [])]
    expect([lcoOf(world, 1, U.lco), lcoOf(world, 1, U.bond)]).toEqual([have - 20 * LCO, 20 * LCO])
    const veto = { reason: 'spam', actor: world.operator }
    world.driver.do('governance.veto', { proposalId: good, abuse: false, ...veto })
    world.driver.do('governance.veto', { proposalId: bad, abuse: true, ...veto })
    expect([lcoOf(world, 1, U.lco), lcoOf(world, 1, U.bond)]).toEqual([have - 10 * LCO, 0])
    expect(world.driver.engine.state.ledger.balance(P.burnedBond)).toBe(10 * LCO)
    expect(world.ending(bad)).toMatchObject({ outcome: 'vetoed', burned: true, reason: 'spam', actor: world.operator })
  })

  it('in words is adopted by more than half, and changes nothing', () => {
    const world = new GovernanceWorld(four)
    const id = world.vote(1, [])
    world.all(id, { 1: 'yes', 2: 'yes', 3: 'no', 4: 'abstain' })
    world.pass(5 * DAY)
    expect(world.ending(id)).toMatchObject({ outcome: 'succeeded' })
    expect(world.driver.seen('parameter.changed').filter(({ proposal }) => proposal !== null)).toEqual([])
  })

  it('that moves no money waits 48 hours, one that does 7 days; more than half is enough for the first', () => {
    const world = new GovernanceWorld(four)
    const id = world.vote(1, [open])
    world.all(id, { 1: 'yes', 2: 'yes', 3: 'no' })
    world.pass(7 * DAY)
    expect(world.ending(id)?.at).toBe((world.driver.seen('governance.queued')[0]?.at ?? 0) + 2 * DAY)
    expect(world.driver.engine.state.parameters['governance.open']).toBe(30)
  })

  it('is refused by name: no Whale, a key twice, off the step, no change, not governable, too many', () => {
    const world = new GovernanceWorld([...four, 999])
    const code = (account: number, changes: Parameters<typeof world.tryPropose>[1]) => {
      const outcome = world.tryPropose(account, changes)
      return outcome.ok ? undefined : outcome.code
    }
    expect(code(5, [fee])).toBe('not_whale')
    expect(code(world.operator, [fee])).toBe('account_is_operator')
    expect(code(1, [fee, fee])).toBe('bad_proposal')
    expect(code(1, [{ ...fee, value: 101 }])).toBe('parameter_out_of_bounds')
    expect(code(1, [{ ...fee, value: 10 }])).toBe('parameter_unchanged')
    expect(code(1, [{ key: 'market.band', value: 3_000 }])).toBe('parameter_not_governable')
    expect(code(1, [{ key: 'no.such' as ParameterKey, value: 1 }])).toBe('unknown_parameter')
    const outcome = world.driver.try('governance.propose', { account: 1 as AccountId, changes: [fee], textHash: 'x' })
    expect(outcome).toMatchObject({ code: 'bad_proposal' })
    for (let i = 0; i < 2; i++) world.propose(1, [fee])
    expect(code(1, [fee])).toBe('proposals_full')
    expect(code(2, [fee])).toBeUndefined()
  })

  it('without quorum, with fewer than three voters, or with abstentions alone is defeated', () => {
    const world = new GovernanceWorld([5_000, 5_000, 5_000, 1_000, 1_000, 1_000])
    const [a, b, c] = [world.propose(1, [open]), world.propose(2, [open]), world.propose(3, [open])]
    world.pass(2 * DAY)
    world.all(a, { 4: 'yes', 5: 'yes', 6: 'yes' })
    world.all(b, { 1: 'yes', 2: 'yes' })
    world.all(c, { 1: 'abstain', 2: 'abstain', 3: 'abstain' })
    world.pass(5 * DAY)
    expect([a, b, c].map((id) => world.ending(id)?.defeat)).toEqual(['quorum', 'voters', 'majority'])
  })
})

describe('few Whales', () => {
  it('make the vote advisory: the operator decides with a reason, and acceptance waits like any success', () => {
    const world = new GovernanceWorld([2_000, 2_000])
    const [id, other, third] = [world.propose(1, [fee]), world.propose(1, []), world.propose(2, [open])]
    const decide = (proposalId: ProposalId, accept: boolean) =>
      world.driver.try('governance.decide', { proposalId, accept, reason: 'as they wish', actor: world.operator })
    expect(decide(id, true)).toMatchObject({ code: 'nothing_to_decide' })
    world.pass(2 * DAY)
    expect(world.driver.seen('governance.opened').map(({ advisory }) => advisory)).toEqual([true, true, true])
    world.all(id, { 1: 'yes', 2: 'no' })
    world.pass(5 * DAY)
    expect(world.unstake(1, 2_000).ok).toBe(true)
    expect(decide(id, true)).toMatchObject({ ok: true, result: { executesAt: world.driver.now + 7 * DAY } })
    expect(decide(other, false)).toMatchObject({ ok: true, result: { executesAt: null } })
    expect(world.ending(other)).toMatchObject({ outcome: 'declined', reason: 'as they wish', actor: world.operator })
    world.pass(7 * DAY)
    expect(world.ending(id)?.outcome).toBe('executed')
    world.pass(7 * DAY)
    expect(world.ending(third)?.outcome).toBe('expired')
  })
})

describe('an attack', () => {
  it('with a stake that came within 7 days of the snapshot counts nothing', () => {
    const world = new GovernanceWorld([2_000, 2_000, 2_000, 0, 1_000])
    const id = world.propose(1, [fee])
    world.stake(4, 9_000)
    world.stake(5, 8_000)
    world.pass(2 * DAY)
    expect(world.driver.seen('governance.opened')).toMatchObject([{ whales: 4, total: 5_200, cap: 1_400 }])
    expect(world.cast(id, 4, 'no')).toMatchObject({ code: 'no_voting_power' })
    expect(world.cast(id, 5, 'no')).toMatchObject({ ok: true, result: { power: 1_000 } })
  })

  it('of voting and unstaking fails: the stake stays until the vote ends, and leaving first leaves nothing to vote with', () => {
    const world = new GovernanceWorld([...four, 3_000])
    const id = world.vote(1, [fee])
    world.all(id, { 1: 'yes' })
    expect(world.unstake(1, 2_000)).toMatchObject({ code: 'stake_votes' })
    expect(world.unstake(5, 1_500)).toMatchObject({ ok: true })
    expect(world.cast(id, 5, 'no')).toMatchObject({ ok: true, result: { power: 1_500 } })
    expect(world.unstake(5, 1)).toMatchObject({ code: 'stake_votes', detail: { locked: 1_500 * LCO } })
    world.unstake(2, 1_500)
    world.driver.do('stake.cancel', { account: 2 as AccountId, unbondingId: 2 as never })
    expect(world.cast(id, 2, 'no')).toMatchObject({ code: 'no_voting_power' })
    world.pass(5 * DAY)
    expect(world.unstake(1, 2_000).ok).toBe(true)
  })

  it('of voting twice fails, also in another word, also after a restart', () => {
    const world = new GovernanceWorld(four)
    const id = world.vote(1, [fee])
    world.all(id, { 1: 'yes' })
    expect(world.cast(id, 1, 'no')).toMatchObject({ code: 'already_voted' })
    world.driver.restart()
    expect(world.cast(id, 1, 'yes')).toMatchObject({ code: 'already_voted' })
    expect(world.unstake(1, 1)).toMatchObject({ code: 'stake_votes' })
  })

  it('of one large stake is held to 20 % of all; split up, each part must be a Whale and none gains more than its coins', () => {
    const whole = new GovernanceWorld([9_000, 1_000, 1_000, 1_000])
    const id = whole.vote(1, [open])
    expect(whole.cast(id, 1, 'yes')).toMatchObject({ ok: true, result: { power: 2_400 } })
    const split = new GovernanceWorld([...Array(9).fill(1_000), 1_000, 1_000, 1_000])
    const other = split.vote(1, [open])
    expect(split.driver.seen('governance.opened')[0]).toMatchObject({ whales: 12, total: 12_000 })
    expect(split.cast(other, 1, 'yes')).toMatchObject({ ok: true, result: { power: 1_000 } })
  })

  it('of stuffing ends at the limits, each proposal bonded', () => {
    const world = new GovernanceWorld(Array(11).fill(1_000))
    for (let account = 1; account <= 10; account++) for (let i = 0; i < 2; i++) world.propose(account, [])
    expect(world.tryPropose(11, [])).toMatchObject({ code: 'proposals_full', detail: { all: 20 } })
  })

  it('with a change that has gone stale executes nothing: moved by the operator, or by another proposal', () => {
    const world = new GovernanceWorld(four)
    const yes = { 1: 'yes', 2: 'yes', 3: 'yes', 4: 'yes' } as const
    const both = [fee, { key: 'market.makerFee', value: 5 }] as const
    const first = world.vote(1, both)
    world.all(first, yes)
    world.pass(5 * DAY)
    world.set('market.makerFee', 7)
    world.pass(7 * DAY)
    expect(world.ending(first)).toMatchObject({
      outcome: 'expired',
      failure: { key: 'market.makerFee', code: 'parameter_moved' },
    })
    expect(world.driver.engine.state.parameters['market.takerFee']).toBe(10)
    const [a, b] = [world.propose(1, [fee]), world.propose(2, [{ ...fee, value: 30 }])]
    world.pass(2 * DAY)
    world.all(a, yes)
    world.all(b, yes)
    world.pass(12 * DAY)
    expect(world.ending(a)?.outcome).toBe('executed')
    expect(world.ending(b)).toMatchObject({ outcome: 'expired', failure: { code: 'parameter_cools_off' } })
    expect(world.tryPropose(3, [{ ...fee, value: 30 }])).toMatchObject({ code: 'parameter_cools_off' })
    world.pass(7 * DAY)
    expect(world.tryPropose(3, [{ ...fee, value: 30 }]).ok).toBe(true)
  })

  it('from a suspended account, or a vote before and after its time, is refused', () => {
    const world = new GovernanceWorld(four)
    const id = world.propose(1, [fee])
    expect(world.cast(id, 1, 'yes')).toMatchObject({ code: 'not_voting' })
    world.pass(2 * DAY)
    world.driver.do('account.suspend', { account: 2 as AccountId, suspended: true, reason: 'a test' })
    expect(world.cast(id, 2, 'yes')).toMatchObject({ code: 'account_suspended' })
    expect(world.cast(99 as ProposalId, 1, 'yes')).toMatchObject({ code: 'proposal_not_found' })
    world.pass(5 * DAY)
    expect(world.cast(id, 1, 'yes')).toMatchObject({ code: 'proposal_not_found' })
  })
})

describe('the kill switch', () => {
  it('stops proposals and votes; what runs is counted and executed, can be vetoed, and stakes come free', () => {
    const world = new GovernanceWorld(four)
    const id = world.vote(1, [fee])
    const vetoed = world.propose(2, [])
    world.all(id, { 1: 'yes', 2: 'yes', 3: 'yes' })
    const off = { product: 'governance', on: false, reason: 'a test', actor: world.operator } as const
    world.driver.do('switch.set', off)
    expect(world.cast(id, 4, 'no')).toMatchObject({ code: 'governance_stopped' })
    expect(world.tryPropose(3, [])).toMatchObject({ code: 'governance_stopped' })
    world.driver.do('governance.veto', { proposalId: vetoed, abuse: false, reason: 'a test', actor: world.operator })
    world.pass(5 * DAY)
    expect(world.unstake(1, 2_000).ok).toBe(true)
    world.pass(7 * DAY)
    expect(world.ending(id)?.outcome).toBe('executed')
  })
})

test.each([
  ['max supply', /supply|unissued/],
  ['the emission curve', /emission|mining|\bera\b/],
  ['1 CR = 1 USD', /peg|usd/i],
  ['balances', /balance|ledger/],
  ['journal history', /journal|history/],
  ['burns', /burn/],
  ['settled outcomes', /outcome/],
  ['allocated quotas', /quota/],
])('%s is no parameter: nobody can propose it', (_what, pattern) => {
  expect(parameterKeys.filter((key) => pattern.test(key))).toEqual([])
})

test('no proposal takes the share of profit below 20 %', () => {
  const world = new GovernanceWorld(four)
  const code = (value: number) => world.tryPropose(1, [{ key: 'fund.share', value }])
  expect(parameters['fund.share'].min).toBe(2_000)
  expect(code(1_999)).toMatchObject({ code: 'parameter_out_of_bounds' })
  expect(code(2_001)).toMatchObject({ ok: true })
})

test('a restart at any instant of a proposal’s life gives the same state, and it is executed once', () => {
  const run = (restarts: boolean) => {
    const world = new GovernanceWorld(four)
    const step = (ms: number): void => {
      world.pass(ms)
      if (restarts) world.driver.restart()
    }
    const id = world.propose(1, [fee])
    step(2 * DAY)
    world.all(id, { 1: 'yes', 2: 'yes' })
    step(DAY)
    world.all(id, { 3: 'yes' })
    step(4 * DAY)
    step(7 * DAY - 60_000)
    step(120_000)
    return world
  }
  const [a, b] = [run(false), run(true)]
  expect(b.driver.hash()).toBe(a.driver.hash())
  for (const world of [a, b]) {
    expect(world.driver.seen('parameter.changed').filter(({ proposal }) => proposal !== null)).toHaveLength(1)
    expect(world.driver.seen('governance.proposed')[0]?.textHash).toBe(TEXT)
  }
})
