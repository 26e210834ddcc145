/** Claims about what the form of a run takes. */
import { expect, it } from 'vitest'
import { askOf, faultsOf, NEW_RUN } from './ask.ts'

const values = { ...NEW_RUN, name: ' nightly ', budget: '2.5' }

it('sends a trimmed name, the budget as text, seconds, and null for all models', () => {
  expect(askOf(values)).toEqual({ name: 'nightly', budget: '2.5', expiresInSeconds: 3600, models: null })
  expect(askOf({ ...values, models: ['m'] }).models).toEqual(['m'])
})

it('names what is wrong before anything is sent', () => {
  expect(faultsOf(values, '2.500000')).toEqual({})
  expect(faultsOf(values, undefined)).toEqual({})
  expect(faultsOf(values, '2.499999')).toEqual({ budget: 'over' })
  expect(faultsOf({ ...values, budget: '0' }, '9')).toEqual({ budget: 'budget' })
  expect(faultsOf({ ...values, name: ' ', budget: '' }, '9')).toEqual({ name: 'name', budget: 'budget' })
})
