/** What a new instance is given at its first start: simulated capital and the sandbox channel with its prices. */
import { CREDIT, type Credits } from '../base/money.ts'
import type { LiveDirectory } from '../relay/channels/directory.ts'
import type { ChannelStore } from '../relay/channels/store.ts'
import { cardInput } from '../relay/prices/card.ts'
import { sandboxCost, sandboxModels } from '../relay/providers/sandbox/models.ts'
import type { Core } from '../sequencer/core.ts'

/** Simulated operator capital of a sandbox. docs/concepts/economy.md §3. */
const CAPITAL = (1_000 * CREDIT) as Credits

interface FirstStart {
  readonly core: Core
  readonly channels: ChannelStore
  readonly directory: LiveDirectory
  readonly simulation: boolean
}

/** Harmless to repeat: a start that was cut off in the middle is completed by the next one. */
export async function prepareInstance({ core, channels, directory, simulation }: FirstStart): Promise<void> {
  if (!simulation) return
  const funded = core.peek(({ state }) => state.treasury.custody > 0)
  if (!funded) await core.submit('treasury.fund', { amount: CAPITAL, reason: 'Simulated operator capital.' })
  if (channels.list().length === 0) await addSandbox(channels)
  await priceSandbox(core, channels)
  directory.refresh(channels.list())
}

async function addSandbox(channels: ChannelStore): Promise<void> {
  const made = await channels.create({ name: 'Sandbox', provider: 'sandbox', models: sandboxModels })
  if (!made.ok) throw new Error(`the sandbox channel was refused: ${made.code}`)
}

/** Cards that a sandbox channel lacks; prices that an operator has set stay. */
async function priceSandbox(core: Core, channels: ChannelStore): Promise<void> {
  for (const channel of channels.list()) {
    if (channel.provider !== 'sandbox') continue
    for (const { model } of channel.models) {
      const cost = sandboxCost(model)
      const known = core.peek(({ state }) => state.cards.current(channel.id, model))
      if (cost === undefined || known !== undefined) continue
      await core.submit('card.publish', cardInput({ channel: channel.id, model, cost }))
    }
  }
}
