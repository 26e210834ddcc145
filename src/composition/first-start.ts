/** What a start gives an instance that lacks it, and the record of that: an operator, simulated capital, the sandbox channel with its prices. */
import { CREDIT, type Credits } from '../base/money.ts'
import type { CommandType, InputOf } from '../engine/command.ts'
import type { Acts, Intent } from '../identity/acts.ts'
import type { Identity } from '../identity/identity.ts'
import type { LiveDirectory } from '../relay/channels/directory.ts'
import type { ChannelStore } from '../relay/channels/store.ts'
import { cardInput } from '../relay/prices/card.ts'
import { sandboxCost, sandboxModels, sandboxServices } from '../relay/providers/sandbox/models.ts'
import type { Core } from '../sequencer/core.ts'

/** Simulated operator capital of a sandbox. docs/concepts/economy.md §3. */
const CAPITAL = (1_000 * CREDIT) as Credits

interface FirstStart {
  readonly core: Core
  readonly channels: ChannelStore
  readonly directory: LiveDirectory
  readonly acts: Acts
  readonly simulation: boolean
}

/** Harmless to repeat: a start that was cut off in the middle is completed by the next one. */
export async function prepareInstance({ core, channels, directory, acts, simulation }: FirstStart): Promise<void> {
  if (!simulation) return
  const commands: number[] = []
  const submit = async <T extends CommandType>(type: T, input: InputOf<T>): Promise<void> => {
    const outcome = await core.submit(type, input)
    if (outcome.ok && !outcome.repeated) commands.push(outcome.seq)
  }
  const funded = core.peek(({ state }) => state.treasury.custody > 0)
  if (!funded) await submit('treasury.fund', { amount: CAPITAL, reason: 'Simulated operator capital.' })
  if (channels.list().length === 0) await addSandbox(channels)
  for (const card of sandboxCards(core, channels)) await submit('card.publish', card)
  directory.refresh(channels.list())
  if (commands.length === 0) return
  const summary = 'simulated capital, sandbox channel and its prices, where they were missing'
  await record(acts, { at: core.now(), action: 'instance.prepare', target: '', summary }, commands)
}

/** The operator of LX_ADMIN_EMAIL. Written down when somebody becomes one by it. */
export async function ensureOperator(
  { people, acts }: Pick<Identity, 'people' | 'acts'>,
  { email, password }: { readonly email: string; readonly password: string },
  at: number,
): Promise<void> {
  const before = await people.findByEmail(email)
  const made = await people.ensureOperator(email, password)
  if (!made.ok) throw new Error('LX_ADMIN_PASSWORD is too easy to guess.')
  if (before?.roles.includes('operator')) return
  await record(acts, { at, action: 'setup.operator', target: email, summary: 'by LX_ADMIN_EMAIL' }, [])
}

/** What the instance did without anybody asking it through the API. */
async function record(
  acts: Acts,
  what: Pick<Intent, 'at' | 'action' | 'target' | 'summary'>,
  commands: readonly number[],
): Promise<void> {
  const actor = { account: null, identityId: null, keyId: null, address: 'this machine' }
  const id = await acts.begin({ ...what, actor, reason: null })
  await acts.end(id, { outcome: 'done', code: null, before: null, after: null, commands })
}

async function addSandbox(channels: ChannelStore): Promise<void> {
  const made = await channels.create({ name: 'Sandbox', provider: 'sandbox', models: sandboxModels })
  if (!made.ok) throw new Error(`the sandbox channel was refused: ${made.code}`)
}

/** Cards that sandbox channels lack; prices that an operator has set stay. */
function sandboxCards(core: Core, channels: ChannelStore): InputOf<'card.publish'>[] {
  return channels
    .list()
    .filter(({ provider }) => provider === 'sandbox')
    .flatMap(({ id: channel, models }) =>
      models.flatMap(({ model }) => {
        const cost = sandboxCost(model)
        const known = core.peek(({ state }) => state.cards.current(channel, model))
        return cost === undefined || known !== undefined
          ? []
          : [cardInput({ channel, model, cost, services: sandboxServices })]
      }),
    )
}
