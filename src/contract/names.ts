/** The public name of the caller's own account. Whose account a public name stands for is told to nobody. */
import { z } from 'zod'
import { endpoint, scopes, table } from './endpoint.ts'
import { time } from './values.ts'

/** An account as anybody may see it: its owner's handle, else a pseudonym. */
export const publicName = z
  .string()
  .meta({ description: 'handle of its owner’s choice, else a pseudonym', examples: ['quiet-heron-4071'] })

const handle = z.string().regex(/^[a-z0-9_-]{3,24}$/, '3 to 24 of a–z, 0–9, _ and -')

const handleState = z
  .object({
    handle: handle.nullable().meta({ description: 'null: the pseudonym is shown' }),
    pseudonym: z.string(),
    shown: publicName,
    changeableAt: time.nullable().meta({ description: 'when another can be set; null: now' }),
  })
  .meta({ id: 'PublicName' })

export const nameEndpoints = table(
  endpoint({
    id: 'account.handle.get',
    method: 'GET',
    path: '/account/handle',
    summary: 'The name under which others see this account',
    auth: scopes,
    response: handleState,
  }),
  endpoint({
    id: 'account.handle.set',
    method: 'PUT',
    path: '/account/handle',
    summary: 'Choose a public name, or go back to the pseudonym with null',
    description:
      'Unique; can be set once a week and removed at any time. A name that was given up stays its former owner’s for 90 days.',
    auth: 'session',
    body: z.strictObject({ handle: handle.nullable() }),
    response: handleState,
    errors: ['handle_taken', 'handle_reserved', 'handle_changed_lately'],
  }),
)
