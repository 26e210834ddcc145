/** Scheduled work: what is due when, in which order, and doing it. Runs only inside the command `clock.tick`. docs/concepts/economy.md §1, §6. */

import { fail } from '../base/assert.ts'
import { fridayOf, MINUTE_MS, WEEK_MS, weekStart } from '../base/calendar.ts'
import { divFloor } from '../base/math.ts'
import type { Millis } from '../base/money.ts'
import { abortBoot, abortJob } from './commands/call-end.ts'
import { goOnGoverning } from './commands/governance-life.ts'
import { afterMark, goOnClosing } from './commands/margin-after.ts'
import { expireRun } from './commands/runs.ts'
import { cancelOrders } from './exchange/ending.ts'
import { nextFire } from './exchange/fire.ts'
import { turnPhase } from './launchpad/windows.ts'
import { assets } from './ledger/chart.ts'
import { tellPool } from './lending/pool.ts'
import { nextPayment, payWaiting } from './lending/supply.ts'
import { nextRound } from './margin/rounds.ts'
import { goOn } from './prediction/phases.ts'
import { releaseUnbonding } from './staking/release.ts'
import { tellRise } from './staking/tier-change.ts'
import { deskOf, launchpadDeskOf, lendingDeskOf, predictionDeskOf, type State, warDeskOf } from './state.ts'
import { nextBuyback, runBuyback } from './treasury/buyback.ts'
import { closeBooks } from './treasury/close.ts'
import { nextPerkWork, runPerks } from './wars/perks.ts'
import { beginRounds, nextRoundWork, runRounds } from './wars/rounds.ts'

/** A kind of scheduled work. `next` is its earliest due time, Infinity when nothing is; `run` does what is due then. */
interface Source {
  next(state: State): number
  run(state: State, due: Millis, lateMs: number): void
}

/** Rank of work that is due at the same instant: the order of this list. */
const sources: readonly Source[] = [
  { next: (state) => state.nextMark, run: takeMark },
  { next: (state) => nextRound(state.margin), run: goOnClosing },
  {
    next: (state) => state.holds.nextExpiry(state.parameters['relay.beatTimeout']),
    run: (state) => {
      const bootId = state.holds.mostSilent()
      if (bootId === undefined) return
      abortBoot(state, bootId)
      state.holds.silence(bootId)
    },
  },
  { next: (state) => state.holds.nextJobEnd, run: abortJob },
  { next: (state) => state.runs.nextExpiry, run: expireRun },
  { next: (state) => state.market.timers.next, run: cancelUnheard },
  {
    next: (state) => nextFire(state.market, state.switches.trading),
    // The tick places them at its end, like any command that has made some due.
    run: (state, due, lateMs) => {
      state.market.triggers.firedAt = (due + lateMs) as Millis
    },
  },
  { next: (state) => state.staking.nextRelease(), run: releaseUnbonding },
  { next: (state) => state.staking.nextRise, run: tellRise },
  ...assets.map(
    (asset): Source => ({
      next: (state) => nextPayment(state, asset),
      run: (state, due) => {
        const desk = lendingDeskOf(state, due)
        payWaiting(desk, asset)
        tellPool(desk, asset)
      },
    }),
  ),
  {
    next: (state) => state.prediction.nextDue,
    run: (state, due) => {
      const market = state.prediction.firstDue
      if (market) goOn(predictionDeskOf(state, due), market)
    },
  },
  {
    next: (state) => state.launchpad.nextDue,
    run: (state, due) => turnPhase(launchpadDeskOf(state, due)),
  },
  {
    next: (state) => state.treasury.nextClose,
    run: (state, due) => {
      closeBooks(state.treasury, { out: state.out, ledger: state.ledger, shareBps: state.parameters['fund.share'] })
      state.treasury.nextClose = (due + WEEK_MS) as Millis
    },
  },
  { next: (state) => nextRoundWork(state.wars), run: (state, due) => runRounds(warDeskOf(state, due)) },
  { next: (state) => nextPerkWork(state.wars), run: (state, due) => runPerks(warDeskOf(state, due)) },
  { next: (state) => state.governance.nextDue, run: goOnGoverning },
  { next: (state) => nextBuyback(state.treasury), run: buyback },
]

