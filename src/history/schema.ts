/** The tables of history as Kysely sees them. Only added to, except sums that are kept in the same transaction. No queries. */
import type {
  CallsTable,
  CardRetirementsTable,
  CardsTable,
  MarginDailyTable,
  ModelHourlyTable,
  ReceiptHeadsTable,
  UsageDailyTable,
} from './tables/calls.ts'
import type {
  AccountActivityTable,
  AccountSuspensionsTable,
  AccountsTable,
  EntriesTable,
  EntryAccountsTable,
  EntryKindsTable,
  PostingsTable,
  ProjectionTable,
  TopupsTable,
} from './tables/ledger.ts'
import type { CandlesTable, MarksTable, OrdersTable, TradesTable, TradingPausesTable } from './tables/market.ts'
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

export interface HistorySchema {
  projection: ProjectionTable
  entries: EntriesTable
  postings: PostingsTable
  entry_accounts: EntryAccountsTable
  entry_kinds: EntryKindsTable
  accounts: AccountsTable
  account_suspensions: AccountSuspensionsTable
  account_activity: AccountActivityTable
  topups: TopupsTable
  cards: CardsTable
  card_retirements: CardRetirementsTable
  calls: CallsTable
  receipt_heads: ReceiptHeadsTable
  orders: OrdersTable
  trades: TradesTable
  candles: CandlesTable
  marks: MarksTable
  trading_pauses: TradingPausesTable
  weeks: WeeksTable
  buybacks: BuybacksTable
  buyback_slices: BuybackSlicesTable
  buyback_closes: BuybackClosesTable
  burns: BurnsTable
  parameter_changes: ParameterChangesTable
  switch_changes: SwitchChangesTable
  usage_daily: UsageDailyTable
  model_hourly: ModelHourlyTable
  margin_daily: MarginDailyTable
  supply_daily: SupplyDailyTable
}
