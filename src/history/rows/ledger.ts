/** Ledger entries → entries, postings, the accounts they touch, supply and burns. */
import type { Credits, Lco } from '../../base/money.ts'
import type { EntryEvent, EntryKind } from '../../engine/event.ts'
import { type AccountId, accountOf, assetOf, P, purposeOf, type Slot } from '../../engine/ledger/chart.ts'
import { dayStart } from '../periods.ts'
import { NOBODY } from '../tables/flag.ts'
import { addTopup } from './accounts.ts'
import type { CommandContext, RowBuilder } from './context.ts'

const blackHoles = new Set<Slot>([P.burnedBuyback, P.burnedPrediction, P.burnedBond])

export const entryRows: RowBuilder<'entry'> = (event, context) => {
  const { seq, at, rows, state } = context
  const id = ++state.entry
  const n = ++context.entries
  rows.append('entries', { id, seq, n, at, kind: event.kind, ref: event.ref })
  const touched = new Set<AccountId>()
  const { moves } = event
  for (let i = 0; i < moves.length; i += 3) {
    const [from, to, amount] = [moves[i] as Slot, moves[i + 1] as Slot, moves[i + 2] as number]
    const { kind } = event
    post(context, { entry: id, n: (i / 3) * 2 + 1, kind, slot: from, amount: -amount }, touched)
    post(context, { entry: id, n: (i / 3) * 2 + 2, kind, slot: to, amount }, touched)
    supplyRows(context, { from, to, amount: amount as Lco, n: i / 3 + 1, ref: event.ref })
    const payer = accountOf(to)
    if (event.kind === 'faucet' && payer !== undefined) {
      addTopup(context, { account: payer, amount: amount as Credits, provider: 'faucet', paymentId: '' })
    }
    if (from === P.apiRevenue && to === P.upstreamPayable) addUpstream(context, event, amount)
  }
  for (const account of touched) rows.append('entry_accounts', { account, entry: id, kind: event.kind })
}

interface Leg {
  readonly entry: number
  readonly n: number
  readonly kind: EntryKind
  readonly slot: Slot
  readonly amount: number
}

function post(context: CommandContext, { entry, n, kind, slot, amount }: Leg, touched: Set<AccountId>): void {
  const account = accountOf(slot)
  const [purpose, asset] = [purposeOf(slot), assetOf(slot)]
  if (account !== undefined) {
    touched.add(account)
    context.rows.merge('entry_kinds', { kind, purpose, asset, postings: 1 })
  }
  context.rows.append('postings', { entry, n, account: account ?? NOBODY, purpose, asset, amount })
}

interface Move {
  readonly from: Slot
  readonly to: Slot
  readonly amount: Lco
  readonly n: number
  readonly ref: string
}

/** Minted is what leaves `unissued`, burned what enters a black hole, staked what enters or leaves a stake. */
function supplyRows(context: CommandContext, { from, to, amount, n, ref }: Move): void {
  const { seq, at, rows, state } = context
  const minted = (from === P.unissued ? amount : 0) as Lco
  const burned = (blackHoles.has(to) ? amount : 0) as Lco
  const staked = ((purposeOf(to) === 'staked' ? amount : 0) - (purposeOf(from) === 'staked' ? amount : 0)) as Lco
  if (minted === 0 && burned === 0 && staked === 0) return
  rows.merge('supply_daily', { day: dayStart(at), minted, burned, staked })
  if (burned > 0) rows.append('burns', { entry: state.entry, n, seq, at, purpose: purposeOf(to), ref, amount })
}

function addUpstream({ upstream }: CommandContext, { kind, ref }: EntryEvent, amount: number): void {
  if (kind !== 'unrecovered-cost') upstream.set(ref, (upstream.get(ref) ?? 0) + amount)
}
