/** Claims about governance on the command line. */
import { expect, it } from 'vitest'
import { machine, standIn } from '../testing/bench.ts'

const tally = { yes: 570, no: 0, abstain: 0, voters: 1 }
const proposal = {
  ...{ proposalId: 4, status: 'active', dueAt: 1_800_000_000_000, tally, proposer: 'ann', title: 'A higher fee' },
  snapshot: { at: 0, whales: 3, total: 1_710, cap: 570, quorum: 684, advisory: false },
  changes: [{ key: 'market.takerFee', before: '10', after: '25' }],
  ...{ money: true, majority: { bps: 6_670, strict: false }, voters: 3, timelockMs: 1, bond: '10.00000000' },
  ...{ burned: false, proposedAt: 0, votingAt: 0, endsAt: 1_800_000_000_000, endedAt: null },
  ...{ defeat: null, failure: null, ownVote: null },
}

it('shows anybody the proposals, and what one needs', async () => {
  const text = { hash: 'a'.repeat(64), title: proposal.title, body: 'why', salt: null, hidden: null }
  const steps = [{ at: 0, sequence: 1, status: 'pending', dueAt: 0, reason: null }]
  const server = await standIn({
    'GET /api/v1/governance': { body: { items: [proposal], nextCursor: null } },
    'GET /api/v1/governance/4': { body: { ...proposal, text, steps } },
  })
  const { lx } = machine({ url: server.url })
  expect((await lx(['gov'])).out).toMatch(/4\s+A higher fee\s+market\.takerFee 10 → 25\s+active\s+570\s+0\s+0/)
  const { out } = await lx(['gov', 'show', '4'])
  expect(out).toMatch(/needs\s+3 voters, 684 of 1710, at least 66\.7 % yes \(moves money\)/)
  expect(out).toMatch(/text\s+why/)
  await server.close()
})

it('proposes several changes as they were typed, and votes', async () => {
  const made = { proposalId: 5, bond: '10.00000000', votingAt: 0, endsAt: 1, sequence: 7, repeated: false }
  const server = await standIn({
    'POST /api/v1/governance': { status: 201, body: made },
    'POST /api/v1/governance/5/votes': { body: { power: 570, tally, lockedUntil: 0, sequence: 8, repeated: false } },
  })
  const { lx } = machine({ url: server.url, key: 'sk-lx-test' })
  const words = ['--title', 'Fees', '--body', 'why']
  const done = await lx(['gov', 'propose', ...words, '--set', 'market.takerFee=25', '--set', 'governance.bond=2.5'])
  expect(done.out).toContain('Proposal 5: 10 LCO bonded.')
  expect(server.asked.at(-1)?.body).toEqual({
    ...{ title: 'Fees', body: 'why' },
    changes: [
      { key: 'market.takerFee', value: '25' },
      { key: 'governance.bond', value: '2.5' },
    ],
  })
  expect((await lx(['gov', 'vote', '5', 'yes'])).out).toContain('Voted yes with 570.')
  expect(server.asked.at(-1)?.body).toEqual({ choice: 'yes' })
  await server.close()
})

it('an operator vetoes and decides with a reason; without one it is a wrong use', async () => {
  const booked = { sequence: 9, repeated: false }
  const server = await standIn({
    'POST /api/v1/admin/governance/5/veto': { body: booked },
    'POST /api/v1/admin/governance/6/decide': { body: { executesAt: null, ...booked } },
  })
  const { lx } = machine({ url: server.url, key: 'sk-lx-test' })
  expect((await lx(['gov', 'veto', '5', '--abuse', '--reason', 'spam'])).out).toContain('burned')
  expect(server.asked.at(-1)?.body).toEqual({ abuse: true, reason: 'spam' })
  expect((await lx(['gov', 'decline', '6', '--reason', 'too early'])).out).toContain('Declined proposal 6.')
  expect(server.asked.at(-1)?.body).toEqual({ accept: false, reason: 'too early' })
  for (const args of [
    ['veto', '5'],
    ['vote', '5', 'perhaps'],
    ['propose', '--title', 'x', '--body', 'y', '--set', 'no-value'],
  ])
    expect((await lx(['gov', ...args])).code).toBe(2)
  await server.close()
})
