/** What a person enters about a run ⇄ what the API takes. No components. */
import { compareDecimal, toWire } from '../../amount/decimal.ts'
import type { BodyOf } from '../../api/platform.ts'

/** Choices of how long it lasts, in seconds. */
export const LIVES = ['600', '3600', '21600', '86400', '604800', '2592000'] as const
export type Life = (typeof LIVES)[number]

export interface RunValues {
  name: string
  budget: string
  life: Life
  /** empty: all models */
  models: string[]
}

export const NEW_RUN: RunValues = { name: '', budget: '', life: '3600', models: [] }
export const NAME_MAX = 64

/** What is wrong with each field: `error.…` of the texts. */
export interface Faults {
  readonly name?: 'name'
  readonly budget?: 'budget' | 'over'
}

export function faultsOf({ name, budget }: RunValues, available: string | undefined): Faults {
  const wire = toWire(budget)
  const over = wire !== undefined && available !== undefined && compareDecimal(wire, available) > 0
  const none = wire === undefined || compareDecimal(wire, '0') <= 0
  return {
    ...(name.trim() === '' || name.trim().length > NAME_MAX ? { name: 'name' } : {}),
    ...(none ? { budget: 'budget' } : over ? { budget: 'over' } : {}),
  }
}

export function askOf({ name, budget, life, models }: RunValues): BodyOf<'POST /runs'> {
  return {
    name: name.trim(),
    budget: toWire(budget) ?? '0',
    expiresInSeconds: Number(life),
    models: models.length > 0 ? models : null,
  }
}
