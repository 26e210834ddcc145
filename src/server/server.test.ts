/** Claims about the server as a whole: money through its public API, over real HTTP, with the real engine behind it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openWorld, type Visitor, type World } from './testing/world.ts'

let world: World
let ann: Visitor

beforeAll(async () => {
  world = await openWorld()
  ann = await world.trader('ann')
})
afterAll(() => world.close())

describe('an account', () => {
  it('sees every balance with its exact sum', async () => {
    const { credits, lco } = await ann.call('me.balances')
    expect(credits).toMatchObject({ available: '900.000000', total: '900.000000' })
    expect(lco).toMatchObject({ available: '1000.00000000', total: '1000.00000000' })
  })
})