/**
 * Earliest due time of anything; Infinity before the first command. The least `next` of all sources, written out: it is
 * asked after every command, and calling them through the list took as long as a small command.
 */
export function nextDue(state: State): number {
  if (state.seq === 0 && state.nextMark === 0) return Number.POSITIVE_INFINITY
  const { holds, market } = state
  return Math.min(
    state.nextMark,
    nextRound(state.margin),
    holds.nextExpiry(state.parameters['relay.beatTimeout']),
    holds.nextJobEnd,
    state.runs.nextExpiry,
    market.timers.next,
    nextFire(market, state.switches.trading),
    state.staking.nextRelease(),
    state.staking.nextRise,
    nextPayment(state, 'CR'),
    nextPayment(state, 'LCO'),
    state.prediction.nextDue,
    state.launchpad.nextDue,
    state.treasury.nextClose,
    nextRoundWork(state.wars),
    nextPerkWork(state.wars),
    state.governance.nextDue,
    nextBuyback(state.treasury),
  )
}

/** The same through the list, slowly: a source that `nextDue` has forgotten would never run. */
export function nextOfSources(state: State): number {
  return Math.min(...sources.map(({ next }) => next(state)))
}

/** Sets the first due times at the first command. */
export function startCalendar(state: State, at: Millis): void {
  if (state.nextMark !== 0) return
  state.nextMark = gridAfter(at, state.parameters['mark.interval'])
  const { treasury } = state
  treasury.week.start = weekStart(at)
  treasury.nextClose = (weekStart(at) + WEEK_MS) as Millis
  beginRounds(state.wars, at, state.parameters)
  const friday = fridayOf(at)
  treasury.nextFriday = (at < friday ? friday : friday + WEEK_MS) as Millis
}

/** Does everything due up to and including `to`, in order of due time, then rank; returns how many pieces of work ran. */
export function runDue(state: State, to: Millis): number {
  let ran = 0
  for (;;) {
    const due = nextDue(state)
    if (due > to) return ran
    const source = sources.find(({ next }) => next(state) === due) ?? fail(`nothing is due at ${due}`)
    source.run(state, due as Millis, to - due)
    ran += 1
  }
}

/** Samples that down-time has missed are skipped; the first one after it is taken at the last grid time before now. */
function takeMark(state: State, due: Millis, lateMs: number): void {
  const interval = state.parameters['mark.interval']
  const at = (lateMs > MINUTE_MS ? gridAfter(due + lateMs, interval) - interval : due) as Millis
  const { market, out } = state
  const paused = market.mark.pausedUntil
  out.emit(market.mark.sample(market.book, { at, gapMs: lateMs }, state.parameters))
  if (market.mark.pausedUntil !== paused) out.emit({ type: 'trading.paused', until: market.mark.pausedUntil })
  afterMark(state, at)
  state.nextMark = gridAfter(at, interval)
}

/** An account that was to be heard of by now. */
function cancelUnheard(state: State, due: Millis): void {
  const account = state.market.timers.first?.account
  if (account === undefined) return
  state.market.timers.clear(account)
  state.out.emit({ type: 'orders.timer', account, at: null })
  cancelOrders(deskOf(state, due), state.market.orders.liveOf(account), 'timer')
}

function buyback(state: State, due: Millis, lateMs: number): void {
  runBuyback({
    treasury: state.treasury,
    desk: deskOf(state, due),
    ledger: state.ledger,
    parameters: state.parameters,
    lateMs,
  })
}

/** First multiple of the interval after a time. */
function gridAfter(at: number, interval: number): number {
  return (divFloor(at, interval) + 1) * interval
}
