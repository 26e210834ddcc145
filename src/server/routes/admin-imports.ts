/** /admin/imports: a person of another gateway becomes one here, with credits and keys, each once. */
import { formatCredits, parseCredits } from '../../base/decimal.ts'
import { type Credits, credits, millis } from '../../base/money.ts'
import type { ImportedPerson } from '../../contract/admin-imports.ts'
import type { BodyOf } from '../../contract/index.ts'
import type { AccountId } from '../../engine/ledger/chart.ts'
import { type KeySettings, noLimits } from '../../identity/keys/profile.ts'
import { hintOf } from '../../identity/keys/secret.ts'
import { book } from '../booking.ts'
import type { RouteDeps } from '../ports.ts'
import { Refusal } from '../problem.ts'
import type { RoutesOf } from '../request.ts'

type Body = BodyOf<'admin.imports.person'>
type KeyInput = NonNullable<Body['keys']>[number]

export function adminImportRoutes(deps: RouteDeps): RoutesOf<'admin.imports'> {
  const { core, identity } = deps
  return {
    'admin.imports.person': async ({ body, note }) => {
      const amount = parseCredits(body.credits)
      if (amount === undefined) throw new Refusal('amount_out_of_range')
      const origin = `${body.source}:${body.instance}`
      const { email, name, reference, passwordHash = null } = body
      const brought = await identity.imports.bring({ origin, reference, email, name, passwordHash })
      if (!brought.ok) throw new Refusal(brought.code)
      const { person, created, finished } = brought.value
      const opened = await book(core, {
        type: 'account.open',
        input: { identity: person.identityId, operator: person.roles.includes('operator') },
      })
      const { account } = opened.result
      const credited = await credit(deps, { account, amount, origin, reference })
      const keys = await adopt(deps, account, body.keys ?? [])
      if (!finished && body.groups) await identity.groups.set(account, body.groups)
      // After the credits: they are owed to people who may not come in, too.
      if (body.suspended && !finished)
        await book(core, {
          type: 'account.suspend',
          input: { account, suspended: true, reason: `disabled in ${body.source}` },
        })
      await identity.imports.finish({ origin, reference })
      note({ target: person.email, after: created ? 'brought over' : 'came over before' })
      return { account, email: person.email, created, credited: formatCredits(credited), keys }
    },
  }
}

interface Credit {
  readonly account: AccountId
  readonly amount: Credits
  readonly origin: string
  readonly reference: string
}

/** What is owed comes over once for ever, as a payment of the other gateway's. */
async function credit({ core }: RouteDeps, { account, amount, origin, reference }: Credit): Promise<Credits> {
  if (amount === 0) return amount
  const input = { account, amount, provider: 'import', paymentId: `${origin}:${reference}` }
  const { result } = await book(core, { type: 'topup.credit', input })
  return result.booked ? amount : credits(0)
}

async function adopt({ keys }: RouteDeps, account: AccountId, inputs: readonly KeyInput[]) {
  const owner = { account, operator: false }
  const results: ImportedPerson['keys'] = []
  for (const { secret, expiresAt, budget, ...input } of inputs) {
    const terms = {
      expiresAt: expiresAt === undefined || expiresAt === null ? null : millis(expiresAt),
      budget: { total: totalOf(budget), daily: null, monthly: null },
    }
    const adopted = await keys.adopt(owner, { secret, settings: settingsOf(input), terms })
    const outcome = adopted === undefined ? 'known' : adopted.ok ? 'created' : 'refused'
    results.push({ hint: hintOf(secret), outcome, code: adopted && !adopted.ok ? adopted.code : null } as const)
  }
  return results
}

function settingsOf({
  name,
  allowedModels,
  allowedIps,
}: Omit<KeyInput, 'secret' | 'expiresAt' | 'budget'>): KeySettings {
  const allowed = { allowedModels: allowedModels ?? null, allowedIps: allowedIps ?? null }
  return { name, scopes: ['relay'], ...allowed, limits: noLimits, fitToBalance: false }
}

function totalOf(budget: string | null | undefined): Credits | null {
  if (budget === undefined || budget === null) return null
  const amount = parseCredits(budget)
  if (amount === undefined) throw new Refusal('amount_out_of_range')
  return amount
}
