/** What the sequencer hands out once a command is durable. */
import type { Millis } from '../base/money.ts'
import type { CommandType } from '../engine/command.ts'
import type { Event } from '../engine/event.ts'

/** The events of one accepted command, in order. */
export interface Published {
  readonly seq: number
  readonly at: Millis
  readonly type: CommandType
  readonly events: readonly Event[]
}
