/** Facts of margin → loans, calls, forced closes, losses, collateral; moves of the risk reserve → its days. */
import type { Credits, Lco, Lots } from '../../base/money.ts'
import type { EntryKind } from '../../engine/entry-kinds.ts'
import { type Asset, P, type Slot } from '../../engine/ledger/chart.ts'
import { dayStart } from '../periods.ts'
import { milliLco, unitPrice } from '../units.ts'
import type { CommandContext, RowBuilder } from './context.ts'

export const loanRows: RowBuilder<'loan.changed'> = (event, { seq, at, rows, state }) => {
  const { account, asset, cause, amount, interest, debt, principal } = event
  const id = ++state.change
  rows.append('loan_changes', { id, seq, at, account, asset, cause, amount, interest, debt, principal })
  if (interest > 0 && cause !== 'loss' && cause !== 'reserve')
    rows.merge('interest_daily', { account, day: dayStart(at), asset, paid: interest })
}

export const marginClosedRows: RowBuilder<'margin.closed'> = (event, context) => {
  const { seq, at, rows, state } = context
  const { pair } = state
  const { account, asset, side, level, notional, penalty, repaid, debt } = event
  rows.append('margin_closes', {
    ...{ id: ++state.change, seq, at, account, asset, side, mark: unitPrice(pair, event.mark), level },
    ...{ limit_price: unitPrice(pair, event.limit), ...thresholds(event, context) },
    ...{ wanted: milliLco(pair, event.wanted), quantity: milliLco(pair, event.lots) },
    ...{ notional, penalty, repaid, debt, level_after: event.levelAfter },
  })
}

type Thresholds = Pick<Parameters<typeof marginStageRows>[0], 'liquidation' | 'bankruptcy'>

function thresholds({ liquidation, bankruptcy }: Thresholds, { state: { pair } }: CommandContext) {
  return {
    liquidation: liquidation === null ? null : unitPrice(pair, liquidation),
    bankruptcy: bankruptcy === null ? null : unitPrice(pair, bankruptcy),
  }
}

export const marginLossRows: RowBuilder<'margin.loss'> = (event, { seq, at, rows, state }) => {
  const { account, asset, shortfall, covered, socialised } = event
  rows.append('margin_losses', {
    ...{ id: ++state.change, seq, at, account, kind: 'shortfall', asset, mark: unitPrice(state.pair, event.mark) },
    ...{ shortfall, covered, socialised },
    ...{ seized_credits: event.seizedCredits as Credits, seized_lco: event.seizedLco as Lco },
    ...{ bought: milliLco(state.pair, event.lots as Lots), spent: event.spent as Credits },
  })
}

export const takenOverRows: RowBuilder<'margin.taken_over'> = (event, { seq, at, rows, state }) => {
  const { account, asset, paid, taken, debt } = event
  rows.append('margin_losses', {
    ...{ id: ++state.change, seq, at, account, kind: 'takeover', asset, mark: unitPrice(state.pair, event.mark) },
    ...{ shortfall: paid + debt, covered: paid, socialised: 0 },
    seized_credits: (asset === 'LCO' ? taken : 0) as Credits,
    seized_lco: (asset === 'CR' ? taken : 0) as Lco,
    ...{ bought: milliLco(state.pair, 0 as Lots), spent: 0 as Credits },
  })
}

export const marginStageRows: RowBuilder<'margin.called' | 'margin.closing'> = (event, context) => {
  const { seq, at, rows, state } = context
  rows.append('margin_notices', {
    ...{ id: ++state.change, seq, at, account: event.account },
    kind: event.type === 'margin.called' ? 'called' : 'closing',
    ...{ level: event.level, mark: unitPrice(state.pair, event.mark), ...thresholds(event, context), terms: null },
  })
}

const untold = { mark: null, liquidation: null, bankruptcy: null } as const

export const marginRecoveredRows: RowBuilder<'margin.recovered'> = ({ account, level }, { seq, at, rows, state }) => {
  rows.append('margin_notices', {
    ...{ id: ++state.change, seq, at, account, kind: 'recovered', level, ...untold, terms: null },
  })
}

export const marginOpenedRows: RowBuilder<'margin.opened'> = ({ account, terms }, { seq, at, rows, state }) => {
  rows.append('margin_notices', {
    ...{ id: ++state.change, seq, at, account, kind: 'opened', level: null, ...untold, terms },
  })
}

export const marginTransferRows: RowBuilder<'margin.transferred'> = (event, { seq, at, rows, state }) => {
  const { account, direction, amount } = event
  rows.append('margin_transfers', { id: ++state.change, seq, at, account, direction, amount })
}

export const lossNoteRows: RowBuilder<'margin.acknowledged'> = ({ asset, reason, actor }, context) => {
  const { seq, at, rows, state } = context
  rows.append('loss_notes', { id: ++state.change, seq, at, asset, reason, actor })
}

interface Move {
  readonly from: Slot
  readonly to: Slot
  readonly amount: number
}

/** Of a ledger entry, as far as it touches the reserve. */
export function reserveRows({ at, rows }: CommandContext, kind: EntryKind, { from, to, amount }: Move): void {
  const [paidBy, gotBy] = [reserveAsset(from), reserveAsset(to)]
  const day = dayStart(at)
  if (paidBy !== undefined) rows.merge('reserve_days', { day, asset: paidBy, kind, received: 0, paid: amount })
  if (gotBy !== undefined) rows.merge('reserve_days', { day, asset: gotBy, kind, received: amount, paid: 0 })
}

function reserveAsset(slot: Slot): Asset | undefined {
  return slot === P.riskReserve ? 'CR' : slot === P.riskReserveLco ? 'LCO' : undefined
}
