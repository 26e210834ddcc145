/** Claims about ledger pages, against a plain reading of the published entries. */
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type HistoryDatabase, projected, randomSession, type Session } from '../../../test/history/replayed.ts'
import { type EntryKind, entryKinds } from '../../engine/entry-kinds.ts'
import { type AccountId, type Asset, accountOf, assetOf, purposeOf, type Slot } from '../../engine/ledger/chart.ts'
import { createQueries, type HistoryQueries } from '../queries.ts'
import type { LedgerEntry, LedgerFilter } from './ledger.ts'
import { everyItem, InvalidCursor } from './page.ts'

interface PlainEntry {
  readonly entryId: string
  readonly at: number
  readonly kind: EntryKind
  readonly ref: string
  readonly legs: readonly { account: number; purpose: string; asset: Asset; amount: number }[]
}

let session: Session
let entries: readonly PlainEntry[]
let db: HistoryDatabase
let queries: HistoryQueries

beforeAll(async () => {
  session = randomSession(7, 600)
  entries = plainEntries(session).reverse()
  db = await projected(session.published)
  queries = createQueries(db)
})
afterAll(() => db.close())

/** Oldest first. */
function plainEntries({ published }: Session): PlainEntry[] {
  return published.flatMap(({ seq, at, events }) => {
    const own = events.filter((event) => event.type === 'entry')
    return own.map(({ kind, ref, moves }, i) => ({ entryId: `${seq}.${i + 1}`, at, kind, ref, legs: legsOf(moves) }))
  })
}

function legsOf(moves: readonly number[]): PlainEntry['legs'] {
  const legs: PlainEntry['legs'][number][] = []
  for (let i = 0; i < moves.length; i += 3) {
    const [from, to, amount] = [moves[i] as Slot, moves[i + 1] as Slot, moves[i + 2] as number]
    legs.push(leg(from, -amount), leg(to, amount))
  }
  return legs
}

function leg(slot: Slot, amount: number): PlainEntry['legs'][number] {
  return { account: accountOf(slot) ?? 0, purpose: purposeOf(slot), asset: assetOf(slot), amount }
}

function expected(filter: LedgerFilter): string[] {
  const { account, purpose, asset, kind, ref, from = 0, to = Number.MAX_SAFE_INTEGER } = filter
  const matches = entries.filter(
    (entry) =>
      (kind === undefined || entry.kind === kind) &&
      (ref === undefined || entry.ref === ref) &&
      entry.at >= from &&
      entry.at < to &&
      entry.legs.some(
        (one) =>
          one.account === account &&
          (purpose === undefined || one.purpose === purpose) &&
          (asset === undefined || one.asset === asset),
      ),
  )
  return matches.map(({ entryId }) => entryId)
}

async function listed(filter: LedgerFilter, limit: number): Promise<LedgerEntry[]> {
  const found: LedgerEntry[] = []
  let cursor: string | undefined
  do {
    const page = await queries.ledger.ofAccount({ ...filter, limit, cursor })
    expect(page.items.length).toBeLessThanOrEqual(limit)
    found.push(...page.items)
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined)
  return found
}

const optional = <T>(values: readonly T[]) => fc.option(fc.constantFrom(...values), { nil: undefined })

describe('an account’s ledger', () => {
  test('shows exactly the entries that the filters name, newest first, whatever the page size', async () => {
    const times = entries.map(({ at }) => at)
    const filters = fc.record({
      account: fc.integer({ min: 1, max: 13 }).map((id) => id as AccountId),
      purpose: optional(['available', 'order', 'hold', 'staked', 'unbonding', 'loan', 'nonsense']),
      asset: optional(['CR', 'LCO'] as const),
      kind: optional([...entryKinds, 'nonsense']),
      from: optional(times),
      to: optional(times),
    })
    await fc.assert(
      fc.asyncProperty(filters, fc.integer({ min: 1, max: 60 }), async (filter, limit) => {
        const found = await listed(filter, limit)
        expect(found.map(({ entryId }) => entryId)).toEqual(expected(filter))
      }),
      { numRuns: 150 },
    )
  })

  test('shows only the account’s own postings, and they sum to its balances', async () => {
    const { ledger } = session.engine.state
    const account = 3 as AccountId
    const sums = new Map<string, number>()
    for (const entry of await listed({ account }, 200)) {
      for (const { name, account: owner, amount } of entry.postings) {
        expect(owner).toBe(account)
        sums.set(name, (sums.get(name) ?? 0) + amount)
      }
    }
    expect(sums.get('user:3:available:CR')).toBe(ledger.balance(slotNamed(account, 0)))
    expect(sums.get('user:3:available:LCO')).toBe(ledger.balance(slotNamed(account, 7)))
  })

  test('finds entries by reference, also together with other filters', async () => {
    const trade = entries.find(({ kind }) => kind === 'trade')
    const account = trade?.legs.find((one) => one.account > 0)?.account as AccountId
    for (const more of [{}, { kind: 'trade' }, { asset: 'LCO' as const }, { kind: 'mine' }]) {
      const filter = { account, ref: trade?.ref ?? '', ...more }
      expect((await listed(filter, 10)).map(({ entryId }) => entryId)).toEqual(expected(filter))
    }
  })

  test('refuses a cursor it did not give out', async () => {
    for (const cursor of ['', 'x', '-1', '1e5', '99999999999999999', '12.5']) {
      await expect(queries.ledger.ofAccount({ account: 1 as AccountId, cursor })).rejects.toThrow(InvalidCursor)
    }
  })

  test('never gives more than a thousand entries at once', async () => {
    const { items } = await queries.ledger.ofAccount({ account: 1 as AccountId, limit: 1e9 })
    expect(items.length).toBeLessThanOrEqual(1_000)
    expect(await queries.ledger.ofAccount({ account: 1 as AccountId, limit: -5 })).toMatchObject({ items: [{}] })
  })
})

describe('the ledger of all', () => {
  test('shows every entry whole', async () => {
    const found: LedgerEntry[] = []
    for await (const entry of everyItem((input) => queries.ledger.all(input))) found.push(entry)
    expect(found.map(({ entryId }) => entryId)).toEqual(entries.map(({ entryId }) => entryId))
    found.forEach(({ postings }, i) => {
      const legs = postings.map(({ account, purpose, asset, amount }) => ({
        account: account ?? 0,
        purpose,
        asset,
        amount,
      }))
      expect(legs).toEqual(entries[i]?.legs)
    })
  })

  test('of one platform purpose sums to its balance', async () => {
    let sum = 0
    const treasury = { purpose: 'treasury', asset: 'CR' } as const
    for await (const { postings } of everyItem((input) => queries.ledger.ofPlatform({ ...input, ...treasury }))) {
      for (const { purpose, amount } of postings) if (purpose === 'treasury') sum += amount
    }
    expect(sum).toBe(session.engine.state.ledger.balance(5 as Slot))
  })

  test('gives a call’s entries oldest first', async () => {
    const mined = entries.find(({ kind }) => kind === 'mine')
    const own = await queries.ledger.ofCall(mined?.ref ?? '')
    expect(own.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['call.hold', 'call.capture', 'mine']))
    expect(own[0]?.kind).toBe('call.hold')
  })
})

function slotNamed(account: AccountId, offset: number): Slot {
  return (64 + (account - 1) * 16 + offset) as Slot
}
