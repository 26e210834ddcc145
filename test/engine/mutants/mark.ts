/** Planted bugs of the mark: its parts, clamps, freezing, band, breaker, windows of trades. */
import type { Mutant } from './mutant.ts'

const mark = 'exchange/mark.ts'
const samples = 'exchange/samples.ts'
const windows = 'exchange/window.ts'

export const markMutants: readonly Mutant[] = [
  {
    file: mark,
    find: "const clampedToMedian = around(raw, this.median30(at) as number, p['mark.medianClamp'])",
    replace: 'const clampedToMedian = raw',
    why: 'the mark is not held to the half-hour median',
  },
  {
    file: mark,
    find: 'const before = this.#marks.find(([time]) => time >= at - MINUTE_MS)',
    replace: 'const before = this.#marks.at(-1)',
    why: 'the mark is held to the last one instead of the one a minute ago',
  },
  {
    file: mark,
    find: "around(clampedToMedian, before[1], p['mark.stepClamp'])",
    replace: "around(clampedToMedian, before[1], p['mark.medianClamp'])",
    why: 'the mark may move in a minute as far as from the median',
  },
  {
    file: mark,
    find: 'const twap = this.#samples.mean(at - 5 * MINUTE_MS)',
    replace: 'const twap = this.#samples.mean(at - 6 * MINUTE_MS)',
    why: 'the mean is over six minutes',
  },
  {
    file: mark,
    find: 'vwap ?? Math.floor((mid + twap) / 2)',
    replace: 'vwap ?? Math.ceil((mid + twap) / 2)',
    why: 'without trades the mean of the other two is rounded up',
  },
  {
    file: mark,
    find: 'vwap ?? Math.floor((mid + twap) / 2)',
    replace: 'vwap ?? this.lastPrice ?? mid',
    why: 'without trades of the last minute the last price counts',
  },
  {
    file: mark,
    find: 'new TradeWindow(SECOND_MS, MINUTE_MS)',
    replace: 'new TradeWindow(SECOND_MS, MINUTE_MS - SECOND_MS)',
    why: 'trades count for a second less than a minute',
  },
  {
    file: mark,
    find: 'new TradeWindow(MINUTE_MS, 24 * HOUR_MS)',
    replace: 'new TradeWindow(MINUTE_MS, 23 * HOUR_MS)',
    why: 'the day’s average is over 23 hours',
  },
  {
    file: 'exchange/settle.ts',
    find: "counted: trade.source === 'normal'",
    replace: 'counted: true',
    why: 'the buyback’s own fills move the mark',
  },
  {
    file: mark,
    find: 'return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c))',
    replace: 'return Math.floor((a + b + c) / 3)',
    why: 'the mark is the mean of its three parts',
  },
  {
    file: mark,
    find: 'if (!fresh) this.#freshFrom = at\n      this.#frozenSince ??= at',
    replace: 'if (!fresh) this.#freshFrom = at\n      this.#frozenSince = at',
    why: 'every thin sample begins the freeze anew: the band never widens',
  },
  {
    file: mark,
    find: 'if (!fresh) this.#freshFrom = at\n',
    replace: '\n',
    why: 'a gap in the five fresh minutes does not matter',
  },
  {
    file: mark,
    find: 'divFloor(now - this.#frozenSince, 10 * MINUTE_MS)',
    replace: 'divFloor(now - this.#frozenSince - 1, 10 * MINUTE_MS)',
    why: 'the frozen band widens a millisecond late',
  },
  {
    file: mark,
    find: 'const width = bandBps + steps * 2_000',
    replace: 'const width = bandBps + Math.min(steps, 2) * 2_000',
    why: 'the frozen band widens twice only',
  },
  {
    file: mark,
    find: 'this.#mark = Math.max(1, mark) as Ticks\n    this.#frozenSince = null',
    replace: 'this.#mark = Math.max(1, mark) as Ticks\n    if (this.#marks.length > 0) this.#frozenSince = null',
    why: 'a mark without one of the last minute before it stays frozen',
  },
  {
    file: mark,
    find: 'Math.abs(mid - old) * BPS > old * most',
    replace: 'Math.abs(mid - old) * BPS >= old * most',
    why: 'a move of exactly the limit pauses trading',
  },
  {
    file: mark,
    find: 'this.#samples.some(at - BREAKER_MS,',
    replace: 'this.#samples.some(at - BREAKER_MS + 1,',
    why: 'the breaker forgets the mid of exactly five minutes ago',
  },
  {
    file: mark,
    find: 'at - this.#freshFrom >= FRESH_MS',
    replace: 'at - this.#freshFrom > FRESH_MS',
    why: 'after down-time the mark stays frozen a sample longer',
  },
  {
    file: mark,
    find: 'if (gapMs > MINUTE_MS) this.#restart(at)',
    replace: 'if (gapMs >= MINUTE_MS) this.#restart(at)',
    why: 'a minute’s delay is down-time',
  },
  {
    file: mark,
    find: '#restart(at: Millis): void {\n    this.#samples.clear()',
    replace: '#restart(at: Millis): void {',
    why: 'mids from before a down-time count',
  },
  {
    file: mark,
    find: 'if (!ask.complete || !bid.complete) return undefined',
    replace: 'if (!ask.complete) return undefined',
    why: 'a book too thin to sell into has a mid',
  },
  {
    file: mark,
    find: 'return Number(wide / (2n * BigInt(ask.lots) * BigInt(bid.lots)))',
    replace: 'return Math.floor((ask.worst + bid.worst) / 2)',
    why: 'the impact mid is that of the last prices met',
  },
  {
    file: mark,
    find: 'return Math.min(price - 1, bps >= BPS ? 0 : mulDivCeil(price, BPS - bps, BPS))',
    replace: 'return Math.min(price - 1, bps >= BPS ? 0 : mulDivFloor(price, BPS - bps, BPS))',
    why: 'clamps and band round away from the price',
  },
  {
    file: mark,
    find: 'return Math.max(price + 1, mulDivFloor(price, BPS + bps, BPS))',
    replace: 'return mulDivFloor(price, BPS + bps, BPS)',
    why: 'a price of few ticks can not rise',
  },
  {
    file: mark,
    find: 'if (this.#mark !== null) this.#mark = price(this.#mark) as Ticks',
    replace: '',
    why: 'a change of the pair leaves the mark in the old tick',
  },
  {
    file: samples,
    find: 'first && first[0] < at - SPAN_MS',
    replace: 'first && first[0] <= at - SPAN_MS',
    why: 'the mid of exactly half an hour ago is forgotten',
  },
  {
    file: samples,
    find: 'return sorted.length % 2 === 1 ? upper : divFloor((sorted[middle - 1] as number) + upper, 2)',
    replace: 'return upper',
    why: 'the median of an even number is the upper one',
  },
  {
    file: windows,
    find: 'if (counted) {',
    replace: 'if (counted || lots > 500) {',
    why: 'large buyback fills count',
  },
  {
    file: windows,
    find: 'bucket.countedLots = lots(counted) - countedBefore',
    replace: 'bucket.countedLots = lots(counted)',
    why: 'after a change of the pair quantities add up twice',
  },
  {
    file: 'calendar.ts',
    find: 'const at = (lateMs > MINUTE_MS ? gridAfter(due + lateMs, interval) - interval : due) as Millis',
    replace: 'const at = due as Millis',
    why: 'samples that down-time missed are taken one by one',
  },
]
