/** The shape of a command handler. It validates fully before it changes anything; a rejection has changed nothing. */
import type { Millis } from '../../base/money.ts'
import type { CommandType, InputOf, ResultOf } from '../command.ts'
import type { Rejection } from '../rejections.ts'
import type { State } from '../state.ts'

/** A result that was given before: nothing was booked, nothing needs journalling. */
export class Repeat<R> {
  readonly result: R

  constructor(result: R) {
    this.result = result
  }
}

export type Handler<T extends CommandType> = (
  state: State,
  input: InputOf<T>,
  at: Millis,
) => ResultOf<T> | Repeat<ResultOf<T>> | Rejection
