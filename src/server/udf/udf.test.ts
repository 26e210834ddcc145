/** Claims about the chart data feed. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { limit, openWorld, START, type World } from '../testing/world.ts'

let world: World
const MINUTE = 60

beforeAll(async () => {
  world = await openWorld()
  const [ann, bo] = [await world.trader('ann'), await world.trader('bo')]
  for (const price of ['0.10000', '0.11000']) {
    await ann.call('orders.place', { body: limit('sell', `${price} × 20.0`) })
    await bo.call('orders.place', { body: limit('buy', `${price} × 20.0`) })
    await world.core.advance(3 * MINUTE * 1000)
  }
})
afterAll(() => world.close())

const get = async (path: string) => (await world.send('GET', `/udf/${path}`)).json as Record<string, unknown>
const start = START / 1000

describe('the chart feed', () => {
  it('says what it offers and what the symbol is', async () => {
    expect(await get('config')).toMatchObject({ supports_marks: true, supports_time: true })
    expect(await get('symbols?symbol=LCOCREDIT')).toMatchObject({
      ticker: 'LCOCREDIT',
      pricescale: 100_000,
      session: '24x7',
    })
    expect(await get('symbols?symbol=OTHER')).toEqual({ s: 'error', errmsg: 'unknown_symbol' })
    expect(await get('search?query=lco&limit=10')).toMatchObject([{ ticker: 'LCOCREDIT' }])
    expect(await get('search?query=gold')).toEqual([])
    const time = await world.send('GET', '/udf/time')
    expect([time.text, time.headers.get('access-control-allow-origin')]).toEqual([String(start + 6 * MINUTE), '*'])
  })

  it('gives bars in ascending seconds, none twice, flat where nobody traded', async () => {
    const bars = await get(`history?symbol=LCOCREDIT&resolution=1&from=${start}&to=${start + 5 * MINUTE}`)
    expect(bars).toEqual({
      s: 'ok',
      t: [0, 1, 2, 3, 4].map((n) => start + n * MINUTE),
      o: [0.1, 0.1, 0.1, 0.11, 0.11],
      h: [0.1, 0.1, 0.1, 0.11, 0.11],
      l: [0.1, 0.1, 0.1, 0.11, 0.11],
      c: [0.1, 0.1, 0.1, 0.11, 0.11],
      v: [20, 0, 0, 20, 0],
    })
    const counted = await get(`history?symbol=LCOCREDIT&resolution=1&from=0&to=${start + 5 * MINUTE}&countback=2`)
    expect(counted['t']).toEqual([start + 3 * MINUTE, start + 4 * MINUTE])
  })

  it('says where the next bar lies when a range has none', async () => {
    const later = start + 365 * 86_400
    expect(await get(`history?symbol=LCOCREDIT&resolution=1&from=${later}&to=${later + MINUTE}`)).toEqual({
      ...{ s: 'no_data', nextTime: start + 6 * MINUTE },
    })
    expect(await get(`history?symbol=LCOCREDIT&resolution=1&from=1&to=2`)).toEqual({ s: 'no_data' })
    expect(await get('history?symbol=LCOCREDIT&resolution=7&from=1&to=2')).toMatchObject({ s: 'error' })
  })

  it('gives marks as columns and on the time scale as rows', async () => {
    expect(await get(`marks?symbol=LCOCREDIT&from=0&to=${start + 999}&resolution=1`)).toMatchObject({
      id: [],
      time: [],
    })
    expect(await get(`timescale_marks?symbol=LCOCREDIT&from=0&to=${start + 999}&resolution=1`)).toEqual([])
  })
})
