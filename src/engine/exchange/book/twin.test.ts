/** The book against its twin over seeded random operations. Single rules are shown in book.test.ts. */
import { describe, expect, it } from 'vitest'
import { scaled } from '../../../../test/scale.ts'
import { prng } from '../../../base/prng.ts'
import { Pair } from './pair.ts'
import { type Operation, randomOperation, randomTaker, TERRAINS, type Terrain } from './random.ts'
import { DONE, EXPIRED_REST, REJECTED_FOK, REJECTED_POST, RESTED, STP_EXPIRED } from './types.ts'

/** Eight minutes of one core in full. */
const OPERATIONS = 10_000_000
const NAMES = { [RESTED]: 'rested', [DONE]: 'done', [EXPIRED_REST]: 'expired', [REJECTED_POST]: 'post refused' }
const OUTCOMES: Record<number, string> = { ...NAMES, [REJECTED_FOK]: 'fok refused', [STP_EXPIRED]: 'stp expired' }

/** Drives both for a number of operations; returns what kinds of orders ended in what ways. */
function drive(terrain: Terrain, seed: number, operations: number): Set<string> {
  const random = prng(seed)
  const pair = new Pair()
  const seen = new Set<string>()
  for (let n = 1; n <= operations; n++) {
    const live = pair.twin.orders().map((order) => order.id)
    const operation = randomOperation(random, terrain, { live, nextId: n })
    const result = pair.apply(operation)
    if (operation.kind === 'place') seen.add(ending(operation, result))
    if (random.below(500) === 0) pair.reload()
    if (random.below(50) === 0) pair.compareAll()
    if (random.below(50) === 0) pair.compareQuote(randomTaker(random, terrain, 0))
  }
  pair.compareAll()
  return seen
}

function ending({ taker }: Extract<Operation, { kind: 'place' }>, outcome: number): string {
  return `${taker.tif} stp ${taker.stp} ${taker.budget < Infinity ? 'by quote' : 'by lots'}: ${OUTCOMES[outcome]}`
}

/** All that can happen: who may rest, who may be refused, which modes may expire the taker. */
function everyEnding(): string[] {
  const endings: string[] = []
  for (let stp = 0; stp < 4; stp++) {
    endings.push(`post stp ${stp} by lots: rested`, `post stp ${stp} by lots: post refused`)
    endings.push(`gtc stp ${stp} by lots: rested`, `gtc stp ${stp} by lots: done`)
    if (stp > 0) endings.push(`gtc stp ${stp} by lots: stp expired`)
    for (const size of ['by lots', 'by quote']) {
      endings.push(`ioc stp ${stp} ${size}: done`, `ioc stp ${stp} ${size}: expired`)
      endings.push(`fok stp ${stp} ${size}: done`, `fok stp ${stp} ${size}: fok refused`)
      if (stp > 0) endings.push(`ioc stp ${stp} ${size}: stp expired`)
    }
  }
  return endings.sort()
}

describe('book and twin', () => {
  it.each(TERRAINS)('report the same fills, level changes and bytes in $name', (terrain) => {
    const seen = drive(terrain, 20_260_101, scaled(OPERATIONS / TERRAINS.length, 10))
    expect(seen.size).toBeGreaterThan(0)
  })

  it('meet every ending of every time in force, self-trade mode and way to state the size, and no other', () => {
    const seen = new Set(TERRAINS.flatMap((terrain) => [...drive(terrain, 7, 8_000)]))
    expect([...seen].sort()).toEqual(everyEnding())
  })
})
