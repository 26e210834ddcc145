/** What accounts are told as it happens: reports of their orders, balances after each change. And the names by which they may listen. */

import { randomBytes } from 'node:crypto'
import type { Credits, Lco, Millis } from '../../../base/money.ts'
import type { OrderId, Wallet } from '../../../engine/command.ts'
import type { EntryEvent, Event, ListEvent } from '../../../engine/event.ts'
import { type AccountId, accountOf, type Slot, U, type UserOffset, userSlot } from '../../../engine/ledger/chart.ts'
import { orderView } from '../../../engine/views.ts'
import type { Published } from '../../../sequencer/core.ts'
import { readAccount } from '../../booking.ts'
import type { RouteDeps } from '../../ports.ts'
import { balancesOf } from '../balances.ts'
import { walletOf } from '../orders/order-row.ts'
import type { Signatory } from '../signatory.ts'
import { BASE, lcoText, priceText, QUOTE } from '../text.ts'
import { listEvent, positionEvent, type Reports } from './reports.ts'

/** Whose events, and of which wallet: what is available to the account, or its margin account. */
export interface Audience {
  readonly account: AccountId
  readonly wallet: Wallet
}

export interface UserListener {
  /** An event of the account; may drop the listener. */
  userEvent(text: string): void
}

interface Grant {
  readonly signatory: Signatory
  expiresAt: number
}

const KEY_MS = 3_600_000
const TOKEN_MS = 86_400_000
/** Names that live at a time, of all accounts; the oldest is forgotten first. */
const MOST_GRANTS = 100_000

