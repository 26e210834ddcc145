/** Claims about roles. */
import { describe, expect, it } from 'vitest'
import { roles } from '../../../../../src/contract/account.ts'
import { groupsIn, ROLES, sameRoles, withRole } from './user.ts'

describe('roles', () => {
  it('are those of the contract', () => expect([...ROLES].sort()).toEqual([...roles].sort()))
  it('are turned on and off one by one, never twice', () => {
    expect(withRole(['user'], 'auditor', true)).toEqual(['user', 'auditor'])
    expect(withRole(['auditor', 'user'], 'auditor', true)).toEqual(['user', 'auditor'])
    expect(withRole(['user', 'operator'], 'operator', false)).toEqual(['user'])
  })
  it('are the same in any order', () => {
    expect(sameRoles(['user', 'auditor'], ['auditor', 'user'])).toBe(true)
    expect(sameRoles(['user'], [])).toBe(false)
  })
})

describe('groups', () => {
  it('are entered with commas of any script, and each once', () =>
    expect(groupsIn(' beta, staff、beta，vip one ,')).toEqual(['beta', 'staff', 'vip one']))
})
