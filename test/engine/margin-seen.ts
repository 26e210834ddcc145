/** What a course on margin has come to, in words, so that a test can say what it must have met. Judges nothing. */
import type { Command } from '../../src/engine/command.ts'
import type { Event, EventOf } from '../../src/engine/event.ts'
import type { Outcome } from '../../src/engine/outcome.ts'

const LEVEL_ONE = 10_000

export class MarginSeen {
  /** Commands that engine and twin were shown: of people and operators, and ticks of the clock. */
  commands = 0
  ticks = 0
  readonly #words = new Map<string, number>()

  has(word: string): boolean {
    return this.#words.has(word)
  }

  get counts(): readonly (readonly [string, number])[] {
    return [...this.#words].sort(([a], [b]) => (a < b ? -1 : 1))
  }

  /** What is counted begins now. */
  begin(): void {
    this.commands = 0
    this.ticks = 0
  }

  watch({ type }: Command, outcome: Outcome): void {
    if (type === 'clock.tick') this.ticks += 1
    else {
      this.commands += 1
      this.#see(`${type}: ${outcome.ok ? (outcome.repeated ? 'repeated' : 'accepted') : outcome.code}`)
    }
    if (!outcome.ok) return
    for (const event of outcome.events) for (const word of wordsOf(event)) this.#see(word)
  }

  join(other: MarginSeen): void {
    this.commands += other.commands
    this.ticks += other.ticks
    for (const [word, times] of other.#words) this.#words.set(word, (this.#words.get(word) ?? 0) + times)
  }

  #see(word: string): void {
    this.#words.set(word, (this.#words.get(word) ?? 0) + 1)
  }
}

function wordsOf(event: Event): readonly string[] {
  switch (event.type) {
    case 'loan.changed':
      return [`loan ${event.asset}: ${event.cause}`]
    case 'margin.called':
    case 'margin.closing':
      return [event.type]
    case 'margin.recovered':
      return [event.level === null ? 'recovered without a debt' : 'recovered with a debt']
    case 'margin.closed':
      return closed(event)
    case 'margin.loss':
      return loss(event)
    case 'margin.taken_over':
      return [`taken over ${event.asset}: ${event.debt === 0 ? 'whole' : 'in part'}`]
    case 'pool.changed':
      return [
        ...(event.waiting > 0 ? [`queue ${event.asset}`] : []),
        ...(event.stopped ? [`stopped ${event.asset}`] : []),
      ]
    case 'order.updated':
      return event.cause === 'reduce_only' ? ['reduce-only order cut'] : []
    case 'order.done':
      if (event.cause === 'refused' && event.order.margin) return [`fired and refused: ${event.refusal}`]
      return event.cause === 'forced' || event.cause === 'reduce_only' ? [`order ended: ${event.cause}`] : []
    default:
      return []
  }
}

function closed({ side, level, lots, wanted, penalty, debt }: EventOf<'margin.closed'>): readonly string[] {
  const how = `${level < LEVEL_ONE ? 'bankrupt' : 'solvent'} ${lots < wanted ? 'in part' : 'as wanted'}`
  return [
    `closed ${side}: ${how}`,
    penalty > 0 ? `penalty on a ${side}` : `no penalty on a ${side}`,
    ...(debt === 0 ? ['closed to the end'] : []),
  ]
}

function loss({ asset, covered, socialised, lots }: EventOf<'margin.loss'>): readonly string[] {
  return [
    `loss ${asset}: ${covered > 0 ? 'reserve pays' : 'reserve empty'}, ${socialised > 0 ? 'lenders lose' : 'lenders lose nothing'}`,
    ...(lots > 0 ? ['missing LCO bought'] : []),
  ]
}

const refusals = [
  ...['margin_not_open', 'margin_closing', 'borrowing_unavailable', 'no_live_mark', 'mark_too_young', 'other_debt'],
  ...['pool_stopped', 'pool_exhausted', 'account_lco_cap', 'leverage_limit', 'depth_cap', 'lco_depth_cap'],
]

/** What courses meet, however few they are. */
export const usual: readonly string[] = [
  ...refusals.map((code) => `margin.borrow: ${code}`),
  ...['accepted', 'nothing_owed', 'insufficient_credits', 'insufficient_lco'].map((code) => `margin.repay: ${code}`),
  ...['accepted', 'insufficient_credits', 'margin_level_too_low'].map((code) => `margin.transfer: ${code}`),
  ...['accepted', 'repeated'].map((code) => `margin.acknowledge: ${code}`),
  ...['accepted', 'insufficient_lent', 'withdrawal_waiting'].map((code) => `lending.withdraw: ${code}`),
  ...['lending.supply: accepted', 'lending.cancel: accepted', 'margin.borrow: accepted'],
  ...['leverage_limit', 'beyond_bankruptcy', 'nothing_to_reduce', 'margin_closing', 'margin_list'].map((code) =>
    code === 'margin_list' ? `order.place_list: ${code}` : `order.place: ${code}`,
  ),
  ...['CR', 'LCO'].flatMap((asset) =>
    ['borrow', 'order', 'repay', 'fill', 'forced', 'reserve', 'loss'].map((cause) => `loan ${asset}: ${cause}`),
  ),
  ...['margin.called', 'margin.closing', 'recovered with a debt', 'recovered without a debt', 'closed to the end'],
  ...['sell', 'buy'].flatMap((side) => [
    `closed ${side}: bankrupt in part`,
    `closed ${side}: solvent as wanted`,
    `penalty on a ${side}`,
  ]),
  ...['loss CR: reserve pays, lenders lose', 'loss LCO: reserve pays, lenders lose', 'missing LCO bought'],
  ...['queue CR', 'queue LCO', 'stopped CR', 'stopped LCO'],
  ...['reduce-only order cut', 'order ended: forced', 'fired and refused: leverage_limit'],
]

/** What enough of them meet besides. */
export const rare: readonly string[] = [
  ...['taken over CR: in part', 'taken over LCO: in part', 'order ended: reduce_only', 'margin.borrow: lco_cap'],
  ...['closed sell: bankrupt as wanted', 'closed sell: solvent in part', 'closed buy: solvent in part'],
  ...['no penalty on a sell', 'no penalty on a buy', 'loss CR: reserve pays, lenders lose nothing'],
  'loss LCO: reserve pays, lenders lose nothing',
  ...['depth_cap', 'lco_depth_cap', 'no_live_mark', 'other_debt', 'pool_stopped', 'pool_exhausted'].map(
    (code) => `fired and refused: ${code}`,
  ),
]
