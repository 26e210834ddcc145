/** Every command and its handler: adding one is a row in ../command.ts, a file here and a line below. */
import type { CommandType } from '../command.ts'
import { accountOpen, accountSuspend } from './accounts.ts'
import { callAuthorize, callExtend, callRelease, relayBeat, relayBoot } from './calls.ts'
import { callCapture } from './capture.ts'
import { cardPublish, cardRetire } from './cards.ts'
import { clockTick } from './clock.ts'
import { faucetDraw, topupCredit, treasuryFund, treasuryWithdraw, upstreamSettle } from './credits.ts'
import { governanceDecide, governancePropose, governanceVeto, governanceVote } from './governance.ts'
import type { Handler } from './handler.ts'
import { keyCreate, keyRevoke, keyUpdate } from './keys.ts'
import { imoLock, offeringAnnounce, offeringCancel, offeringOpen } from './launchpad.ts'
import { lendingCancel, lendingSupply, lendingWithdraw } from './lending.ts'
import { marginAcknowledge, marginBorrow, marginOpen, marginRepay, marginTransfer } from './margin.ts'
import { orderAmend, orderCancelAfter, orderReplace } from './order-changes.ts'
import { orderCancelList, orderPlaceList } from './order-lists.ts'
import { orderCancel, orderCancelAll, orderPlace } from './orders.ts'
import { parameterSet, switchSet } from './parameters.ts'
import {
  predictionBet,
  predictionChallenge,
  predictionClaim,
  predictionComment,
  predictionPropose,
  predictionResolver,
  predictionReview,
  predictionVote,
} from './prediction.ts'
import { runOpen } from './runs.ts'
import { stakeAdd, stakeCancel, stakeRemove } from './stake.ts'
import { upstreamCost } from './upstream-cost.ts'
import { warChoose, warExclude, warInclude } from './wars.ts'

export const handlers: { readonly [T in CommandType]: Handler<T> } = {
  'clock.tick': clockTick,
  'account.open': accountOpen,
  'account.suspend': accountSuspend,
  'faucet.draw': faucetDraw,
  'topup.credit': topupCredit,
  'treasury.fund': treasuryFund,
  'treasury.withdraw': treasuryWithdraw,
  'upstream.settle': upstreamSettle,
  'upstream.cost': upstreamCost,
  'parameter.set': parameterSet,
  'switch.set': switchSet,
  'key.create': keyCreate,
  'key.update': keyUpdate,
  'key.revoke': keyRevoke,
  'run.open': runOpen,
  'card.publish': cardPublish,
  'card.retire': cardRetire,
  'relay.boot': relayBoot,
  'relay.beat': relayBeat,
  'call.authorize': callAuthorize,
  'call.extend': callExtend,
  'call.capture': callCapture,
  'call.release': callRelease,
  'stake.add': stakeAdd,
  'stake.remove': stakeRemove,
  'stake.cancel': stakeCancel,
  'margin.open': marginOpen,
  'margin.transfer': marginTransfer,
  'margin.borrow': marginBorrow,
  'margin.repay': marginRepay,
  'margin.acknowledge': marginAcknowledge,
  'order.place': orderPlace,
  'order.place_list': orderPlaceList,
  'order.cancel': orderCancel,
  'order.cancel_list': orderCancelList,
  'order.cancel_all': orderCancelAll,
  'order.replace': orderReplace,
  'order.amend': orderAmend,
  'order.cancel_after': orderCancelAfter,
  'wars.exclude': warExclude,
  'wars.include': warInclude,
  'wars.choose': warChoose,
  'lending.supply': lendingSupply,
  'lending.withdraw': lendingWithdraw,
  'lending.cancel': lendingCancel,
  'offering.announce': offeringAnnounce,
  'offering.cancel': offeringCancel,
  'offering.open': offeringOpen,
  'imo.lock': imoLock,
  'prediction.propose': predictionPropose,
  'prediction.review': predictionReview,
  'prediction.bet': predictionBet,
  'prediction.claim': predictionClaim,
  'prediction.challenge': predictionChallenge,
  'prediction.vote': predictionVote,
  'prediction.comment': predictionComment,
  'prediction.resolver': predictionResolver,
  'governance.propose': governancePropose,
  'governance.vote': governanceVote,
  'governance.veto': governanceVeto,
  'governance.decide': governanceDecide,
}

const byName: ReadonlyMap<unknown, (typeof handlers)[CommandType]> = new Map(Object.entries(handlers))

/** Undefined for what names no command; names come from outside. */
export function handlerOf<T extends CommandType>(type: T): Handler<T> | undefined {
  return byName.get(type) as Handler<T> | undefined
}
