/** From which event each kind of notification comes, whom it concerns and what it tells. Adding a kind: docs/guides/add-a-notification.md. */
import { formatCredits, formatDecimal, formatLco } from '../../base/decimal.ts'
import type { Credits, Lco, Lots, Ticks } from '../../base/money.ts'
import { type NoticeKind, noticeKindNames } from '../../contract/notice-kinds.ts'
import type { NoticeData } from '../../contract/notices.ts'
import type { Event, EventType } from '../../engine/event.ts'
import type { Pair } from '../../engine/exchange/pair.ts'
import type { AccountId, Asset } from '../../engine/ledger/chart.ts'
import type { EventFor } from '../rows/context.ts'
import { milliLco, unitPrice } from '../units.ts'

/** Whom an event concerns, and what they are told. */
interface Told<D> {
  readonly account: AccountId
  readonly data: D
}

interface Source<D> {
  readonly event: EventType
  /** Nobody: the event is not one to tell of. Depends on nothing but the event and how amounts are written. */
  tell(event: Event, write: Writing): readonly Told<D>[]
}

function from<T extends EventType, D>(
  event: T,
  tell: (event: EventFor<T>, write: Writing) => readonly Told<D>[],
): Source<D> {
  // An event is only given to the sources of its own type.
  return { event, tell: tell as Source<D>['tell'] }
}

const sources = {
  marginCalled: from('margin.called', ({ account, level, mark, liquidation }, { price }) => [
    { account, data: { levelBps: level, mark: price(mark), liquidationPrice: liquidation && price(liquidation) } },
  ]),
  marginClosing: from('margin.closing', ({ account, level, mark }, { price }) => [
    { account, data: { levelBps: level, mark: price(mark) } },
  ]),
  marginClosed: from('margin.closed', ({ account, side, lots, notional, penalty, levelAfter }, { quantity }) => [
    {
      account,
      data: {
        ...{ side, quantity: quantity(lots), notional: formatCredits(notional), penalty: formatCredits(penalty) },
        levelAfterBps: levelAfter,
      },
    },
  ]),
  marginRecovered: from('margin.recovered', ({ account, level }) => [{ account, data: { levelBps: level } }]),
  marginLoss: from('margin.loss', ({ account, asset, shortfall, seizedCredits, seizedLco }) => [
    {
      account,
      data: {
        ...{ asset, shortfall: units(asset, shortfall) },
        seizedCredits: formatCredits(seizedCredits as Credits),
        seizedLco: formatLco(seizedLco as Lco),
      },
    },
  ]),
  marginTakenOver: from('margin.taken_over', ({ account, asset, paid }) => [
    { account, data: { asset, paid: units(asset, paid) } },
  ]),
  /** What is filled at once, its owner has been answered. */
  orderFilled: from('order.done', ({ order }, { quantity }) => {
    if (order.status !== 'filled' || order.updatedAt === order.placedAt) return []
    const { account, orderId, side, filledLots, filledNotional, fee } = order
    const sums = { notional: formatCredits(filledNotional), fee: formatCredits(fee) }
    return [{ account, data: { orderId, side, quantity: quantity(filledLots), ...sums } }]
  }),
  lendingPaid: from('lending.paid', ({ account, asset, amount, askedAt, at }) =>
    askedAt === at ? [] : [{ account, data: { asset, amount: units(asset, amount), askedAt } }],
  ),
  unbondingDone: from('unbonding.done', ({ account, amount }) => [{ account, data: { amount: formatLco(amount) } }]),
  tierChanged: from('tier.changed', ({ account, before, tier }) => [{ account, data: { before, tier } }]),
  quotaAllocated: from('offering.quota', ({ account, offering, quota, locked }) => [
    { account, data: { offeringId: offering, quota: formatCredits(quota), locked: formatLco(locked) } },
  ]),
  launchReleased: from('offering.released', ({ account, offering, amount }) => [
    { account, data: { offeringId: offering, amount: formatLco(amount) } },
  ]),
  /** Of an empty pool there is nothing to tell. */
  warPrize: from('wars.paid', ({ roundId, prizes }) =>
    prizes
      .filter(({ prize }) => prize > 0)
      .map(({ account, rank, prize }) => ({ account, data: { roundId, rank, prize: formatLco(prize) } })),
  ),
  warChampion: from('wars.paid', ({ roundId, prizes: [first], choiceEnds }) =>
    first && choiceEnds !== null ? [{ account: first.account, data: { roundId, until: choiceEnds } }] : [],
  ),
  warExcluded: from('wars.excluded', ({ account, roundId, reason }) => [{ account, data: { roundId, reason } }]),
  warIncluded: from('wars.included', ({ account, roundId, reason }) => [{ account, data: { roundId, reason } }]),
  /** Who has chosen was answered. */
  warPerkStarted: from('wars.perk_started', ({ account, roundId, kind, grant, endsAt, chosen }) =>
    chosen ? [] : [{ account, data: { roundId, perk: kind, grant: formatCredits(grant), until: endsAt } }],
  ),
  warPerkEnded: from('wars.perk_ended', ({ account, roundId, kind, grant, spent }) => [
    { account, data: { roundId, perk: kind, grant: formatCredits(grant), spent: formatCredits(spent) } },
  ]),
  accountSuspended: from('account.suspended', ({ account, suspended, reason }) =>
    suspended ? [{ account, data: { reason } }] : [],
  ),
  accountRestored: from('account.suspended', ({ account, suspended, reason }) =>
    suspended ? [] : [{ account, data: { reason } }],
  ),
} satisfies { readonly [K in NoticeKind]: Source<NoticeData<K>> }

/** Prices and quantities as the wire writes them, with all decimals that any pair can have. */
interface Writing {
  price(ticks: Ticks): string
  quantity(lots: Lots): string
}

const writingOf = (pair: Pair): Writing => ({
  price: (ticks) => formatCredits(unitPrice(pair, ticks)),
  quantity: (lots) => formatDecimal(milliLco(pair, lots), 3),
})

const units = (asset: Asset, amount: number): string =>
  asset === 'CR' ? formatCredits(amount as Credits) : formatLco(amount as Lco)

type AnySource = Source<object>

const byEvent = new Map<EventType, readonly (readonly [NoticeKind, AnySource])[]>()
for (const kind of noticeKindNames) {
  const source: AnySource = sources[kind]
  byEvent.set(source.event, [...(byEvent.get(source.event) ?? []), [kind, source]])
}

/** What one account is told of an event. */
export interface ToldNotice extends Told<object> {
  readonly kind: NoticeKind
}

const nothing: readonly ToldNotice[] = []

/** Whom the event is told, and as what. */
export function noticesOf(event: Event, pair: Pair): readonly ToldNotice[] {
  const known = byEvent.get(event.type)
  if (known === undefined) return nothing
  const write = writingOf(pair)
  return known.flatMap(([kind, source]) => source.tell(event, write).map((told) => ({ kind, ...told })))
}
