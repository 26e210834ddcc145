/** Which balances a command's entries touch, account by account, in the texts that series of bookings are told apart by. No SQL. */
import type { EntryKind } from '../engine/entry-kinds.ts'
import { type AccountId, accountOf, isMarket, marketSlot, type Slot, U, userSlot } from '../engine/ledger/chart.ts'
import type { BookedEntry } from './booking-text.ts'
import { NOBODY } from './tables/flag.ts'

/** A kind of entry, and the slots of one account that entries of this kind touched together. */
export interface Touch {
  readonly kind: EntryKind
  readonly slots: readonly Slot[]
}

type Owner = AccountId | typeof NOBODY

/** What the entries so far touch of one account. */
interface Touched {
  readonly owner: Owner
  /** The texts of earlier entries, each once. */
  readonly texts: string[]
  /** The entry under way, and the places it touches: bits of the lower 32 places and of the upper. */
  entry: BookedEntry
  lower: number
  upper: number
}

/** Places are slots of the platform, or of a user counted from the first. */
const HALF = 32
/** All markets share one place: which one it was, the reference of the entry says. */
const MARKET_PLACE = 2 * HALF - 2

/** For each account `kind:places` of each different touch, sorted; places are two sets of bits, the second mostly left out. */
export function touchedBy(entries: readonly BookedEntry[]): (readonly [owner: Owner, touched: string])[] {
  const found = new Map<Owner, Touched>()
  for (const entry of entries) {
    const { moves } = entry
    for (let i = 0; i < moves.length; i += 3) {
      note(found, entry, moves[i] as Slot)
      note(found, entry, moves[i + 1] as Slot)
    }
  }
  const touched: [Owner, string][] = []
  for (const one of found.values()) {
    endEntry(one)
    touched.push([one.owner, one.texts.length === 1 ? (one.texts[0] as string) : one.texts.sort().join(' ')])
  }
  return touched
}

function note(found: Map<Owner, Touched>, entry: BookedEntry, slot: Slot): void {
  const account = accountOf(slot)
  const owner = account ?? NOBODY
  let one = found.get(owner)
  if (one === undefined) {
    one = { owner, texts: [], entry, lower: 0, upper: 0 }
    found.set(owner, one)
  } else if (one.entry !== entry) {
    endEntry(one)
    one.entry = entry
    one.lower = 0
    one.upper = 0
  }
  const place = account !== undefined ? slot - userSlot(account, U.available) : isMarket(slot) ? MARKET_PLACE : slot
  if (place < HALF) one.lower |= 1 << place
  else one.upper |= 1 << (place - HALF)
}

function endEntry({ entry, lower, upper, texts }: Touched): void {
  const text = upper === 0 ? `${entry.kind}:${lower}` : `${entry.kind}:${lower},${upper}`
  if (!texts.includes(text)) texts.push(text)
}

/** What the text of a series means for an account; 0 is the platform. */
export function touchesOf(text: string, owner: Owner): Touch[] {
  const first = owner === NOBODY ? 0 : userSlot(owner, U.available)
  return text.split(' ').map((touch) => {
    const [kind, places] = touch.split(':') as [EntryKind, string]
    const [lower, upper = 0] = places.split(',').map(Number) as [number, number?]
    const touched = Array.from({ length: 2 * HALF }, (_, place) => place).filter(
      (place) => ((place < HALF ? lower >> place : upper >> (place - HALF)) & 1) === 1,
    )
    return { kind, slots: touched.map((place) => (place === MARKET_PLACE ? marketSlot(0) : ((first + place) as Slot))) }
  })
}
