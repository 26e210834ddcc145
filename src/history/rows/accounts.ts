/** Accounts and money from outside → accounts, suspensions, top-ups. */
import type { Credits, Lco, Millis } from '../../base/money.ts'
import type { AccountId } from '../../engine/ledger/chart.ts'
import type { HistorySchema } from '../schema.ts'
import type { CommandContext, RowBuilder } from './context.ts'

/** Comes again when an account becomes an operator's. */
export const accountOpenedRows: RowBuilder<'account.opened'> = (event, { seq, at, rows }) => {
  rows.merge('accounts', { id: event.account, identity: event.identity, operator: event.operator ? 1 : 0, seq, at })
}

export const accountSuspendedRows: RowBuilder<'account.suspended'> = (event, { seq, at, rows, state }) => {
  const { account, suspended, reason } = event
  rows.append('account_suspensions', {
    ...{ id: ++state.change, seq, at, account, reason },
    suspended: suspended ? 1 : 0,
  })
}

export const topupRows: RowBuilder<'topup.credited'> = (event, context) => addTopup(context, event)

interface Topup {
  readonly account: AccountId
  readonly amount: Credits
  readonly provider: string
  readonly paymentId: string
}

/** Money that came in, also from the faucet, whose payments have no id. */
export function addTopup(context: CommandContext, { account, amount, provider, paymentId }: Topup): void {
  const { seq, at, rows, state } = context
  rows.append('topups', { id: ++state.topup, seq, at, account, amount, provider, payment_id: paymentId })
  addActivity(context, account, { topped_up: amount })
}

const nothing = {
  calls: 0,
  charged: 0 as Credits,
  mined: 0 as Lco,
  trades: 0,
  traded: 0 as Credits,
  fees: 0 as Credits,
  topped_up: 0 as Credits,
  receipt_hash: null,
}

type Activity = Omit<HistorySchema['account_activity'], 'account' | 'last_at'>

/** Adds to the account's running sums and notes when it was last active. */
export function addActivity(
  { at, rows }: { readonly at: Millis; readonly rows: CommandContext['rows'] },
  account: AccountId,
  sums: Partial<Activity>,
): void {
  rows.merge('account_activity', { ...nothing, ...sums, account, last_at: at })
}
