/** The lists of orders that a ticket makes: an oco, or an entry with what follows it. Single orders are in form.ts. */
import type { BodyOf } from '../../../api/platform.ts'
import { enters, type OrderRequest, otherSide, type TicketForm, termsOfOrder, toRequest, typedNumber } from './form.ts'

export type ListRequest = BodyOf<'POST /order-lists'>

/** undefined for plans of one order, and while a field is empty or zero. */
export function toList(form: TicketForm): ListRequest | undefined {
  const first = toRequest(form)
  if (first === undefined) return undefined
  if (enters(form)) {
    const exits = exitsOf(form)
    return exits && { kind: form.plan === 'oto' ? 'oto' : 'otoco', orders: [first, ...exits] }
  }
  const [price, quantity] = [typedNumber(form.price), typedNumber(form.quantity)]
  if (form.plan !== 'oco' || price === undefined || quantity === undefined) return undefined
  return { kind: 'oco', orders: [{ type: 'limit', side: form.side, price, quantity, ...termsOfOrder(form) }, first] }
}

/** Whether a limit order is among what follows an entry, and how its stop is sent; null: there is none. */
export function exitKinds({ plan, exit, type }: Pick<TicketForm, 'plan' | 'exit' | 'type'>): {
  limit: boolean
  stop: 'market' | 'limit' | null
} {
  if (plan === 'otoco') return { limit: true, stop: type }
  return { limit: exit === 'limit', stop: exit === 'limit' ? null : exit === 'stop' ? 'market' : 'limit' }
}

/** Of the other side and of the entry's quantity; undefined while one is not typed. */
function exitsOf(form: TicketForm): OrderRequest[] | undefined {
  const { limit, stop } = exitKinds(form)
  const quantity = typedNumber(form.quantity)
  if (quantity === undefined) return undefined
  const common = { side: otherSide(form.side), quantity, ...termsOfOrder(form) }
  const orders: OrderRequest[] = []
  if (limit) {
    const price = typedNumber(form.exitPrice)
    if (price === undefined) return undefined
    orders.push({ type: 'limit', price, ...common })
  }
  if (stop === null) return orders
  const [at, price] = [typedNumber(form.trigger), typedNumber(form.stopPrice)]
  if (at === undefined || (stop === 'limit' && price === undefined)) return undefined
  const trigger = { kind: 'stop_loss' as const, price: at }
  if (price === undefined || stop === 'market') orders.push({ type: 'market', ...common, trigger })
  else orders.push({ type: 'limit', price, ...common, trigger })
  return orders
}
