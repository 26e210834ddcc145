/** The list must not lag behind the contract: a product without a row could not be stopped here. */
import { expect, it } from 'vitest'
import { productNames as inContract } from '../../../../../src/contract/system.ts'
import { productNames } from './products.ts'

it('lists every product of the contract once', () => {
  expect([...productNames].sort()).toEqual([...inContract].sort())
})
