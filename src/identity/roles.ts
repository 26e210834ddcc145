/** The roles a person can have and how they are stored. What a role allows is decided where it is asked for. */
import { type Role, roles } from '../contract/account.ts'

export type { Role }

/** Everybody is a `user`; the others are stored by name, separated by spaces. Unknown names are ignored. */
export function rolesOf(stored: string): readonly Role[] {
  const names = stored.split(' ')
  return roles.filter((role) => role === 'user' || names.includes(role))
}

export function storedRoles(list: readonly Role[]): string {
  return roles.filter((role) => role !== 'user' && list.includes(role)).join(' ')
}
