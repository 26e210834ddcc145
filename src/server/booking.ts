/** Commands from routes: the accepted outcome with its confirmation, or the refusal thrown. */
import type { CommandType, Idempotency, InputOf, ResultOf } from '../engine/command.ts'
import { type Pair, pairOf } from '../engine/exchange/pair.ts'
import type { AccountId } from '../engine/ledger/chart.ts'
import type { ParameterValues } from '../engine/parameters.ts'
import { type AccountView, accountView } from '../engine/views.ts'
import type { Core } from '../sequencer/core.ts'
import { Refusal, refusalOf } from './problem.ts'

/** Where a command stands. */
export type Confirmed =
  | { readonly sequence: number; readonly repeated: false }
  | { readonly sequence: null; readonly repeated: true }

/** null: an earlier delivery booked it. Its number is not kept with the result, and the present one would name another command. */
export function confirmedAs(sequence: number | null): Confirmed {
  return sequence === null ? { sequence, repeated: true } : { sequence, repeated: false }
}

export interface Booked<T extends CommandType> {
  readonly result: ResultOf<T>
  /** `confirmed` of the contract. */
  readonly confirmed: Confirmed
}

/** A command of the server: what `core.submit` takes. */
export interface Booking<T extends CommandType> {
  readonly type: T
  readonly input: InputOf<T>
  readonly idempotency?: Idempotency | undefined
}

/** Settles once the command is durable. Throws the engine's refusal, `overloaded` or `core_stopped`. */
export async function book<T extends CommandType>(
  core: Core,
  { type, input, idempotency }: Booking<T>,
): Promise<Booked<T>> {
  const outcome = await core.submit(type, input, idempotency)
  if (!outcome.ok) throw refusalOf(outcome)
  return { result: outcome.result, confirmed: confirmedAs(outcome.repeated ? null : outcome.seq) }
}

export interface AccountReading {
  readonly view: AccountView
  readonly parameters: ParameterValues
  readonly sequence: number
}

/** The account as of now, durably. */
export async function readAccount(core: Core, account: AccountId): Promise<AccountReading> {
  const now = core.now()
  const { view, ...rest } = await core.read((engine) => ({
    view: accountView(engine, account, now),
    parameters: { ...engine.state.parameters },
    sequence: engine.seq,
  }))
  if (!view) throw new Refusal('account_not_found')
  return { view, ...rest }
}

/** The market's pair now: what ticks and lots are worth. */
export function pairNow(core: Core): Pair {
  return core.peek((engine) => pairOf(engine.state.parameters['market.pair']))
}
