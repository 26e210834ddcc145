/** The tables of history as Kysely sees them. Only added to, except sums that are kept in the same transaction. No queries. */
import type {
  CallSeriesTable,
  CallsTable,
  CardRetirementsTable,
  CardsTable,
  TrafficSeriesTable,
  UsageDailyTable,
} from './tables/calls.ts'
import type {
  ProposalStatesTable,
  ProposalStepsTable,
  ProposalsTable,
  ProposalVotesTable,
} from './tables/governance.ts'
import type {
  OfferingActsTable,
  OfferingLocksTable,
  OfferingQuotasTable,
  OfferingUsageTable,
} from './tables/launchpad.ts'
import type {
  AccountActivityTable,
  AccountSuspensionsTable,
  AccountsTable,
  BookingSeriesTable,
  BookingsTable,
  ProjectionTable,
  RefsTable,
  SeriesItemsTable,
  TopupsTable,
} from './tables/ledger.ts'
import type {
  InterestDailyTable,
  LoanChangesTable,
  LossNotesTable,
  MarginClosesTable,
  MarginLossesTable,
  MarginNoticesTable,
  MarginTransfersTable,
  ReserveDaysTable,
} from './tables/margin.ts'
import type {
  CandlesTable,
  MarksTable,
  OrderListsTable,
  OrdersTable,
  PoolHoursTable,
  PreventedMatchesTable,
  TradesTable,
  TradingPausesTable,
} from './tables/market.ts'
import type { NoticesTable } from './tables/notices.ts'
import type {
  BurnsTable,
  BuybackClosesTable,
  BuybackSlicesTable,
  BuybacksTable,
  ParameterChangesTable,
  SupplyDailyTable,
  SwitchChangesTable,
  WeeksTable,
} from './tables/platform.ts'
import type {
  PredictionActsTable,
  PredictionBetsTable,
  PredictionBondsTable,
  PredictionCommentsTable,
  PredictionForecastsTable,
  PredictionMarketsTable,
  PredictionPayoutsTable,
  PredictionPointsTable,
  PredictionPricesTable,
  PredictionResolversTable,
  PredictionVotesTable,
} from './tables/prediction.ts'
import type { TextUsesTable } from './tables/texts.ts'
import type {
  CallFailuresTable,
  FailuresHourlyTable,
  LatencyHourlyTable,
  TrafficHourlyTable,
  WaysHourlyTable,
} from './tables/traffic.ts'
import type {
  WarPayoutsTable,
  WarPerkEndsTable,
  WarPerksTable,
  WarPrizesTable,
  WarReviewsTable,
  WarRoundsTable,
  WarStandingsTable,
} from './tables/wars.ts'

export interface HistorySchema {
  projection: ProjectionTable
  bookings: BookingsTable
  refs: RefsTable
  series_items: SeriesItemsTable
  booking_series: BookingSeriesTable
  accounts: AccountsTable
  account_suspensions: AccountSuspensionsTable
  account_activity: AccountActivityTable
  topups: TopupsTable
  cards: CardsTable
  card_retirements: CardRetirementsTable
  call_series: CallSeriesTable
  traffic_series: TrafficSeriesTable
  calls: CallsTable
  orders: OrdersTable
  order_lists: OrderListsTable
  prevented_matches: PreventedMatchesTable
  trades: TradesTable
  candles: CandlesTable
  marks: MarksTable
  pool_hours: PoolHoursTable
  trading_pauses: TradingPausesTable
  loan_changes: LoanChangesTable
  interest_daily: InterestDailyTable
  margin_closes: MarginClosesTable
  margin_losses: MarginLossesTable
  margin_notices: MarginNoticesTable
  margin_transfers: MarginTransfersTable
  loss_notes: LossNotesTable
  reserve_days: ReserveDaysTable
  notices: NoticesTable
  offering_acts: OfferingActsTable
  offering_locks: OfferingLocksTable
  offering_quotas: OfferingQuotasTable
  offering_usage: OfferingUsageTable
  weeks: WeeksTable
  buybacks: BuybacksTable
  buyback_slices: BuybackSlicesTable
  buyback_closes: BuybackClosesTable
  burns: BurnsTable
  parameter_changes: ParameterChangesTable
  switch_changes: SwitchChangesTable
  usage_daily: UsageDailyTable
  traffic_hourly: TrafficHourlyTable
  latency_hourly: LatencyHourlyTable
  failures_hourly: FailuresHourlyTable
  ways_hourly: WaysHourlyTable
  call_failures: CallFailuresTable
  supply_daily: SupplyDailyTable
  text_uses: TextUsesTable
  war_rounds: WarRoundsTable
  war_standings: WarStandingsTable
  war_reviews: WarReviewsTable
  war_payouts: WarPayoutsTable
  war_prizes: WarPrizesTable
  war_perks: WarPerksTable
  war_perk_ends: WarPerkEndsTable
  prediction_acts: PredictionActsTable
  prediction_bets: PredictionBetsTable
  prediction_bonds: PredictionBondsTable
  prediction_comments: PredictionCommentsTable
  prediction_forecasts: PredictionForecastsTable
  prediction_markets: PredictionMarketsTable
  prediction_payouts: PredictionPayoutsTable
  prediction_points: PredictionPointsTable
  prediction_prices: PredictionPricesTable
  prediction_resolvers: PredictionResolversTable
  prediction_votes: PredictionVotesTable
  proposals: ProposalsTable
  proposal_states: ProposalStatesTable
  proposal_votes: ProposalVotesTable
  proposal_steps: ProposalStepsTable
}
