/** Operators' view of people: search, suspension, roles, groups. Their sessions and passwords are in sessions.ts. */
import { z } from 'zod'
import { roles } from './account.ts'
import { endpoint, table } from './endpoint.ts'
import { credits, id, lco, line, pageOf, pageQuery, pathId, reason, tier, time } from './values.ts'

export const user = z
  .object({
    account: id.nullable().meta({ description: 'null until the first sign-in after sign-up' }),
    identity: z.string(),
    email: z.string(),
    name: z.string(),
    roles: z.array(z.enum(roles)),
    groups: z.array(z.string()).meta({ description: 'by which channels choose whom they serve' }),
    suspended: z.boolean(),
    createdAt: time,
    credits: credits.nullable(),
    lco: lco.nullable(),
    tier: tier.nullable(),
  })
  .meta({ id: 'User' })
export type User = z.infer<typeof user>

export const adminPeopleEndpoints = table(
  endpoint({
    id: 'admin.users.list',
    method: 'GET',
    path: '/admin/users',
    summary: 'Search people by email or name',
    auth: 'operator',
    query: z.strictObject({ ...pageQuery, search: line(100).optional() }),
    response: pageOf(user),
    errors: ['invalid_cursor'],
  }),
  endpoint({
    id: 'admin.users.suspend',
    method: 'POST',
    path: '/admin/users/{account}/suspend',
    summary: 'Suspend an account or lift it',
    auth: 'operator',
    audit: { action: 'account.suspend', target: ['account'], says: ['suspended'] },
    params: z.strictObject({ account: pathId }),
    body: z.strictObject({ suspended: z.boolean(), reason }),
    response: user,
    errors: ['account_not_found', 'account_is_operator', 'reason_required'],
  }),
  endpoint({
    id: 'admin.users.roles',
    method: 'PUT',
    path: '/admin/users/{account}/roles',
    summary: 'Set a person’s roles',
    auth: 'operator',
    audit: { action: 'user.roles', target: ['account'], says: ['roles'] },
    params: z.strictObject({ account: pathId }),
    body: z.strictObject({ roles: z.array(z.enum(roles)).max(roles.length), reason }),
    response: user,
    errors: ['account_not_found', 'last_operator'],
  }),
  endpoint({
    id: 'admin.users.groups',
    method: 'PUT',
    path: '/admin/users/{account}/groups',
    summary: 'Set the groups of an account; channels may serve some groups only',
    auth: 'operator',
    audit: { action: 'account.groups', target: ['account'], says: ['groups'] },
    params: z.strictObject({ account: pathId }),
    body: z.strictObject({
      groups: z
        .array(line(64))
        .max(50)
        .refine((list) => new Set(list).size === list.length, 'each group once'),
      reason: reason.optional(),
    }),
    response: user,
    errors: ['account_not_found'],
  }),
)
