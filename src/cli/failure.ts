/** How `lx` ends: the exit codes, and failures that carry one. Printing them is program.ts. */
import type { Problem } from '../contract/problem.ts'

/** Documented in docs/guides/cli.md; scripts rely on them. */
export const exitCodes = {
  ok: 0,
  /** The server understood and said no, or a check found something wrong. */
  refused: 1,
  /** The command line was wrong; nothing was sent. */
  usage: 2,
  /** The server was not reached or is failing; trying again later may help. */
  network: 3,
  /** No key, a key that may not do this, or a wrong password. */
  auth: 4,
} as const
export type ExitReason = keyof typeof exitCodes

/** Ends the command with a message for people and, with --json, one for programs. */
export class CliFailure extends Error {
  override readonly name = 'CliFailure'
  readonly reason: Exclude<ExitReason, 'ok'>
  readonly problem: Problem | undefined

  constructor(reason: Exclude<ExitReason, 'ok'>, message: string, problem?: Problem) {
    super(message)
    this.reason = reason
    this.problem = problem
  }
}

const authCodes = [
  'unauthorized',
  'forbidden',
  'scope_missing',
  'ip_not_allowed',
  'session_required',
  'key_revoked',
  'key_expired',
  'reset_token_invalid',
  'reset_token_used',
  'reset_token_expired',
]

/** What the server refused, as people read it: the rule, what it means, which fields. */
export function refusal(problem: Problem): CliFailure {
  const reason = authCodes.includes(problem.code) ? 'auth' : problem.status >= 500 ? 'network' : 'refused'
  const context = Object.entries(problem.context ?? {}).map(([name, value]) => `${name} ${value}`)
  const fields = (problem.errors ?? []).map(({ path, message }) => `\n  ${path}: ${message}`)
  const wait = problem.retryAfterSeconds === undefined ? '' : ` Try again in ${problem.retryAfterSeconds} s.`
  const about = context.length > 0 ? ` (${context.join(', ')})` : ''
  return new CliFailure(
    reason,
    `${problem.code}: ${problem.detail ?? problem.title}${about}${wait}${fields.join('')}`,
    problem,
  )
}
