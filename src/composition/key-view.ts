/** The engine's record of a key by its hash, as the key directory asks for it. */
import { keyByHash } from '../engine/views.ts'
import type { KeyCore } from '../identity/keys/keys.ts'
import type { Core } from '../sequencer/core.ts'

export function keyView(core: Core): KeyCore['view'] {
  return (hash) => core.peek((engine) => keyByHash(engine, hash, core.now()))
}
