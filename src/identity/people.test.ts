/** Claims about the operator's view of people. */
import { describe, expect, it } from 'vitest'
import type { AccountId } from '../engine/ledger/chart.ts'
import { password, start } from './testing/world.ts'

describe('people', () => {
  it('are found by any part of address or name, in pages, newest first', async () => {
    const { signUp, identity } = await start()
    for (let who = 0; who < 5; who++) await signUp(`user${who}@example.com`, { address: `192.0.2.${who}` })
    const first = await identity.people.search({ search: 'USER', limit: 3 })
    expect(first.items).toHaveLength(3)
    const second = await identity.people.search({ search: 'USER', limit: 3, after: first.next ?? '' })
    expect(second.next).toBeNull()
    expect(new Set([...first.items, ...second.items].map(({ email }) => email)).size).toBe(5)
    expect((await identity.people.search({ search: 'user3', limit: 3 })).items.map(({ email }) => email)).toEqual([
      'user3@example.com',
    ])
    expect((await identity.people.search({ search: '%', limit: 3 })).items).toEqual([])
    expect((await identity.people.search({ search: "' or 1=1 --", limit: 3 })).items).toEqual([])
  })

  it('get and lose roles with the next request; the last operator keeps theirs', async () => {
    const { signUp, find, identity } = await start()
    const { cookie } = await signUp('ann@example.com')
    const id = (await find(cookie))?.identityId ?? ''
    expect(await identity.people.setRoles(id, ['operator', 'user'])).toMatchObject({
      ok: true,
      value: { roles: ['user', 'operator'] },
    })
    expect((await find(cookie))?.operator).toBe(true)
    expect(await identity.people.setRoles(id, [])).toEqual({ ok: false, code: 'last_operator' })
    expect(await identity.people.setDisabled(id, true)).toEqual({ ok: false, code: 'last_operator' })
    await identity.people.create({ email: 'bo@example.com', password, name: 'Bo' }, ['operator'])
    expect((await identity.people.setRoles(id, [])).ok).toBe(true)
    expect((await find(cookie))?.operator).toBe(false)
    expect(await identity.people.setRoles('nobody', [])).toEqual({ ok: false, code: 'not_found' })
  })

  it('whose role changes have their engine account told, signed in or not', async () => {
    const told: unknown[] = []
    const { identity } = await start({
      openAccount: async (person) => {
        told.push(person)
        return 1 as AccountId
      },
    })
    const made = await identity.people.create({ email: 'bo@example.com', password, name: 'Bo' }, [])
    const identityId = made.ok ? made.value.identityId : ''
    await identity.people.setRoles(identityId, ['operator'])
    expect(told).toEqual([{ identityId, operator: true }])
  })

  it('who are disabled are out at once and stay out', async () => {
    const { signUp, signIn, find, identity } = await start()
    const { cookie } = await signUp('ann@example.com')
    const id = (await find(cookie))?.identityId ?? ''
    await identity.people.setDisabled(id, true)
    expect(await find(cookie)).toBeNull()
    expect((await signIn('ann@example.com')).json.code).toBe('ACCOUNT_DISABLED')
    await identity.people.setDisabled(id, false)
    expect((await signIn('ann@example.com')).status).toBe(200)
  })

  it('who lost their password get one from the operator, and nobody stays signed in with the old one', async () => {
    const { signUp, signIn, find, identity } = await start()
    const { cookie } = await signUp('ann@example.com')
    const id = (await find(cookie))?.identityId ?? ''
    expect(await identity.people.setPassword(id, 'password123')).toEqual({ ok: false, code: 'weak_password' })
    expect((await identity.people.setPassword(id, 'operator gave this')).ok).toBe(true)
    expect(await find(cookie)).toBeNull()
    expect((await signIn('ann@example.com', 'operator gave this')).status).toBe(200)
  })

  it('configured as operator exist after the start, with the password they have', async () => {
    const { identity, signIn, signUp } = await start()
    expect((await identity.people.ensureOperator('Root@Example.com', password)).ok).toBe(true)
    expect((await identity.people.ensureOperator('root@example.com', 'another horse battery')).ok).toBe(true)
    expect((await signIn('root@example.com')).status).toBe(200)
    await signUp('ann@example.com')
    await identity.people.ensureOperator('ann@example.com', password)
    expect(await identity.people.countOperators()).toBe(2)
  })
})
