/** The relay's ports over core, identity and engine views. No decisions: each function hands on. */
import type { CommandType, InputOf } from '../engine/command.ts'
import { tierTerms } from '../engine/commands/calls.ts'
import type { AccountId } from '../engine/ledger/chart.ts'
import { Rejection } from '../engine/rejections.ts'
import { callState, quoteCall, spendable } from '../engine/views.ts'
import type { AccountGroups } from '../identity/account-groups.ts'
import type { FoundKey } from '../identity/keys/directory.ts'
import type { Keys } from '../identity/keys/keys.ts'
import type { Answer, CardDirectory, KeyDirectory, KeyLookup, MoneyPort, Principal, QuotePort } from '../relay/ports.ts'
import type { Core } from '../sequencer/core.ts'

/** The engine's call commands, nothing else. */
export function moneyPort(core: Core): MoneyPort {
  const command =
    <T extends CommandType>(type: T) =>
    (input: InputOf<T>): Promise<Answer<T>> =>
      core.submit(type, input)
  return {
    now: () => core.now(),
    boot: command('relay.boot'),
    beat: command('relay.beat'),
    authorize: command('call.authorize'),
    isHeld: (callId) => core.peek(({ state }) => state.holds.get(callId) !== undefined),
    stateOf: (callId) => core.peek((engine) => callState(engine, callId)),
    extend: command('call.extend'),
    capture: command('call.capture'),
    release: command('call.release'),
    cost: command('upstream.cost'),
  }
}

const refusals = {
  unauthorized: 'invalid_key',
  key_revoked: 'key_revoked',
  key_expired: 'key_expired',
  ip_not_allowed: 'address_not_allowed',
} as const

interface KeyParts {
  readonly core: Core
  readonly keys: Keys
  readonly groups: Pick<AccountGroups, 'of'>
}

/** Keys by their secret, with what the engine knows of their owner. */
export function keyDirectory({ core, keys, groups }: KeyParts): KeyDirectory {
  const principal = (account: AccountId, own: OwnFacts): KeyLookup =>
    core.peek(({ state }) => {
      const owner = state.accounts.get(account)
      if (!owner || owner.suspended) return { ok: false, reason: 'account_suspended' }
      const { tier } = tierTerms(state, account, core.now())
      const unlimited = state.wars.isUnlimited(account, core.now())
      const facts = { operator: owner.operator, tier, groups: groups.of(account), unlimited }
      return { ok: true, principal: { account, ...facts, ...own } }
    })
  const ofKey = (found: FoundKey): KeyLookup => {
    if (!found.ok) return { ok: false, reason: refusals[found.reason] }
    const { keyId, account, scopes, allowedModels: models, limits, fitToBalance } = found.key
    return principal(account, { keyId, scopes, models, limits, fitToBalance })
  }
  return {
    find: (secret, address) => ofKey(keys.directory.find(secret, address)),
    current: (account, keyId) => (keyId === null ? principal(account, ofSession) : ofKey(keys.directory.byId(keyId))),
  }
}

type OwnFacts = Pick<Principal, 'keyId' | 'scopes' | 'models' | 'limits' | 'fitToBalance'>

/** What the web app's session may do, which has no key to limit it. */
const ofSession: OwnFacts = {
  keyId: null,
  scopes: ['relay'],
  models: null,
  limits: { requestsPerMinute: null, tokensPerMinute: null, concurrent: null },
  fitToBalance: false,
}

/** Active cards, straight from the engine. */
export function cardDirectory(core: Core): CardDirectory {
  return {
    active: (channel, model) =>
      core.peek(({ state: { cards } }) => {
        const cardId = cards.current(channel, model)
        const card = cardId === undefined ? undefined : cards.get(cardId)
        return cardId === undefined || !card ? undefined : { cardId, ...card }
      }),
  }
}

export function quotePort(core: Core): QuotePort {
  return {
    quote: (input) => core.read((engine) => quoteCall(engine, { ...input, now: core.now() })),
    hold(input) {
      const quote = core.peek((engine) => quoteCall(engine, { ...input, now: core.now() }))
      if (quote instanceof Rejection) return undefined
      return quote.quota && quote.quota.need > quote.quota.remaining ? undefined : quote.hold
    },
    spendable: ({ account, keyId }) => core.peek((engine) => spendable(engine, { account, keyId, now: core.now() })),
  }
}
