/** The caller's own account: who am I, balances with every lock, tier, faucet. Staking is in stake.ts, entries in ledger.ts. */
import { z } from 'zod'
import { endpoint, scopes, table } from './endpoint.ts'
import { bps, confirmed, count, credits, creditsInput, id, lco, tier, time } from './values.ts'

export const roles = ['user', 'resolver', 'operator', 'auditor'] as const
export type Role = (typeof roles)[number]

const me = z
  .object({
    account: id,
    identity: z.string().meta({ description: 'id of the person in the identity store' }),
    email: z.string().nullable().meta({ description: 'null for keys without the scope to see it' }),
    name: z.string().nullable(),
    roles: z.array(z.enum(roles)),
    operator: z.boolean(),
    suspended: z.boolean(),
    createdAt: time,
    via: z.enum(['session', 'key']),
    keyId: id.nullable(),
    scopes: z.array(z.enum(scopes)),
    tier,
  })
  .meta({ id: 'Me' })

/** Every purpose of the account and their exact sum. */
export const balances = z
  .object({
    credits: z.object({
      available: credits,
      order: credits,
      hold: credits,
      margin: credits,
      marginOrder: credits,
      redeeming: credits,
      total: credits,
    }),
    lco: z.object({
      available: lco,
      order: lco,
      staked: lco,
      unbonding: lco,
      imo: lco,
      margin: lco,
      marginOrder: lco,
      bond: lco,
      total: lco,
    }),
    sequence: count,
    asOf: time,
  })
  .meta({ id: 'Balances' })
export type Balances = z.infer<typeof balances>

const tierState = z
  .object({
    tier,
    rateBps: bps.nullable().meta({ description: 'share of the list price paid; null for Whale, who pays cost' }),
    staked: lco,
    nextTier: tier.meta({ description: 'tier that the present stake gives once it has stood long enough' }),
    nextTierAt: time.nullable(),
  })
  .meta({ id: 'TierState' })

export const accountEndpoints = table(
  endpoint({
    id: 'me.get',
    method: 'GET',
    path: '/me',
    summary: 'Who the session or key belongs to',
    auth: scopes,
    response: me,
  }),
  endpoint({
    id: 'me.balances',
    method: 'GET',
    path: '/me/balances',
    summary: 'Own balances with every lock split out',
    auth: ['read', 'trade', 'wallet', 'earn', 'relay'],
    response: balances,
  }),
  endpoint({
    id: 'me.tier',
    method: 'GET',
    path: '/me/tier',
    summary: 'Own tier now and next',
    auth: ['read', 'earn', 'relay'],
    response: tierState,
  }),
  endpoint({
    id: 'faucet.get',
    method: 'GET',
    path: '/faucet',
    summary: 'What the sandbox faucet still gives today',
    auth: ['read', 'wallet'],
    response: z.object({
      enabled: z.boolean().meta({ description: 'false outside simulation mode' }),
      leftToday: credits,
      dailyCap: credits,
      resetsAt: time,
    }),
  }),
  endpoint({
    id: 'faucet.draw',
    method: 'POST',
    path: '/faucet',
    summary: 'Draw simulated credits',
    auth: ['wallet'],
    idempotent: true,
    body: z.strictObject({ amount: creditsInput }),
    response: z.object({ amount: credits, available: credits, leftToday: credits, ...confirmed }),
    errors: ['not_in_simulation', 'faucet_daily_cap', 'amount_not_positive', 'amount_out_of_range', 'topups_stopped'],
  }),
)
