/** Which builder makes the rows of which event. An event type that is missing here does not compile. */
import type { Event, EventType } from '../../engine/event.ts'
import { accountOpenedRows, accountSuspendedRows, topupRows } from './accounts.ts'
import { callCapturedRows, callEndedRows, callUnrecoveredRows, endedRows } from './calls.ts'
import { cardPublishedRows, cardRetiredRows } from './cards.ts'
import type { CommandContext, RowBuilder } from './context.ts'
import {
  proposalDecidingRows,
  proposalEndedRows,
  proposalQueuedRows,
  proposedRows,
  votedRows,
  voteOpenedRows,
} from './governance.ts'
import {
  offeringActRows,
  offeringAnnouncedRows,
  offeringLockedRows,
  offeringQuotaRows,
  offeringTurnedRows,
  offeringUsedRows,
} from './launchpad.ts'
import { bookingRows, entryRows } from './ledger.ts'
import { poolRows } from './lending.ts'
import {
  loanRows,
  lossNoteRows,
  marginClosedRows,
  marginLossRows,
  marginOpenedRows,
  marginRecoveredRows,
  marginStageRows,
  marginTransferRows,
  takenOverRows,
} from './margin.ts'
import { listDoneRows, markRows, orderDoneRows, preventedRows, tradeRows, tradingPausedRows } from './market.ts'
import { noticeRows } from './notices.ts'
import { parameterRows, switchRows } from './parameters.ts'
import {
  predictionBetRows,
  predictionBondRows,
  predictionChangedRows,
  predictionCommentRows,
  predictionPaidRows,
  predictionResolverRows,
  predictionTalliedRows,
  predictionVotedRows,
} from './prediction.ts'
import { textRows } from './texts.ts'
import { buybackClosedRows, buybackOpenedRows, buybackSliceRows, weekRows } from './treasury.ts'
import { warClosedRows, warPaidRows, warPerkEndRows, warPerkRows, warReviewRows } from './wars.ts'

/** The event leaves no row: the core serves this state itself, or ledger entries say the same. */
const nothing = (): void => {}

const builders = {
  entry: entryRows,
  'account.opened': accountOpenedRows,
  'account.suspended': accountSuspendedRows,
  'topup.credited': topupRows,
  'parameter.changed': parameterRows,
  'switch.changed': switchRows,
  'key.created': nothing,
  'key.updated': nothing,
  'key.revoked': nothing,
  'run.opened': nothing,
  'run.closed': nothing,
  'card.published': cardPublishedRows,
  'card.retired': cardRetiredRows,
  'call.captured': callCapturedRows,
  'call.released': callEndedRows,
  'call.aborted': callEndedRows,
  'call.unrecovered': callUnrecoveredRows,
  'stake.changed': nothing,
  'tier.changed': nothing,
  'unbonding.started': nothing,
  'unbonding.canceled': nothing,
  'unbonding.done': nothing,
  'margin.opened': marginOpenedRows,
  'margin.called': marginStageRows,
  'margin.closing': marginStageRows,
  'margin.closed': marginClosedRows,
  'margin.recovered': marginRecoveredRows,
  'margin.loss': marginLossRows,
  'margin.taken_over': takenOverRows,
  'margin.acknowledged': lossNoteRows,
  'margin.transferred': marginTransferRows,
  'order.placed': nothing,
  'order.updated': nothing,
  'order.done': orderDoneRows,
  'order.triggered': nothing,
  'orders.timer': nothing,
  'list.placed': nothing,
  'list.updated': nothing,
  'list.done': listDoneRows,
  trade: tradeRows,
  'trade.prevented': preventedRows,
  book: nothing,
  mark: markRows,
  'trading.paused': tradingPausedRows,
  'week.closed': weekRows,
  'buyback.opened': buybackOpenedRows,
  'buyback.slice': buybackSliceRows,
  'buyback.closed': buybackClosedRows,
  'pool.changed': poolRows,
  'lending.paid': nothing,
  'loan.changed': loanRows,
  'offering.announced': offeringAnnouncedRows,
  'offering.turned': offeringTurnedRows,
  'offering.canceled': offeringActRows,
  'offering.opened': offeringActRows,
  'offering.locked': offeringLockedRows,
  'offering.quota': offeringQuotaRows,
  'offering.allocated': nothing,
  'offering.released': nothing,
  'offering.used': offeringUsedRows,
  'wars.closed': warClosedRows,
  'wars.excluded': warReviewRows,
  'wars.included': warReviewRows,
  'wars.paid': warPaidRows,
  'wars.perk_started': warPerkRows,
  'wars.perk_ended': warPerkEndRows,
  'prediction.changed': predictionChangedRows,
  'prediction.bet': predictionBetRows,
  'prediction.commented': predictionCommentRows,
  'prediction.voted': predictionVotedRows,
  'prediction.tallied': predictionTalliedRows,
  'prediction.bond': predictionBondRows,
  'prediction.paid': predictionPaidRows,
  'prediction.resolver': predictionResolverRows,
  'governance.proposed': proposedRows,
  'governance.opened': voteOpenedRows,
  'governance.voted': votedRows,
  'governance.queued': proposalQueuedRows,
  'governance.deciding': proposalDecidingRows,
  'governance.ended': proposalEndedRows,
} satisfies { readonly [T in EventType]: RowBuilder<T> }

/** Turns the events of one command into rows, in order. */
export function commandRows(events: readonly Event[], context: CommandContext): void {
  for (const event of events) {
    // The registry's type has paired each builder with its event; TypeScript can not follow that through the lookup.
    const build = builders[event.type] as (event: Event, context: CommandContext) => void
    build(event, context)
    textRows(event, context)
    noticeRows(event, context)
  }
  for (const fill of context.fundFills) context.rows.append('trades', { ...fill, buyback: null, slice: null })
  if (context.booked.length > 0) bookingRows(context)
  if (context.ended.length > 0 || context.upstream.length > 0) endedRows(context)
}
