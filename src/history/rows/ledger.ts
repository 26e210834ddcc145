/** Ledger entries → what each command booked, the series it is in, references, supply and burns. */
import type { Credits, Lco } from '../../base/money.ts'
import type { EntryEvent } from '../../engine/event.ts'
import { accountOf, P, purposeOf, type Slot } from '../../engine/ledger/chart.ts'
import { entriesText } from '../booking-text.ts'
import { dayStart } from '../periods.ts'
import { touchedBy } from '../touched.ts'
import { addTopup } from './accounts.ts'
import type { CommandContext, EndedCall, RowBuilder } from './context.ts'
import { reserveRows } from './margin.ts'

const blackHoles = new Set<Slot>([P.burnedBuyback, P.burnedPrediction, P.burnedBond])

export const entryRows: RowBuilder<'entry'> = (event, context) => {
  context.booked.push(event)
  const { moves } = event
  for (let i = 0; i < moves.length; i += 3) {
    const [from, to, amount] = [moves[i] as Slot, moves[i + 1] as Slot, moves[i + 2] as number]
    supplyRows(context, { from, to, amount: amount as Lco, ref: event.ref })
    reserveRows(context, event.kind, { from, to, amount })
    const payer = accountOf(to)
    if (event.kind === 'faucet' && payer !== undefined) {
      addTopup(context, { account: payer, amount: amount as Credits, provider: 'faucet', paymentId: '' })
    }
    if (from === P.apiRevenue && to === P.upstreamPayable) addUpstream(context, event, amount as Credits)
  }
}

/** Once the command is complete. A call that ended in it is found by its own row, not by reference. */
export function bookingRows({ seq, at, rows, state, booked, ended }: CommandContext): void {
  rows.append('bookings', { seq, at, entries: entriesText(booked) })
  for (const [account, touched] of touchedBy(booked)) {
    let series = state.bookings.get(touched)
    if (series === undefined) {
      series = ++state.series
      state.bookings.set(touched, series)
      rows.append('booking_series', { id: series, touched })
    }
    rows.list({ account, series, item: seq })
  }
  for (const ref of refsOf(booked, ended)) rows.append('refs', { ref, seq })
}

/** Each reference once, but for calls that ended. Most commands book under one, which is told without making a set. */
function refsOf(booked: readonly EntryEvent[], ended: readonly EndedCall[]): Iterable<string> {
  const [first] = booked
  const [call] = ended
  if (first === undefined) return []
  if (ended.length < 2 && booked.every(({ ref }) => ref === first.ref)) {
    return call?.body.callId === first.ref ? [] : [first.ref]
  }
  const refs = new Set(booked.map(({ ref }) => ref))
  for (const { body } of ended) refs.delete(body.callId)
  return refs
}

interface Move {
  readonly from: Slot
  readonly to: Slot
  readonly amount: Lco
  readonly ref: string
}

/** Minted is what leaves `unissued`, burned what enters a black hole, staked what enters or leaves a stake. */
function supplyRows(context: CommandContext, { from, to, amount, ref }: Move): void {
  const { seq, at, rows, state } = context
  const minted = (from === P.unissued ? amount : 0) as Lco
  const burned = (blackHoles.has(to) ? amount : 0) as Lco
  const staked = ((purposeOf(to) === 'staked' ? amount : 0) - (purposeOf(from) === 'staked' ? amount : 0)) as Lco
  if (minted === 0 && burned === 0 && staked === 0) return
  rows.merge('supply_daily', { day: dayStart(at), minted, burned, staked })
  if (burned > 0) rows.append('burns', { id: ++state.burn, seq, at, purpose: purposeOf(to), ref, amount })
}

function addUpstream({ upstream }: CommandContext, { kind, ref }: EntryEvent, amount: Credits): void {
  if (kind !== 'unrecovered-cost') upstream.push([ref, amount])
}
