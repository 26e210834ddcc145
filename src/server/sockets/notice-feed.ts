/** The channel of own notifications: how many are not seen, and the newest. */
import type { ChannelData } from '../../contract/socket.ts'
import type { AccountId } from '../../engine/ledger/chart.ts'
import { noticesOf } from '../../history/notices/registry.ts'
import { pairNow } from '../booking.ts'
import type { RouteDeps } from '../ports.ts'
import { noticeState, wantedKinds, wireNotice } from '../render/notices.ts'
import { Feed } from './feed.ts'
import type { Opener } from './own-feed.ts'

/** An account is told again no sooner: each telling reads history. */
const PACE_MS = 1_000
const LATEST = 10

export const openNotices: Opener = async (deps, account, log) => {
  const { noticeMarks } = deps.identity
  const firstSeq = deps.core.status().durableSeq
  let changes = noticeMarks.changes(account)
  let stale = false
  let reading = false
  let toldAt = Number.NEGATIVE_INFINITY
  const read = async (): Promise<ChannelData['notifications']> => {
    const { complete, data } = await readNotices(deps, account)
    // What history has not come to yet is read at a later flush.
    if (!complete) stale = true
    return data
  }
  let value = await read()
  const feed = new Feed({ name: 'notifications', firstSeq, keep: 0, snapshot: () => value })
  const refresh = async (): Promise<void> => {
    stale = false
    reading = true
    toldAt = performance.now()
    changes = noticeMarks.changes(account)
    try {
      value = await read()
      feed.publish(value)
    } catch (error) {
      log(error)
    } finally {
      reading = false
    }
  }
  return {
    feed,
    take(event) {
      if (stale) return
      stale = noticesOf(event, pairNow(deps.core)).some((told) => told.account === account)
    },
    flush() {
      if (reading || feed.listeners === 0) return
      // A mark that was just set is shown at once.
      if (noticeMarks.changes(account) !== changes) void refresh()
      else if (stale && performance.now() - toldAt >= PACE_MS) void refresh()
    },
  }
}

async function readNotices({ core, history, identity }: RouteDeps, account: AccountId) {
  const wanted = core.status().durableSeq
  const complete = (await history.caughtUpTo(wanted)) >= wanted || history.failure() !== null
  const marks = await identity.noticeMarks.of(account)
  const { notices } = history.queries
  const { items } = await notices.list({ account, kinds: wantedKinds(marks), limit: LATEST })
  const state = await noticeState(notices, account, marks)
  return { complete, data: { ...state, latest: items.map((one) => wireNotice(one, marks)) } }
}
