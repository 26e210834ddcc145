/** Client secrets: how many there may be, how much they hold, how long they open anything. */
import { describe, expect, test } from 'vitest'
import type { AccountId } from '../../engine/ledger/chart.ts'
import type { Problem } from '../problem.ts'
import { defaultSettings } from '../settings.ts'
import { ClientSecrets } from './secrets.ts'

const clock = { at: 0, now: () => clock.at }
const limits = defaultSettings.realtime.maxSecrets
const secret = { address: '192.0.2.1', model: 'm', session: {}, expiresAt: 600_000 }
const of = (account: number, key = 'key') => ({ ...secret, account: account as AccountId, key })

/** How many of the tries made one, and the codes of the others. */
function made(tries: number, create: (index: number) => unknown): readonly [number, ReadonlySet<string>] {
  const codes: string[] = []
  for (let index = 0; index < tries; index++) {
    try {
      create(index)
    } catch (error) {
      codes.push((error as Problem).code)
    }
  }
  return [tries - codes.length, new Set(codes)]
}

describe('client secrets', () => {
  test('of one account are at most 200, whichever of its keys make them; other accounts are not in their way', () => {
    const secrets = new ClientSecrets(clock, limits)
    const full = new Set(['too_many_secrets'])
    expect(made(10_100, (index) => secrets.create(of(1, `key ${index % 100}`)))).toEqual([200, full])
    expect(made(200, () => secrets.create(of(2)))).toEqual([200, new Set()])
  })

  test('hold at most 64 KiB each, counted in bytes, and an account’s 1 MiB together', () => {
    const secrets = new ClientSecrets(clock, limits)
    const holding = (account: number, instructions: string) =>
      secrets.create({ ...of(account), session: { instructions } })
    expect(made(1, () => holding(1, 'é'.repeat(33_000)))).toEqual([0, new Set(['invalid_field'])])
    expect(made(30, () => holding(1, 'é'.repeat(32_000)))).toEqual([16, new Set(['too_many_secrets'])])
    expect(made(16, () => holding(2, 'é'.repeat(32_000)))).toEqual([16, new Set()])
  })

  test('of all accounts are bounded in number and in bytes', () => {
    const few = new ClientSecrets(clock, { ...limits, ofAll: 3 })
    expect(made(5, (account) => few.create(of(account)))).toEqual([3, new Set(['too_many_secrets'])])
    const small = new ClientSecrets(clock, { ...limits, bytesOfAll: 100 })
    const session = { instructions: 'x'.repeat(20) }
    expect(made(5, (account) => small.create({ ...of(account), session }))[0]).toBe(2)
  })

  test('give their settings back as they were, and room when they end', () => {
    const secrets = new ClientSecrets(clock, { ...limits, ofAccount: 1 })
    const given = { ...of(1), session: { instructions: 'Sei kurz: é', tools: [{ name: 'x' }] } }
    const token = secrets.create(given)
    expect(secrets.find(token)).toEqual(given)
    expect(made(1, () => secrets.create(of(1)))[0]).toBe(0)
    clock.at = given.expiresAt
    expect(secrets.find(token)).toBeUndefined()
    expect(made(1, () => secrets.create({ ...of(1), expiresAt: 1_200_000 }))[0]).toBe(1)
  })
})
