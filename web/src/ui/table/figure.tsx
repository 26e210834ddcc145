/** An amount whose unit the column's header names. On a card its figure has no header: there the unit stands beside it. */
import { Amount, type AmountProps } from '../amount.tsx'
import { usePlace } from './column.ts'

export function Figure({ unit, ...amount }: AmountProps) {
  return <Amount {...amount} unit={usePlace() === 'card' ? unit : undefined} />
}