export class UserStreams {
  readonly #core: RouteDeps['core']
  readonly #reports: Reports
  readonly #log: (error: unknown) => void
  readonly #listeners: Readonly<Record<Wallet, Map<AccountId, Set<UserListener>>>> = {
    spot: new Map(),
    margin: new Map(),
  }
  readonly #keys = new Map<string, Grant>()
  readonly #keyOf = new Map<AccountId, string>()
  readonly #tokens = new Map<string, Grant>()
  /** Accounts whose balances are being read, and whether they changed meanwhile. */
  readonly #reading: Readonly<Record<Wallet, Map<AccountId, boolean>>> = { spot: new Map(), margin: new Map() }

  constructor({ core }: Pick<RouteDeps, 'core'>, reports: Reports, log: (error: unknown) => void) {
    this.#core = core
    this.#reports = reports
    this.#log = log
  }

  // ---- names ----

  /** One key an account: asking again makes it live longer. */
  issueKey(signatory: Signatory, now: number): string {
    const known = this.#keyOf.get(signatory.account)
    if (known !== undefined && this.extendKey(signatory, known, now)) return known
    const key = randomBytes(32).toString('hex')
    remember(this.#keys, key, { signatory, expiresAt: now + KEY_MS })
    this.#keyOf.set(signatory.account, key)
    return key
  }

  extendKey({ account }: Signatory, key: string, now: number): boolean {
    const grant = this.#keys.get(key)
    if (!grant || grant.signatory.account !== account || grant.expiresAt <= now) return false
    grant.expiresAt = now + KEY_MS
    return true
  }

  endKey({ account }: Signatory, key: string): boolean {
    if (this.#keys.get(key)?.signatory.account !== account) return false
    this.#keyOf.delete(account)
    return this.#keys.delete(key)
  }

  ofKey(key: string, now: number): Signatory | undefined {
    return granted(this.#keys.get(key), now)
  }

  issueToken(signatory: Signatory, now: number): { readonly token: string; readonly expirationTime: number } {
    const token = randomBytes(32).toString('hex')
    const expirationTime = now + TOKEN_MS
    remember(this.#tokens, token, { signatory, expiresAt: expirationTime })
    return { token, expirationTime }
  }

  ofToken(token: string, now: number): { readonly signatory: Signatory; readonly expirationTime: number } | undefined {
    const grant = this.#tokens.get(token)
    const signatory = granted(grant, now)
    return grant && signatory && { signatory, expirationTime: grant.expiresAt }
  }

  // ---- events ----

  join({ account, wallet }: Audience, listener: UserListener): void {
    const known = this.#listeners[wallet].get(account)
    if (known) known.add(listener)
    else this.#listeners[wallet].set(account, new Set([listener]))
  }

  leave({ account, wallet }: Audience, listener: UserListener): void {
    const known = this.#listeners[wallet].get(account)
    known?.delete(listener)
    if (known?.size === 0) this.#listeners[wallet].delete(account)
  }

  take(batch: readonly Published[]): void {
    for (const command of batch) {
      // Also when nobody listens: it remembers which order is the newest.
      const reports = this.#reports.of(command)
      if (this.#listeners.spot.size + this.#listeners.margin.size === 0) continue
      for (const { order, event } of reports) this.#tell({ account: order.account, wallet: walletOf(order) }, event)
      for (const event of command.events) if (isListEvent(event)) this.#list(event, command.at)
      for (const wallet of wallets) if (this.#listeners[wallet].size > 0) this.#balances(command, wallet)
    }
  }

  #list(event: ListEvent, at: Millis): void {
    const { account, orders } = event.list
    if (!wallets.some((wallet) => this.#listeners[wallet].has(account))) return
    const first = this.#core.peek((engine) => orderView(engine, account, { orderId: orders[0] as OrderId }))
    const clientIdOf = (owner: AccountId, orderId: OrderId): string =>
      this.#core.peek((engine) => orderView(engine, owner, { orderId }))?.clientOrderId ?? ''
    this.#tell({ account, wallet: first ? walletOf(first) : 'spot' }, listEvent(event, at, clientIdOf))
  }

  #tell({ account, wallet }: Audience, event: object): void {
    const listeners = this.#listeners[wallet].get(account)
    if (!listeners) return
    const text = JSON.stringify(event)
    for (const listener of listeners) listener.userEvent(text)
  }

  #balances({ at, events }: Published, wallet: Wallet): void {
    const touched = new Set<AccountId>()
    for (const event of events) {
      if (event.type !== 'entry') continue
      for (const account of accountsIn(event, wallet)) {
        if (!this.#listeners[wallet].has(account)) continue
        const audience = { account, wallet }
        touched.add(account)
        if (trading.has(event.kind)) continue
        for (const change of changesOf(event, audience, at)) this.#tell(audience, change)
      }
    }
    for (const account of touched) void this.#position({ account, wallet })
  }

  /** Read from the core once everything in it is durable; what changes meanwhile is told by one more reading. */
  async #position(audience: Audience): Promise<void> {
    const { account, wallet } = audience
    const reading = this.#reading[wallet]
    if (reading.has(account)) return void reading.set(account, true)
    reading.set(account, false)
    try {
      const { view } = await readAccount(this.#core, account)
      this.#tell(audience, positionEvent(balancesOf(view, wallet), this.#core.now()))
    } catch (error) {
      this.#log(error)
    }
    const again = reading.get(account)
    reading.delete(account)
    if (again) void this.#position(audience)
  }
}

function remember(grants: Map<string, Grant>, name: string, grant: Grant): void {
  if (grants.size >= MOST_GRANTS) grants.delete(grants.keys().next().value ?? name)
  grants.set(name, grant)
}

function granted(grant: Grant | undefined, now: number): Signatory | undefined {
  return grant && grant.expiresAt > now ? grant.signatory : undefined
}

function isListEvent(event: Event): event is ListEvent {
  return event.type === 'list.placed' || event.type === 'list.updated' || event.type === 'list.done'
}

const wallets: readonly Wallet[] = ['spot', 'margin']

/** Where an account's credits and LCO of a wallet are, free or held. */
const offsets: Readonly<
  Record<Wallet, { readonly credits: readonly UserOffset[]; readonly lco: readonly UserOffset[] }>
> = {
  spot: { credits: [U.available, U.order, U.hold], lco: [U.lco, U.lcoOrder] },
  margin: { credits: [U.margin, U.marginOrder], lco: [U.lcoMargin, U.lcoMarginOrder] },
}

/** Entries that reports of orders tell already. */
const trading = new Set<EntryEvent['kind']>(['order.escrow', 'order.release', 'trade', 'buyback.trade'])

/** Whose wallet it touches. */
function accountsIn({ moves }: EntryEvent, wallet: Wallet): Set<AccountId> {
  const { credits, lco } = offsets[wallet]
  const found = new Set<AccountId>()
  for (let i = 0; i < moves.length; i++) {
    const slot = moves[i] as Slot
    const account = i % 3 === 2 ? undefined : accountOf(slot)
    if (account === undefined) continue
    const isOwn = (offset: UserOffset): boolean => userSlot(account, offset) === slot
    if (credits.some(isOwn) || lco.some(isOwn)) found.add(account)
  }
  return found
}

/** What came in or went out, free and locked together: nothing for a mere hold. */
function changesOf({ moves }: EntryEvent, { account, wallet }: Audience, at: Millis): object[] {
  const sum = (own: readonly UserOffset[]): number => {
    const slots = new Set(own.map((offset) => userSlot(account, offset)))
    let total = 0
    for (let i = 0; i + 2 < moves.length; i += 3) {
      if (slots.has(moves[i] as Slot)) total -= moves[i + 2] as number
      if (slots.has(moves[i + 1] as Slot)) total += moves[i + 2] as number
    }
    return total
  }
  const event = (a: string, d: string) => ({ e: 'balanceUpdate', E: at, a, d, T: at })
  const credits = sum(offsets[wallet].credits) as Credits
  const lco = sum(offsets[wallet].lco) as Lco
  return [
    ...(credits === 0 ? [] : [event(QUOTE, priceText(credits))]),
    ...(lco === 0 ? [] : [event(BASE, lcoText(lco))]),
  ]
}
