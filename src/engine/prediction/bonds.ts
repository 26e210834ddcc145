/** Bonds of proposers, resolvers and challengers: taken, given back, lost. docs/concepts/prediction.md. */
import { divFloor } from '../../base/math.ts'
import type { Lco, Millis } from '../../base/money.ts'
import { type AccountId, P, U, userSlot } from '../ledger/chart.ts'
import type { PredictionBondEvent } from '../prediction-events.ts'
import type { PredictionClaim, PredictionOutcome } from '../prediction-types.ts'
import type { PredictionDesk } from './desk.ts'
import type { PredictionMarket } from './prediction.ts'

/** A bond leaves what is available; whoever takes it has checked that it is there. */
export function takeBond({ out }: PredictionDesk, ref: string, bond: { account: AccountId; amount: Lco }): void {
  out.entry('prediction.bond', ref)
  out.move(userSlot(bond.account, U.lco), userSlot(bond.account, U.bond), bond.amount)
}

/** What is decided, null: nothing was, and a challenge has not been borne out. */
type Decided = { readonly outcome: PredictionOutcome; readonly effectiveAt: Millis | null } | null

/** Each challenged claim has a loser: half of that bond goes to the other side, the rest burns. */
export function settleClaimBonds(desk: PredictionDesk, market: PredictionMarket, decided: Decided): void {
  for (const claim of market.claims) {
    const { challenge } = claim
    const own = { of: 'claim', account: claim.resolver, bond: claim.bond } as const
    if (challenge === null) {
      endBond(desk, market, { ...own, returned: claim.bond })
      continue
    }
    const other = { of: 'challenge', account: challenge.account, bond: challenge.bond } as const
    if (decided === null) {
      endBond(desk, market, { ...own, returned: claim.bond })
      endBond(desk, market, { ...other, returned: divFloor(challenge.bond, 2) as Lco })
      continue
    }
    const [right, wrong] = agrees(claim, decided) ? [own, other] : [other, own]
    endBond(desk, market, { ...right, returned: right.bond })
    endBond(desk, market, { ...wrong, returned: 0 as Lco, winner: right.account })
  }
}

/** Of the proposal: lost when the question was worded badly. */
export function settleProposalBond(desk: PredictionDesk, market: PredictionMarket): void {
  const { proposer: account, bond, result } = market
  const returned = (result?.outcome === 'invalid' ? 0 : bond) as Lco
  endBond(desk, market, { of: 'proposal', account, bond, returned })
}

function agrees({ outcome, effectiveAt }: PredictionClaim, decided: NonNullable<Decided>): boolean {
  return outcome === decided.outcome && effectiveAt === decided.effectiveAt
}

interface BondEnd extends Pick<PredictionBondEvent, 'of' | 'account' | 'bond' | 'returned'> {
  /** Gets half of what is lost, floored. */
  readonly winner?: AccountId
}

function endBond({ out, at }: PredictionDesk, { marketId }: PredictionMarket, end: BondEnd): void {
  const { of, account, bond, returned, winner } = end
  const from = userSlot(account, U.bond)
  const toWinner = (winner === undefined ? 0 : divFloor(bond, 2)) as Lco
  const burned = (bond - returned - toWinner) as Lco
  out.entry('prediction.bond.return', String(marketId))
  out.move(from, userSlot(account, U.lco), returned)
  out.entry('prediction.bond.lost', String(marketId))
  if (winner !== undefined) out.move(from, userSlot(winner, U.lco), toWinner)
  out.move(from, P.burnedBond, burned)
  out.emit({ type: 'prediction.bond', at, marketId, account, of, bond, returned, burned, toWinner })
}
