/** Which balances a command's entries touch, account by account, in the texts that series of bookings are told apart by. No SQL. */
import type { EntryKind } from '../engine/event.ts'
import { type AccountId, accountOf, type Slot, U, userSlot } from '../engine/ledger/chart.ts'
import type { BookedEntry } from './booking-text.ts'
import { NOBODY } from './tables/flag.ts'

/** A kind of entry, and the slots of one account that entries of this kind touched together. */
export interface Touch {
  readonly kind: EntryKind
  readonly slots: readonly Slot[]
}

type Owner = AccountId | typeof NOBODY

/** `kind:places` for each different touch, sorted; places are slots of the platform, or of a user counted from the first. */
export function touchedBy(entries: readonly BookedEntry[]): ReadonlyMap<Owner, string> {
  const touches = new Map<Owner, string[]>()
  for (const { kind, moves } of entries) {
    for (const [owner, places] of placesOf(moves)) {
      const touch = `${kind}:${places.join()}`
      const known = touches.get(owner)
      if (known === undefined) touches.set(owner, [touch])
      else if (!known.includes(touch)) known.push(touch)
    }
  }
  const texts = new Map<Owner, string>()
  for (const [owner, list] of touches) texts.set(owner, list.length === 1 ? (list[0] as string) : list.sort().join(' '))
  return texts
}

/** What the text of a series means for an account; 0 is the platform. */
export function touchesOf(text: string, owner: Owner): Touch[] {
  const first = owner === NOBODY ? 0 : userSlot(owner, U.available)
  return text.split(' ').map((touch) => {
    const [kind, places] = touch.split(':') as [EntryKind, string]
    return { kind, slots: places.split(',').map((place) => (first + Number(place)) as Slot) }
  })
}

function placesOf(moves: readonly number[]): Map<Owner, number[]> {
  const places = new Map<Owner, number[]>()
  for (let i = 0; i < moves.length; i += 3) {
    note(places, moves[i] as Slot)
    note(places, moves[i + 1] as Slot)
  }
  return places
}

function note(places: Map<Owner, number[]>, slot: Slot): void {
  const account = accountOf(slot)
  const owner = account ?? NOBODY
  const place = account === undefined ? slot : slot - userSlot(account, U.available)
  const known = places.get(owner)
  if (known === undefined) {
    places.set(owner, [place])
    return
  }
  let at = known.length
  while (at > 0 && (known[at - 1] as number) > place) at -= 1
  if (known[at - 1] !== place) known.splice(at, 0, place)
}
