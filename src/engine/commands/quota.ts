/** What a call of a model with an offering holds and uses of its caller's quota, beside its credits. docs/concepts/launchpad.md. */
import { add, type Credits, min, type Pico, sub } from '../../base/money.ts'
import type { Hold, QuotaHold } from '../calls/holds.ts'
import type { CallAuthorize, QuotaView } from '../command.ts'
import type { Allocation, OfferingId } from '../launchpad/offering.ts'
import type { AccountId } from '../ledger/chart.ts'
import { carry } from '../metering/charge.ts'
import { type Rejection, reject } from '../rejections.ts'
import type { State } from '../state.ts'

/** The offerings behind the candidates of a call, one as a rule; none when all are open to all. O(candidates). */
export function gatesOf(state: State, cardIds: CallAuthorize['cardIds']): ReadonlySet<OfferingId> {
  let gates: Set<OfferingId> | undefined
  for (const cardId of cardIds) {
    const card = state.cards.get(cardId)
    const gate = card && state.launchpad.gateOf(card.model)
    if (gate !== undefined) gates = (gates ?? new Set()).add(gate)
  }
  return gates ?? none
}

const none: ReadonlySet<OfferingId> = new Set()

/** The row of the allocation that lets an account call a gated model now. */
export function admit(state: State, gate: OfferingId, account: AccountId): number | Rejection {
  const own = state.launchpad.allocationOf(gate, account)
  const open = state.launchpad.offering(gate)?.phase === 'active'
  return own && open ? own.id : reject('model_not_open', { offering: gate })
}

/** µCR of list price that calls may still take: nothing once the use window has ended. */
function roomOf(state: State, { offering, quota, used, held }: Allocation): Credits {
  return (state.launchpad.offering(offering)?.phase === 'active' ? quota - used - held : 0) as Credits
}

/** What stands against taking so much more. */
export function checkQuota(state: State, allocation: number, more: Credits): Rejection | undefined {
  const row = state.launchpad.allocation(allocation)
  const have = row ? roomOf(state, row) : (0 as Credits)
  return have < more ? reject('quota_exceeded', { need: more, have }) : undefined
}

/** Takes from the quota for a hold that begins. */
export function takeQuota(state: State, { allocation }: Pick<QuotaHold, 'allocation'>, more: Credits): void {
  change(state, allocation, (row) => {
    row.held = add(row.held, more)
  })
}

export function growQuota(state: State, quota: QuotaHold, more: Credits): void {
  takeQuota(state, quota, more)
  quota.amount = add(quota.amount, more)
}

/** The call was free: all that it held goes back. */
export function returnQuota(state: State, { quota }: Hold): void {
  if (quota === null) return
  change(state, quota.allocation, (row) => {
    row.held = sub(row.held, quota.amount)
  })
}

/** The call has used so much at list price: whole µCR now, the rest with the next one. */
export function spendQuota(
  state: State,
  { quota, callId }: Hold,
  list: Pico,
): (QuotaView & { readonly consumed: Credits }) | undefined {
  const row = quota === null ? undefined : state.launchpad.allocation(quota.allocation)
  if (quota === null || !row) return undefined
  const step = carry(row.carried, list)
  const consumed = min(step.micro, add(quota.amount, roomOf(state, row)))
  const { offering, account } = row
  change(state, quota.allocation, () => {
    row.held = sub(row.held, quota.amount)
    row.used = add(row.used, consumed)
    row.carried = step.carried
  })
  state.out.emit({ type: 'offering.used', offering, account, callId, consumed, used: row.used })
  return { offering, remaining: roomOf(state, row), consumed }
}

/** An ended window keeps an allocation only while calls hold some of it. */
function change(state: State, id: number, by: (row: Allocation) => void): void {
  const { launchpad } = state
  const row = launchpad.allocation(id)
  if (!row) return
  by(row)
  launchpad.allocations.touch(id)
  if (row.held === 0 && launchpad.offering(row.offering)?.phase !== 'active') launchpad.dropAllocation(id)
}

export function quotaView(state: State, allocation: number): QuotaView | undefined {
  const row = state.launchpad.allocation(allocation)
  return row && { offering: row.offering, remaining: roomOf(state, row) }
}
