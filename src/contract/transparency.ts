/** Public records: supply, treasury, weeks, buybacks and burns, parameters, switches, chain head. No login, no personal data. */
import { z } from 'zod'
import { endpoint, table } from './endpoint.ts'
import { product } from './system.ts'
import {
  bps,
  count,
  credits,
  csvQuery,
  id,
  lco,
  listOf,
  pageOf,
  pageQuery,
  pathId,
  price,
  sha256,
  time,
} from './values.ts'

export const supply = z
  .object({
    max: lco,
    unissued: lco,
    minted: lco,
    burned: z.object({ buyback: lco, prediction: lco, bond: lco, total: lco }),
    /** minted − burned; negative weeks are shown as they are */
    outstanding: lco,
    circulating: lco,
    held: z.object({
      available: lco,
      order: lco,
      staked: lco,
      unbonding: lco,
      imo: lco,
      margin: lco,
      bond: lco,
      markets: lco,
      fund: lco,
      warPool: lco,
      lending: lco,
      riskReserve: lco,
    }),
    sum: lco.meta({ description: 'unissued + held + burned; always 10,000,000' }),
    era: count,
    mined: credits.meta({ description: 'X: eligible credits captured so far' }),
    lcoPerCredit: lco,
    eraEndsAtMined: credits.nullable(),
    eras: z.array(
      z.object({
        era: count,
        lcoPerCredit: lco,
        from: credits,
        to: credits,
        projectedStart: time
          .nullable()
          .meta({ description: 'null when it is past, far away, or there is no pace to go by' }),
      }),
    ),
    sequence: count,
    asOf: time,
  })
  .meta({ id: 'Supply' })
export type Supply = z.infer<typeof supply>

const week = z
  .object({
    week: time.meta({ description: 'Monday 00:00 UTC that begins the week' }),
    revenue: credits,
    cost: credits,
    unrecovered: credits,
    profit: credits,
    carriedLossBefore: credits,
    carriedLoss: credits,
    base: credits,
    shareBps: bps,
    fundIn: credits,
    tradingFees: credits,
    closedAt: time,
  })
  .meta({ id: 'Week' })

const treasury = z
  .object({
    platform: z.array(z.object({ account: z.string(), asset: z.enum(['CR', 'LCO']), amount: z.string() })),
    custody: z.object({
      declared: credits,
      required: credits,
      surplus: credits,
      users: credits.meta({ description: 'all users’ credits together' }),
    }),
    /** The running week, so far. */
    week: z.object({
      week: time,
      revenue: credits,
      cost: credits,
      unrecovered: credits,
      profit: credits,
      tradingFees: credits,
    }),
    carriedLoss: credits,
    fund: credits.meta({ description: 'ecosystem fund: what the next Friday spends' }),
    shareBps: bps,
    nextClose: time,
    nextBuyback: z.object({ opensAt: time, startsAt: time, endsAt: time }),
    sequence: count,
    asOf: time,
  })
  .meta({ id: 'Treasury' })

export const buyback = z
  .object({
    buybackId: id,
    week: time.nullable().meta({ description: 'week whose profit fed it last' }),
    state: z.enum(['open', 'closed']),
    openedAt: time,
    closedAt: time.nullable(),
    budget: credits,
    reference: price.nullable(),
    guard: price.nullable(),
    slices: count,
    spent: credits,
    bought: lco,
    averagePrice: price.nullable(),
    burned: lco,
    toWarPool: lco,
  })
  .meta({ id: 'Buyback' })
export type Buyback = z.infer<typeof buyback>

const buybackDetail = buyback.extend({
  sliceList: z.array(
    z.object({
      slice: count,
      at: time,
      offered: credits,
      spent: credits,
      bought: lco,
      outcome: z.enum(['filled', 'partial', 'nothing', 'missed_late', 'missed_paused']),
      hash: sha256,
    }),
  ),
  fills: z.array(z.object({ tradeId: id, slice: count, at: time, price, lco, credits })),
  previousHash: sha256.meta({ description: 'end of the hash chain before this buyback' }),
  hash: sha256.meta({
    description: 'end of the chain of opening, slices and close, each SHA-256 of its canonical JSON',
  }),
})

/** Value in the parameter's unit: CR or LCO as decimal string, other units as whole number in a string. */
const parameterValue = z.string().regex(/^\d{1,16}(\.\d{1,8})?$/)

