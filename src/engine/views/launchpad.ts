/** Reads about offerings, locks and quotas. */
import { mulDivFloor } from '../../base/math.ts'
import { BPS, type Credits, type Lco, type Millis } from '../../base/money.ts'
import type { CardId, QuotaView } from '../command.ts'
import { weightNow } from '../commands/launchpad.ts'
import { admit, gatesOf, quotaView } from '../commands/quota.ts'
import type { Engine } from '../engine.ts'
import { apportion } from '../launchpad/apportion.ts'
import type { Offering, OfferingId } from '../launchpad/offering.ts'
import { scoreAt } from '../launchpad/scores.ts'
import { type AccountId, U, userSlot } from '../ledger/chart.ts'
import { Rejection } from '../rejections.ts'
import type { State } from '../state.ts'

export interface OfferingView extends Offering {
  readonly offering: OfferingId
  /** Most that one account gets, µCR. */
  readonly cap: Credits
  readonly lockers: number
  readonly locked: Lco
  /** Σ scores at the window's end if no lock changes. */
  readonly score: bigint
}

/** Newest first. */
export function offeringViews({ state }: Engine, limit: number): readonly OfferingView[] {
  const { launchpad } = state
  const views: OfferingView[] = []
  for (let id = launchpad.offerings.nextId - 1; id > 0 && views.length < limit; id--) {
    const view = viewOf(state, id as OfferingId)
    if (view) views.push(view)
  }
  return views
}

export function offeringView({ state }: Engine, offering: OfferingId): OfferingView | undefined {
  return viewOf(state, offering)
}

function viewOf({ launchpad }: State, id: OfferingId): OfferingView | undefined {
  const offering = launchpad.offering(id)
  if (!offering) return undefined
  const cap = mulDivFloor(offering.total, offering.capBps, BPS) as Credits
  return { ...offering, offering: id, cap, ...launchpad.sumsOf(id) }
}

/** One account in one offering. */
export interface OfferingPosition {
  readonly offering: OfferingId
  readonly locked: Lco
  /** Lowest since the first lock, and what a first lock would have now: 3, 1 or 0. */
  readonly weight: number
  readonly weightNow: number
  /** At the window's end if no lock changes. */
  readonly score: bigint
  /** What the score would get if no lock changed any more, µCR; 0 outside of the window. */
  readonly expected: Credits
  /** null without an allocation. */
  readonly allocation: {
    readonly quota: Credits
    readonly used: Credits
    readonly held: Credits
    readonly remaining: Credits
  } | null
}

/** Of all offerings that are live; ended ones are in history. Costs O(locks) for each whose window runs. */
export function offeringPositions(
  { state }: Engine,
  account: AccountId,
  at: Millis,
): { readonly staked: Lco; readonly items: readonly OfferingPosition[] } {
  const { launchpad, ledger } = state
  const items = launchpad.live.map(({ id, offering }) => {
    const lock = launchpad.lockOf(id, account)
    const own = launchpad.allocationOf(id, account)
    return {
      offering: id,
      locked: lock?.locked ?? (0 as Lco),
      weight: lock?.weight ?? 0,
      weightNow: weightNow(state, { account, offering }, at),
      score: lock ? scoreAt(offering, lock, offering.subscribeUntil) : 0n,
      expected: lock ? expectedOf(state, id, account) : (0 as Credits),
      allocation: own ? allocationView(state, own) : null,
    }
  })
  return { staked: ledger.lco(userSlot(account, U.staked)), items }
}

type Own = NonNullable<ReturnType<State['launchpad']['allocationOf']>>

function allocationView(state: State, { id, allocation }: Own) {
  const { quota, used, held } = allocation
  return { quota, used, held, remaining: quotaView(state, id)?.remaining ?? (0 as Credits) }
}

function expectedOf(state: State, id: OfferingId, account: AccountId): Credits {
  const view = viewOf(state, id)
  if (view?.phase !== 'subscribe') return 0 as Credits
  const claims = state.launchpad
    .locksIn(id)
    .map((lock) => ({ account: lock.account, score: scoreAt(view, lock, view.subscribeUntil) }))
  const { shares } = apportion(view.total, view.cap, claims)
  return (shares.find((share) => share.account === account)?.quota ?? 0) as Credits
}

/** Every model that is closed to all but holders of a quota: the offering behind it, and whether it is open to this account. */
export function gateViews({ state }: Engine, account: AccountId | undefined) {
  const { launchpad } = state
  return new Map(
    [...launchpad.gates()].map(([model, offering]) => {
      const phase = launchpad.offering(offering)?.phase ?? 'closed'
      const own = account === undefined ? undefined : launchpad.allocationOf(offering, account)
      return [model, { offering, phase, open: phase === 'active' && own !== undefined }] as const
    }),
  )
}

/** What a call of these candidates could take of its caller's quota; null: open to all; a Rejection: closed to this caller. */
export function quotaFor(
  { state }: Engine,
  account: AccountId,
  cardIds: readonly CardId[],
): QuotaView | Rejection | null {
  const [gate] = gatesOf(state, cardIds)
  if (gate === undefined) return null
  const own = admit(state, gate, account)
  return own instanceof Rejection ? own : (quotaView(state, own) ?? null)
}
