/** Order lists as records: which orders belong together, what they hold for one another. What binds and frees them is ending.ts. */
import type { Millis } from '../../base/money.ts'
import type { ListId, ListKind, ListStatus, ListView, OrderId, OrderSide } from '../command.ts'
import type { AccountId } from '../ledger/chart.ts'
import type { Part } from '../parts.ts'
import { RecordTable } from '../record-table.ts'

export interface OrderList {
  readonly account: AccountId
  readonly kind: ListKind
  readonly clientListId: string | null
  readonly orders: readonly OrderId[]
  status: ListStatus
  /** While it is open: side and µCR or LCO units of what it holds for its two orders, the larger of what either may need. */
  readonly side: OrderSide
  reserve: number
  /** Of the margin wallet, as all its orders are. */
  readonly onMargin: boolean
  readonly placedAt: Millis
  updatedAt: Millis
  /** Position in the sequence of all lists that are done; 0 before. Eviction follows it. */
  ended: number
}

/** Done lists that stay readable in the core, per account. */
const DONE_KEPT = 1000

export class OrderLists {
  readonly #table = new RecordTable<OrderList>('order_lists')
  readonly #byClient = new Map<string, ListId>()
  /** Done lists of an account, oldest first. */
  readonly #done = new Map<AccountId, ListId[]>()
  #endedCount = 0

  get(id: ListId): OrderList | undefined {
    return this.#table.get(id)
  }

  byClientId(account: AccountId, clientListId: string): ListId | undefined {
    return this.#byClient.get(clientKey(account, clientListId))
  }

  nextId(): ListId {
    return this.#table.nextId as ListId
  }

  add(list: OrderList): ListId {
    const id = this.#table.push(list) as ListId
    if (list.clientListId !== null) this.#byClient.set(clientKey(list.account, list.clientListId), id)
    return id
  }

  touch(id: ListId): void {
    this.#table.touch(id)
  }

  /** Nothing waits any more. */
  close(id: ListId, list: OrderList): void {
    list.status = 'done'
    list.ended = ++this.#endedCount
    this.#table.touch(id)
    this.#retire(id, list)
  }

  #retire(id: ListId, list: OrderList): void {
    const done = this.#done.get(list.account) ?? []
    this.#done.set(list.account, done)
    done.push(id)
    const oldest = done.length > DONE_KEPT ? done.shift() : undefined
    const gone = oldest === undefined ? undefined : this.#table.get(oldest)
    if (oldest === undefined || gone === undefined) return
    if (gone.clientListId !== null) {
      const key = clientKey(gone.account, gone.clientListId)
      if (this.#byClient.get(key) === oldest) this.#byClient.delete(key)
    }
    this.#table.remove(oldest)
  }

  *entries(): Generator<[id: number, list: OrderList]> {
    yield* this.#table.entries()
  }

  part(): Part {
    return this.#table
  }

  reindex(): void {
    this.#byClient.clear()
    this.#done.clear()
    const done: [ListId, OrderList][] = []
    for (const [id, list] of this.#table.entries()) {
      if (list.clientListId !== null) this.#byClient.set(clientKey(list.account, list.clientListId), id as ListId)
      if (list.status === 'done') done.push([id as ListId, list])
    }
    done.sort(([, a], [, b]) => a.ended - b.ended)
    for (const [id, list] of done) this.#retire(id, list)
    this.#endedCount = done.at(-1)?.[1].ended ?? 0
  }
}

function clientKey(account: AccountId, clientListId: string): string {
  return `${account}:${clientListId}`
}

export function listView(listId: ListId, list: OrderList): ListView {
  const { account, kind, clientListId, status, orders, placedAt, updatedAt } = list
  return { listId, account, kind, clientListId, status, orders, placedAt, updatedAt }
}