export const parameter = z
  .object({
    key: z.string(),
    unit: z.enum(['bps', 'ms', 'CR', 'LCO', 'count', 'ticks', 'pair']),
    value: parameterValue,
    default: parameterValue,
    min: parameterValue,
    max: parameterValue,
    step: parameterValue,
    class: z.enum(['money', 'risk', 'operational']),
    by: z.array(z.enum(['operator', 'governance'])),
    text: z.string(),
    changedAt: time.nullable().meta({ description: 'null when it never was, and while history can not tell' }),
  })
  .meta({ id: 'Parameter' })
export type Parameter = z.infer<typeof parameter>

const parameterChange = z.object({
  at: time,
  sequence: count,
  key: z.string(),
  before: parameterValue,
  after: parameterValue,
  reason: z.string(),
  version: count,
  proposalId: id
    .nullable()
    .meta({ description: 'the proposal whose execution it was; null for an act of the operator' }),
})
const switchChange = z.object({ at: time, sequence: count, product, on: z.boolean(), reason: z.string() })

const publicList = { auth: 'public', method: 'GET', csv: true } as const

export const transparencyEndpoints = table(
  endpoint({
    id: 'transparency.supply',
    method: 'GET',
    path: '/transparency/supply',
    summary: 'Where all 10,000,000 LCO are, and the emission',
    auth: 'public',
    response: supply,
  }),
  endpoint({
    id: 'transparency.treasury',
    method: 'GET',
    path: '/transparency/treasury',
    summary: 'Platform balances, custody against claims, the running week',
    auth: 'public',
    response: treasury,
  }),
  endpoint({
    ...publicList,
    id: 'transparency.weeks',
    history: true,
    path: '/transparency/weeks',
    summary: 'Closed weeks: revenue → profit → fund, newest first',
    query: z.strictObject({ ...pageQuery, ...csvQuery }),
    response: pageOf(week),
    errors: ['invalid_cursor'],
  }),
  endpoint({
    ...publicList,
    id: 'transparency.buybacks',
    history: true,
    path: '/transparency/buybacks',
    summary: 'Buybacks and burns, newest first',
    query: z.strictObject({ ...pageQuery, ...csvQuery }),
    response: pageOf(buyback),
    errors: ['invalid_cursor'],
  }),
  endpoint({
    id: 'transparency.buyback',
    history: true,
    method: 'GET',
    path: '/transparency/buybacks/{buybackId}',
    summary: 'One buyback with every slice and fill',
    auth: 'public',
    params: z.strictObject({ buybackId: pathId }),
    response: buybackDetail,
    errors: ['buyback_not_found'],
  }),
  endpoint({
    ...publicList,
    id: 'transparency.parameters',
    path: '/transparency/parameters',
    summary: 'Every parameter with its value and bounds',
    query: z.strictObject({ ...csvQuery }),
    response: listOf(parameter).extend({ version: count, asOf: time }),
  }),
  endpoint({
    ...publicList,
    id: 'transparency.parameterHistory',
    history: true,
    path: '/transparency/parameters/history',
    summary: 'Changes of parameters, newest first',
    query: z.strictObject({
      ...pageQuery,
      ...csvQuery,
      key: z
        .string()
        .max(64)
        .regex(/^[\w.]+$/)
        .optional(),
    }),
    response: pageOf(parameterChange),
    errors: ['invalid_cursor'],
  }),
  endpoint({
    ...publicList,
    id: 'transparency.switches',
    history: true,
    path: '/transparency/switches',
    summary: 'Kill switches and their changes, newest first',
    query: z.strictObject({ ...pageQuery, ...csvQuery }),
    response: pageOf(switchChange).extend({ switches: z.array(z.object({ product, on: z.boolean() })), asOf: time }),
    errors: ['invalid_cursor'],
  }),
  endpoint({
    id: 'transparency.chain',
    method: 'GET',
    path: '/transparency/chain',
    summary: 'Head of the journal and the newest state hash: of the start, or recorded in the journal since',
    auth: 'public',
    response: z.object({
      sequence: count,
      stateHash: z.object({ sequence: count, hash: z.string() }),
      rulesVersion: count,
      asOf: time,
    }),
  }),
)
