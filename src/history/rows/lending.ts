/** Lending pools as they changed → pool_hours. Loans and lenders are in the ledger's entries. */
import { hourStart } from '../periods.ts'
import type { RowBuilder } from './context.ts'

export const poolRows: RowBuilder<'pool.changed'> = (event, { rows }) => {
  rows.merge('pool_hours', {
    asset: event.asset,
    hour: hourStart(event.at),
    at: event.at,
    lent: event.lent,
    claims: event.claims,
    utilisation: event.utilisationPpm,
    borrow_rate: event.borrowPpm,
    supply_rate: event.supplyPpm,
  })
}
