/** Typed reads of a form's fields, which are all text: undefined when absent or empty, a refusal naming the field when wrong. */
import { Problem } from '../problem.ts'
import { type FormBody, formField } from './form.ts'

export function formInteger(form: FormBody, name: string, bounds: readonly [number, number]): number | undefined {
  const text = formField(form, name)
  if (text === undefined || text === '') return undefined
  const [low, high] = bounds
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN
  if (value >= low && value <= high) return value
  throw new Problem('invalid_field', { param: name, message: `${name} must be a whole number from ${low} to ${high}.` })
}

export function formBoolean(form: FormBody, name: string): boolean | undefined {
  const text = formField(form, name)?.toLowerCase()
  if (text === undefined || text === '') return undefined
  if (text === 'true' || text === '1') return true
  if (text === 'false' || text === '0') return false
  throw new Problem('invalid_field', { param: name, message: `${name} must be true or false.` })
}

/** The name of the model a call asks for. */
export function formModel(form: FormBody): string {
  const model = formField(form, 'model')
  if (model !== undefined && model.length >= 1 && model.length <= 256) return model
  throw new Problem('invalid_field', { param: 'model', message: 'model must be a string of 1 to 256 characters.' })
}
