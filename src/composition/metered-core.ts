/** The core as the rest of the program gets it: the same, with every settled command counted. */
import type { Idempotency } from '../engine/command.ts'
import type { Core } from '../sequencer/core.ts'
import type { CoreMeter } from '../telemetry/metrics.ts'

export function meteredCore(core: Core, meter: CoreMeter): Core {
  const submit: Core['submit'] = async (type, input, idem?: Idempotency) => {
    const outcome = await core.submit(type, input, idem)
    meter.command(type, outcome.ok ? (outcome.repeated ? 'repeated' : 'ok') : outcome.code)
    return outcome
  }
  return {
    submit,
    read: (view) => core.read(view),
    peek: (view) => core.peek(view),
    subscribe: (listener) => core.subscribe(listener),
    now: () => core.now(),
    advance: (ms) => core.advance(ms),
    status: () => core.status(),
    close: () => core.close(),
  }
}
