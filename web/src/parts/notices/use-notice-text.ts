/** Where each kind of notification leads, and the words and figures that its text is filled with. A kind that is missing here does not compile. */
import type { NoticeKind } from '../../../../src/contract/notice-kinds.ts'
import type { Notice, NoticeData } from '../../../../src/contract/notices.ts'
import type { TierName } from '../../../../src/contract/values.ts'
import { amountText } from '../../amount/format.ts'
import { useLanguage, useText, type Values } from '../../i18n/index.ts'

interface Words {
  /** A decimal string in the reader's language. */
  amount(value: string): string
  level(bps: number | null): string
  side(side: 'buy' | 'sell'): string
  tier(tier: TierName): string
  /** With what of free calls was used once they are over. */
  perk(perk: 'free_calls' | 'unlimited', used?: { spent: string; grant: string }): string
  /** UTC ms in the reader's zone. */
  moment(at: number): string
}

interface Shown<Data> {
  /** The page where it goes on. */
  readonly to: string
  /** Money or access was lost, or is about to be. */
  readonly grave?: true
  readonly values: (data: Data, words: Words) => Values
}

const shown: { readonly [K in NoticeKind]: Shown<NoticeData<K>> } = {
  marginCalled: {
    to: '/trade',
    grave: true,
    values: ({ levelBps, mark, liquidationPrice }, { amount, level }) => ({
      level: level(levelBps),
      mark: amount(mark),
      price: liquidationPrice === null ? '–' : amount(liquidationPrice),
    }),
  },
  marginClosing: {
    to: '/trade',
    grave: true,
    values: ({ levelBps, mark }, { amount, level }) => ({ level: level(levelBps), mark: amount(mark) }),
  },
  marginClosed: {
    to: '/margin',
    grave: true,
    values: ({ side, quantity, notional, penalty, levelAfterBps }, { amount, level, side: word }) => ({
      ...{ side: word(side), quantity: amount(quantity), notional: amount(notional), penalty: amount(penalty) },
      level: level(levelAfterBps),
    }),
  },
  marginRecovered: { to: '/trade', values: ({ levelBps }, { level }) => ({ level: level(levelBps) }) },
  marginLoss: {
    to: '/margin',
    grave: true,
    values: ({ asset, shortfall, seizedCredits, seizedLco }, { amount }) => ({
      ...{ asset, shortfall: amount(shortfall), credits: amount(seizedCredits), lco: amount(seizedLco) },
    }),
  },
  marginTakenOver: {
    to: '/margin',
    grave: true,
    values: ({ asset, paid }, { amount }) => ({ asset, paid: amount(paid) }),
  },
  orderFilled: {
    to: '/trade',
    values: ({ orderId, side, quantity, notional, fee }, { amount, side: word }) => ({
      ...{ id: orderId, side: word(side), quantity: amount(quantity), notional: amount(notional), fee: amount(fee) },
    }),
  },
  lendingPaid: { to: '/lend', values: ({ asset, amount: paid }, { amount }) => ({ asset, amount: amount(paid) }) },
  unbondingDone: { to: '/stake', values: ({ amount: free }, { amount }) => ({ amount: amount(free) }) },
  tierChanged: {
    to: '/stake',
    values: ({ before, tier }, { tier: word }) => ({ before: word(before), tier: word(tier) }),
  },
  quotaAllocated: {
    to: '/imo',
    values: ({ offeringId, quota, locked }, { amount }) => ({
      ...{ id: offeringId, quota: amount(quota), locked: amount(locked) },
    }),
  },
  launchReleased: {
    to: '/imo',
    values: ({ offeringId, amount: coins }, { amount }) => ({ id: offeringId, amount: amount(coins) }),
  },
  warPrize: {
    to: '/wars',
    values: ({ roundId, rank, prize }, { amount }) => ({ round: roundId, rank, prize: amount(prize) }),
  },
  warChampion: { to: '/wars', values: ({ roundId, until }, { moment }) => ({ round: roundId, until: moment(until) }) },
  warExcluded: { to: '/wars', grave: true, values: ({ roundId, reason }) => ({ round: roundId, reason }) },
  warIncluded: { to: '/wars', values: ({ roundId, reason }) => ({ round: roundId, reason }) },
  warPerkStarted: {
    to: '/wars',
    values: ({ roundId, perk, grant, until }, words) => ({
      ...{ round: roundId, perk: words.perk(perk), grant: words.amount(grant), until: words.moment(until) },
    }),
  },
  warPerkEnded: {
    to: '/wars',
    values: ({ roundId, perk, grant, spent }, words) => ({
      round: roundId,
      perk: words.perk(perk, { spent: words.amount(spent), grant: words.amount(grant) }),
    }),
  },
  accountSuspended: { to: '/settings', grave: true, values: ({ reason }) => ({ reason }) },
  accountRestored: { to: '/settings', values: ({ reason }) => ({ reason }) },
}

export interface NoticeText {
  readonly title: string
  readonly text: string
  readonly to: string
  readonly grave: boolean
}

/** Notifications in the reader's language. The texts of `notices` must be loaded. */
export function useNoticeText(): (notice: Pick<Notice, 'kind' | 'data'>) => NoticeText {
  const t = useText('notices')
  const c = useText('common')
  const { locale } = useLanguage()
  const words: Words = {
    amount: (value) => amountText(value, locale),
    level: (bps) => (bps === null ? t('noDebt') : (bps / 10_000).toFixed(4)),
    side: (side) => t(`side.${side}`),
    tier: (tier) => c(`tier.${tier}`),
    perk: (perk, used) => (used && perk === 'free_calls' ? t('perk.used', used) : t(`perk.${perk}`)),
    moment: (at) => new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' }).format(at),
  }
  return ({ kind, data }) => {
    // Kind and data of a notification belong together; TypeScript can not follow that through the lookup.
    const { to, grave = false, values } = shown[kind] as Shown<object>
    return { title: t(`kind.${kind}.name`), text: t(`kind.${kind}.text`, values(data, words)), to, grave }
  }
}
