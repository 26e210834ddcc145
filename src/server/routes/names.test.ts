/** Claims about the public name of an account through the API. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openWorld, type World } from '../testing/world.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

it('is a pseudonym until the owner sets a handle, which keys can read and only a session sets', async () => {
  const ann = await world.signUp('ann')
  const before = await ann.call('account.handle.get')
  expect(before).toMatchObject({ handle: null, shown: before.pseudonym, changeableAt: null })
  const after = await ann.call('account.handle.set', { body: { handle: 'ann-the-first' } })
  expect(after).toMatchObject({ handle: 'ann-the-first', shown: 'ann-the-first', pseudonym: before.pseudonym })
  expect(after.changeableAt).toBeGreaterThan(Date.now() + 6 * 86_400_000)
  const key = await ann.withKey(['read'])
  expect(await key.call('account.handle.get')).toEqual(after)
  expect((await key.send('PUT', '/account/handle', { handle: null })).code).toBe('session_required')
  const bob = await world.signUp('bob')
  expect((await bob.send('PUT', '/account/handle', { handle: 'ann-the-first' })).code).toBe('handle_taken')
  expect((await bob.send('PUT', '/account/handle', { handle: 'operator' })).code).toBe('handle_reserved')
  expect((await bob.send('PUT', '/account/handle', { handle: 'NO' })).code).toBe('validation_failed')
})
