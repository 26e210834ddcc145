/** Requests against the contract's schemas: a typed value or one problem that names every field. */
import type { z } from 'zod'
import { type FieldProblem, Refusal } from './problem.ts'

/** At most so many fields are named; a hostile body can have thousands. */
const MAX_FIELDS = 20

/** Parts of a request and the schemas they must meet. */
export type Part = 'params' | 'query' | 'body'
export type Schemas = { readonly [P in Part]?: z.ZodType | undefined }

/** The parsed parts. Throws validation_failed naming every field at fault. */
export function validated(schemas: Schemas, parts: Readonly<Record<Part, unknown>>): Record<Part, unknown> {
  const fields: FieldProblem[] = []
  const result: Record<Part, unknown> = { params: {}, query: {}, body: undefined }
  for (const part of ['params', 'query', 'body'] as const) {
    const schema = schemas[part]
    if (!schema) continue
    const parsed = schema.safeParse(parts[part] === undefined ? {} : parts[part])
    if (parsed.success) result[part] = parsed.data
    else fields.push(...parsed.error.issues.flatMap((issue) => fieldProblems(part, issue)))
  }
  if (!schemas.query) fields.push(...surplus(parts.query))
  if (fields.length > 0) throw new Refusal('validation_failed', { fields: fields.slice(0, MAX_FIELDS) })
  return result
}

/** An endpoint without query parameters takes none, so that a mistyped one is noticed. */
function surplus(query: unknown): FieldProblem[] {
  const names = typeof query === 'object' && query !== null ? Object.keys(query) : []
  return names.map((name) => ({
    path: clean(`query.${name}`),
    code: 'unrecognized_keys',
    message: 'is not a parameter of this endpoint',
  }))
}

function fieldProblems(part: Part, issue: z.core.$ZodIssue): FieldProblem[] {
  const path = [part, ...issue.path].map(String).join('.')
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.slice(0, MAX_FIELDS).map((key) => ({
      path: clean(`${path}.${key}`),
      code: issue.code,
      message: 'is not a field of this request',
    }))
  }
  return [{ path: clean(path), code: issue.code, message: clean(issue.message) }]
}

/** Names come from the caller: short and well-formed before they go back. */
function clean(text: string): string {
  return text.slice(0, 200).toWellFormed()
}
