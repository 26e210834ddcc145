/** Problem details (RFC 9457) as every failed request of the platform API answers them. */
import { z } from 'zod'

export const problem = z
  .object({
    type: z.string().meta({ description: 'address of the documentation of this code' }),
    title: z.string(),
    status: z.int(),
    code: z.string().meta({ description: 'stable name of the refusal' }),
    detail: z.string().optional(),
    /** Numbers and ids that help, e.g. what is missing. */
    context: z.record(z.string(), z.union([z.number(), z.string()])).optional(),
    traceId: z.string(),
    docs: z.string(),
    retryAfterSeconds: z.int().optional(),
    errors: z
      .array(
        z.object({
          path: z.string().meta({ description: 'e.g. body.items.3.price' }),
          code: z.string(),
          message: z.string(),
        }),
      )
      .optional(),
  })
  .meta({ id: 'Problem' })
export type Problem = z.infer<typeof problem>

export const PROBLEM_TYPE = 'application/problem+json'
