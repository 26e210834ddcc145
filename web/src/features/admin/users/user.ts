/** A person as the list answers it, and the roles there are. */
import type { Role } from '../../../../../src/contract/account.ts'
import type { Answer } from '../../../api/platform.ts'

export type User = Answer<'GET /admin/users'>['items'][number]

/** Equal to the contract's list (tested). */
export const ROLES = ['user', 'resolver', 'operator', 'auditor'] as const satisfies readonly Role[]

/** The roles in the order of the list, each once, with one of them turned on or off. */
export const withRole = (roles: readonly Role[], role: Role, on: boolean): Role[] =>
  ROLES.filter((each) => (each === role ? on : roles.includes(each)))

export const sameRoles = (a: readonly Role[], b: readonly Role[]): boolean =>
  ROLES.every((role) => a.includes(role) === b.includes(role))

/** Names as entered, separated by commas, each once. */
export const groupsIn = (entered: string): string[] => [
  ...new Set(
    entered
      .split(/[,、，]/)
      .map((name) => name.trim())
      .filter(Boolean),
  ),
]
