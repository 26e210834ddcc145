/** Claims about weak passwords and about hashing under load. */
import { describe, expect, it } from 'vitest'
import { HashingBusy, isWeakPassword, passwordHashing } from './password.ts'

describe('isWeakPassword', () => {
  it.each([
    '',
    'short9chr',
    'x'.repeat(129),
    'aaaaaaaaaaaa',
    'abcabcabcabc',
    '1234567890',
    '0987654321',
    'abcdefghijklm',
    'Password1234',
    'QWERTYUIOP',
  ])('refuses %j', (password) => {
    expect(isWeakPassword(password)).toBe(true)
  })

  it('refuses one’s own address and name, also with little around them', () => {
    const about = { email: 'mallory.long@example.com', name: 'Mallory Longname' }
    for (const own of ['mallory.long@example.com', 'mallory.long1', 'Mallory Longname!'])
      expect(isWeakPassword(own, about)).toBe(true)
  })

  it.each(['correct horse battery', 'Tr0ub4dor&3x', '正しい馬の電池とホチキス', 'zw8 q0v2 k1 m'])(
    'takes %j',
    (password) => {
      expect(isWeakPassword(password, { email: 'ann@example.com', name: 'Ann' })).toBe(false)
    },
  )
})

describe('passwordHashing', () => {
  it('verifies what it hashed and nothing else, with a salt of its own each time', async () => {
    const { hash, verify } = passwordHashing()
    const [one, two] = await Promise.all([hash('correct horse battery'), hash('correct horse battery')])
    expect(one).not.toBe(two)
    expect(await verify({ hash: one, password: 'correct horse battery' })).toBe(true)
    expect(await verify({ hash: one, password: 'correct horse batterz' })).toBe(false)
  })

  it('refuses a flood beyond its queue and serves what it had taken', async () => {
    const slow = async () => new Promise<true>((done) => setTimeout(done, 1, true))
    const { verify } = passwordHashing({ hash: async () => '', verify: slow })
    const flood = await Promise.allSettled(Array.from({ length: 80 }, () => verify({ hash: '', password: '' })))
    const busy = flood.filter((one) => one.status === 'rejected' && one.reason instanceof HashingBusy)
    expect(busy).toHaveLength(80 - 2 - 64)
    expect(flood.filter((one) => one.status === 'fulfilled' && one.value)).toHaveLength(2 + 64)
    expect(await verify({ hash: '', password: '' })).toBe(true)
  })
})
