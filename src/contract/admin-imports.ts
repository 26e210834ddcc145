/** Bringing people over from another gateway: one person at a time with credits and keys. What of the other gateway becomes what is the CLI's. */
import { z } from 'zod'
import { endpoint, table } from './endpoint.ts'
import { credits, creditsInput, id, line, modelName, reason, time } from './values.ts'

/** Gateways that lx import reads. */
const importSources = ['new-api'] as const
/** Keys of one person that come over at most. */
export const IMPORTED_KEYS = 100

/** A key of another gateway: `sk-` and at least 190 random bits. */
export const foreignSecret = z.string().regex(/^sk-[A-Za-z0-9]{32,124}$/, '“sk-” and 32 to 124 letters and digits')
/** A password as bcrypt keeps it. */
export const importedHash = z.string().regex(/^\$2[aby]\$(0[4-9]|1[0-4])\$[./A-Za-z0-9]{53}$/, 'a bcrypt hash')

/** Names what comes over, so that it comes once. */
const token = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[A-Za-z0-9._-]+$/, 'letters, digits and . _ -')

const ipRange = z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()])

const importedKey = z.strictObject({
  secret: foreignSecret,
  name: line(64),
  expiresAt: time.nullable().optional(),
  budget: creditsInput.nullable().optional().meta({ description: 'in total, from now on; null for no limit' }),
  allowedModels: z.array(modelName).min(1).max(200).nullable().optional(),
  allowedIps: z.array(ipRange).min(1).max(100).nullable().optional(),
})

export const importedPerson = z
  .object({
    account: id,
    email: z.string(),
    created: z.boolean().meta({ description: 'false: came over before' }),
    credited: credits.meta({ description: 'booked by this request; 0 when it was booked before' }),
    keys: z.array(
      z.object({
        hint: z.string(),
        outcome: z.enum(['created', 'known', 'refused']),
        code: z.string().nullable().meta({ description: 'why it was refused' }),
      }),
    ),
  })
  .meta({ id: 'ImportedPerson' })
export type ImportedPerson = z.infer<typeof importedPerson>

export const adminImportEndpoints = table(
  endpoint({
    id: 'admin.imports.person',
    method: 'POST',
    path: '/admin/imports/people',
    summary: 'Bring a person over from another gateway, with password, credits and keys',
    description:
      'May be repeated: the person, the credits and each key come over once for each (source, instance, reference). ' +
      'The credits are a top-up and raise declared custody: they are owed here from then on.',
    auth: 'operator',
    audit: { action: 'person.import', target: ['email'], says: ['source', 'instance', 'reference', 'credits'] },
    status: 201,
    body: z.strictObject({
      source: z.enum(importSources),
      instance: token.meta({ description: 'which gateway of that kind' }),
      reference: token.meta({ description: 'the person’s number there' }),
      email: z.email().max(254),
      name: line(64),
      passwordHash: importedHash
        .nullable()
        .optional()
        .meta({ description: 'null: in by a link from an operator only' }),
      credits: creditsInput,
      suspended: z.boolean().optional(),
      groups: z.array(line(64)).max(50).optional().meta({ description: 'by which channels choose whom they serve' }),
      keys: z.array(importedKey).max(IMPORTED_KEYS).optional(),
      reason: reason.optional(),
    }),
    response: importedPerson,
    errors: ['email_taken', 'amount_out_of_range', 'topups_stopped', 'payment_already_booked', 'account_is_operator'],
  }),
)
