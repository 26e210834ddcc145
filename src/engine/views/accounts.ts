/** Reads about one account: balances by purpose, stake, keys. Integers; rendering is the caller's. */
import { dayOf, monthOf } from '../../base/calendar.ts'
import { add, type Credits, type Lco, type Millis, max } from '../../base/money.ts'
import type { KeyBudget, KeyId, StakeView, UnbondingId } from '../command.ts'
import { fundsOf } from '../commands/run-funds.ts'
import { stakeView } from '../commands/stake.ts'
import type { Engine } from '../engine.ts'
import { type AccountId, U, userSlot } from '../ledger/chart.ts'

export interface AccountView {
  readonly account: AccountId
  readonly operator: boolean
  readonly suspended: boolean
  readonly credits: Readonly<Record<'available' | 'order' | 'hold' | 'margin' | 'marginOrder' | 'redeeming', Credits>>
  readonly lco: Readonly<
    Record<'available' | 'order' | 'staked' | 'unbonding' | 'imo' | 'margin' | 'marginOrder' | 'bond', Lco>
  >
  readonly stake: StakeView & { readonly unbondings: readonly UnbondingView[] }
  /** µCR that the faucet still gives today. */
  readonly faucetLeftToday: Credits
}

interface UnbondingView {
  readonly unbondingId: UnbondingId
  readonly amount: Lco
  readonly releaseAt: Millis
}

export interface KeyView {
  readonly keyId: KeyId
  readonly account: AccountId
  readonly expiresAt: Millis | null
  readonly revoked: boolean
  readonly budget: KeyBudget
  readonly spent: { readonly total: Credits; readonly daily: Credits; readonly monthly: Credits }
  readonly held: Credits
  /** The envelope of an open run; null for a key that spends from its account. */
  readonly run: RunView | null
}

export interface RunView {
  readonly budget: Credits
  /** µCR that no call holds or has spent. */
  readonly free: Credits
  readonly parent: KeyId | null
  readonly openedAt: Millis
  readonly closing: boolean
}

export function accountByIdentity(engine: Engine, identity: string): AccountId | undefined {
  return engine.state.accounts.find(identity)
}

/** `now` decides what counts today and which tier is effective. */
export function accountView(engine: Engine, account: AccountId, now: Millis): AccountView | undefined {
  const { accounts, ledger, staking, parameters } = engine.state
  const record = accounts.get(account)
  if (!record) return undefined
  const credits = (offset: (typeof U)[keyof typeof U]): Credits => ledger.credits(userSlot(account, offset))
  const lco = (offset: (typeof U)[keyof typeof U]): Lco => ledger.lco(userSlot(account, offset))
  const drawn = record.faucetDay === dayOf(now) ? record.faucetDrawn : 0
  return {
    account,
    operator: record.operator,
    suspended: record.suspended,
    credits: {
      available: credits(U.available),
      order: credits(U.order),
      hold: credits(U.hold),
      margin: credits(U.margin),
      marginOrder: credits(U.marginOrder),
      redeeming: credits(U.redeeming),
    },
    lco: {
      available: lco(U.lco),
      order: lco(U.lcoOrder),
      staked: lco(U.staked),
      unbonding: lco(U.unbonding),
      imo: lco(U.imo),
      margin: lco(U.lcoMargin),
      marginOrder: lco(U.lcoMarginOrder),
      bond: lco(U.bond),
    },
    stake: {
      ...stakeView(engine.state, account, now),
      unbondings: staking
        .ofAccount(account)
        .map(({ unbondingId, amount, releaseAt }) => ({ unbondingId, amount, releaseAt })),
    },
    faucetLeftToday: max(0 as Credits, (parameters['faucet.dailyCap'] - drawn) as Credits),
  }
}

export function keyByHash(engine: Engine, hash: string, now: Millis): KeyView | undefined {
  const id = engine.state.keys.findByHash(hash)
  return id === undefined ? undefined : keyView(engine, id, now)
}

function keyView(engine: Engine, keyId: KeyId, now: Millis): KeyView | undefined {
  const key = engine.state.keys.get(keyId)
  if (!key) return undefined
  const { account, expiresAt, revokedAt, budget, held } = key
  return {
    keyId,
    account,
    expiresAt,
    revoked: revokedAt !== null,
    budget,
    spent: {
      total: key.spentTotal,
      daily: key.day === dayOf(now) ? key.spentDay : (0 as Credits),
      monthly: key.month === monthOf(now) ? key.spentMonth : (0 as Credits),
    },
    held,
    run: runView(engine, keyId),
  }
}

function runView(engine: Engine, keyId: KeyId): RunView | null {
  const run = engine.state.runs.of(keyId)
  if (!run) return null
  const { budget, free, parent, openedAt, closing } = run
  return { budget, free, parent, openedAt, closing }
}

/** The most one more call could hold: the rest of a run's envelope; or the available credits, or less where a budget of the key leaves less. */
export function spendable(
  engine: Engine,
  { account, keyId, now }: { readonly account: AccountId; readonly keyId: KeyId | null; readonly now: Millis },
): Credits {
  const run = engine.state.runs.of(keyId)
  if (run) return run.free
  const available = fundsOf(engine.state, { account, keyId })
  const key = keyId === null ? undefined : keyView(engine, keyId, now)
  if (!key) return available
  const left = (['total', 'daily', 'monthly'] as const).flatMap((span) => {
    const budget = key.budget[span]
    return budget === null ? [] : [budget - key.spent[span] - key.held]
  })
  return Math.max(0, Math.min(available, ...left)) as Credits
}

/** Σ of all purposes, as the wallet shows it. */
export function totalsOf(view: AccountView): { readonly credits: Credits; readonly lco: Lco } {
  return {
    credits: Object.values(view.credits).reduce((sum, n) => add(sum, n)),
    lco: Object.values(view.lco).reduce((sum, n) => add(sum, n)),
  }
}
