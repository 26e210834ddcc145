/** Which kinds of notifications there are, what belongs together, what can not be switched off. Without schemas, so that the web app can have it; what each tells is in notices.ts. */

/** What belongs together: filters and settings are by group. */
export const noticeGroups = ['margin', 'orders', 'lending', 'staking', 'launchpad', 'wars', 'account'] as const
export type NoticeGroup = (typeof noticeGroups)[number]

interface NoticeSpec {
  readonly group: NoticeGroup
  /** Can not be switched off: who does not hear of it loses money or access. */
  readonly always?: true
}

/** Each kind of notification. A new one: docs/guides/add-a-notification.md. */
export const noticeKinds = {
  marginCalled: { group: 'margin', always: true },
  marginClosing: { group: 'margin', always: true },
  marginClosed: { group: 'margin', always: true },
  marginRecovered: { group: 'margin' },
  marginLoss: { group: 'margin', always: true },
  marginTakenOver: { group: 'margin', always: true },
  orderFilled: { group: 'orders' },
  lendingPaid: { group: 'lending' },
  unbondingDone: { group: 'staking' },
  tierChanged: { group: 'staking' },
  quotaAllocated: { group: 'launchpad' },
  launchReleased: { group: 'launchpad' },
  warPrize: { group: 'wars' },
  warChampion: { group: 'wars' },
  warExcluded: { group: 'wars' },
  warIncluded: { group: 'wars' },
  warPerkStarted: { group: 'wars' },
  warPerkEnded: { group: 'wars' },
  accountSuspended: { group: 'account', always: true },
  accountRestored: { group: 'account', always: true },
} as const satisfies Record<string, NoticeSpec>

export type NoticeKind = keyof typeof noticeKinds

export const noticeKindNames = Object.keys(noticeKinds) as [NoticeKind, ...NoticeKind[]]

export function isAlwaysTold(kind: NoticeKind): boolean {
  const spec: NoticeSpec = noticeKinds[kind]
  return spec.always === true
}

/** Oldest are forgotten beyond so many an account. */
export const NOTICES_KEPT = 500
