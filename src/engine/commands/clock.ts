/** clock.tick: time passes and everything due happens. */
import { runDue } from '../calendar.ts'
import { reject } from '../rejections.ts'
import type { Handler } from './handler.ts'

export const clockTick: Handler<'clock.tick'> = (state, input, at) => {
  if (input.to !== at) return reject('malformed_command')
  return { ran: runDue(state, at) }
}
