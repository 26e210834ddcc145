/** Everything that may be read of the core, by topic. Reads change nothing. */
export {
  type AccountView,
  accountByIdentity,
  accountView,
  type KeyView,
  keyByHash,
  spendable,
  totalsOf,
} from './views/accounts.ts'
export {
  activeCards,
  type CallQuote,
  type CardView,
  callState,
  cardView,
  openHolds,
  quoteCall,
} from './views/calls.ts'
export { ownPower, type ProposalView, proposalViews } from './views/governance.ts'
export {
  gateViews,
  type OfferingPosition,
  type OfferingView,
  offeringPositions,
  offeringView,
  offeringViews,
  quotaFor,
} from './views/launchpad.ts'
export {
  lenderPosition,
  lenderView,
  type PoolView,
  poolView,
  waitingAmount,
} from './views/lending.ts'
export {
  type LadderRow,
  type MarginFigures,
  type MarginStanding,
  type MarginTotals,
  type MarginView,
  marginLadder,
  marginStanding,
  marginTotals,
  marginView,
} from './views/margin.ts'
export { type MarginChange, type MarginQuote, quoteMargin } from './views/margin-quote.ts'
export {
  cancelTime,
  depth,
  type LevelRow,
  type MarketView,
  marketView,
  openOrders,
  orderList,
  orderView,
  quoteOrder,
} from './views/market.ts'
export {
  type OwnPrediction,
  ownPrediction,
  ownPredictions,
  predictionQuote,
  predictionRights,
  predictionView,
  predictionViews,
} from './views/prediction.ts'
export {
  parametersView,
  type SupplyView,
  supplyView,
  switchesView,
  type TreasuryView,
  treasuryView,
} from './views/treasury.ts'
export {
  type WarRank,
  type WarRatio,
  type WarView,
  warPlace,
  warView,
} from './views/wars.ts'
