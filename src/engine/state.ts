/** Everything the core knows, as named components, and the order in which they are hashed and saved. */
import type { Lco, Millis } from '../base/money.ts'
import { Accounts } from './accounts/accounts.ts'
import { Holds } from './calls/holds.ts'
import { type Product, products, type Tier } from './command.ts'
import type { MarginPolicy } from './exchange/margin-policy.ts'
import type { Desk } from './exchange/market.ts'
import { Market } from './exchange/market.ts'
import { pairOf } from './exchange/pair.ts'
import { Governance } from './governance/governance.ts'
import { Idempotency } from './idempotency.ts'
import { Keys } from './keys/keys.ts'
import { Launchpad } from './launchpad/launchpad.ts'
import type { LaunchpadDesk } from './launchpad/windows.ts'
import type { AccountId } from './ledger/chart.ts'
import { Ledger } from './ledger/ledger.ts'
import { Lending } from './lending/lending.ts'
import type { LendingDesk } from './lending/pool.ts'
import { MarginAccounts } from './margin/accounts.ts'
import type { MarginDesk } from './margin/desk.ts'
import { marginPolicy } from './margin/policy.ts'
import { rewatch } from './margin/stages.ts'
import { Cards } from './metering/cards.ts'
import { Mining } from './mining/mining.ts'
import { Out } from './out.ts'
import { defaultParameters, type ParameterKey, type ParameterValues } from './parameters.ts'
import { jsonPart, type Part } from './parts.ts'
import type { PredictionDesk } from './prediction/desk.ts'
import { Prediction } from './prediction/prediction.ts'
import { Runs } from './runs/runs.ts'
import { Staking } from './staking/staking.ts'
import { tierOf } from './staking/tiers.ts'
import { Treasury } from './treasury/treasury.ts'
import type { WarDesk } from './wars/rounds.ts'
import { Wars } from './wars/wars.ts'

export interface State {
  readonly simulation: boolean
  /** Stamp of the last accepted command. */
  now: Millis
  seq: number
  readonly parameters: ParameterValues
  readonly parameterVersions: Partial<Record<ParameterKey, number>>
  readonly switches: Record<Product, boolean>
  readonly ledger: Ledger
  readonly out: Out
  readonly accounts: Accounts
  readonly idempotency: Idempotency
  readonly keys: Keys
  readonly cards: Cards
  readonly holds: Holds
  readonly runs: Runs
  readonly mining: Mining
  readonly staking: Staking
  readonly market: Market
  readonly treasury: Treasury
  /** What the market asks about margin. */
  readonly marginPolicy: MarginPolicy
  readonly margin: MarginAccounts
  readonly lending: Lending
  readonly launchpad: Launchpad
  readonly wars: Wars
  readonly prediction: Prediction
  readonly governance: Governance
  /** When the next mark sample is due; 0 before the first command. */
  nextMark: number
}

export function newState(simulation: boolean): State {
  const ledger = new Ledger()
  const state: State = {
    simulation,
    now: 0 as Millis,
    seq: 0,
    parameters: defaultParameters(),
    parameterVersions: {},
    switches: Object.fromEntries(products.map((product) => [product, true])) as Record<Product, boolean>,
    ledger,
    out: new Out(ledger),
    accounts: new Accounts(),
    idempotency: new Idempotency(),
    keys: new Keys(),
    cards: new Cards(),
    holds: new Holds(),
    runs: new Runs(),
    mining: new Mining(),
    staking: new Staking(),
    market: new Market(),
    treasury: new Treasury(),
    marginPolicy: marginPolicy((at) => marginDeskOf(state, at)),
    margin: new MarginAccounts(),
    lending: new Lending(),
    launchpad: new Launchpad(),
    wars: new Wars(),
    prediction: new Prediction(),
    governance: new Governance(),
    nextMark: 0,
  }
  return state
}

/** Order is part of the stored format: append, never reorder. */
export function partsOf(state: State): readonly Part[] {
  return [
    jsonPart(
      'head',
      () => ({
        now: state.now,
        seq: state.seq,
        nextMark: state.nextMark,
        parameters: state.parameters,
        versions: state.parameterVersions,
        switches: state.switches,
      }),
      (head) => {
        state.now = head.now
        state.seq = head.seq
        state.nextMark = head.nextMark
        Object.assign(state.parameters, head.parameters)
        Object.assign(state.parameterVersions, head.versions)
        Object.assign(state.switches, head.switches)
      },
    ),
    state.ledger,
    ...state.accounts.parts(),
    ...state.idempotency.parts(),
    ...state.keys.parts(),
    ...state.cards.parts(),
    ...state.holds.parts(),
    state.mining.part(),
    ...state.staking.parts(),
    ...state.market.parts(),
    ...state.treasury.parts(),
    state.runs.part(),
    ...state.margin.parts(),
    ...state.lending.parts(),
    ...state.launchpad.parts(),
    ...state.wars.parts(),
    state.ledger.escrows.part(),
    ...state.prediction.parts(),
    ...state.governance.parts(),
  ]
}

/** Rebuilds every derived index after a load. */
export function reindex(state: State): void {
  state.accounts.reindex()
  state.idempotency.reindex()
  state.keys.reindex()
  state.cards.reindex(state.holds.cardIds())
  state.staking.reindex()
  state.market.reindex()
  state.treasury.reindex()
  state.margin.reindex()
  state.lending.reindex()
  state.launchpad.reindex()
  state.wars.reindex()
  state.prediction.reindex()
  state.governance.reindex()
  rewatch(marginDeskOf(state, state.now))
}

export function deskOf(state: State, at: Millis): Desk {
  const { market, ledger, out, parameters, marginPolicy } = state
  return { market, ledger, out, parameters, pair: pairOf(parameters['market.pair']), margin: marginPolicy, at }
}

export function lendingDeskOf(state: State, at: Millis): LendingDesk {
  const { lending, ledger, out, parameters } = state
  return { lending, ledger, out, parameters, at }
}

export function marginDeskOf(state: State, at: Millis): MarginDesk {
  const { margin, switches } = state
  return { margin, exchange: deskOf(state, at), lending: lendingDeskOf(state, at), borrowing: switches.borrowing }
}

export function launchpadDeskOf({ launchpad, out }: State, at: Millis): LaunchpadDesk {
  return { launchpad, out, at }
}

export function warDeskOf(state: State, at: Millis): WarDesk {
  const { wars, ledger, out, parameters, accounts, treasury, market } = state
  const mayWin: WarDesk['mayWin'] = (account) => accounts.get(account)?.operator === false
  return { wars, ledger, out, parameters, at, mayWin, profit: treasury.lastProfit, mark: market.mark.price }
}

/** The tier that the account's stake gives now. */
export function tierNow({ staking, parameters: p }: State, account: AccountId, at: Millis): Tier {
  return tierOf(staking.effective(account, at, p['stake.upgradeDelay']), p)
}

export function predictionDeskOf(state: State, at: Millis): PredictionDesk {
  const { prediction, ledger, out, staking, parameters: p } = state
  return {
    ...{ prediction, ledger, out, at },
    isSpared: (account) => isHigh(tierNow(state, account, at)),
    powerSince: (account, since) => {
      const stood = staking.effective(account, at, p['stake.upgradeDelay'] + (at - since))
      return (isHigh(tierOf(stood, p)) ? stood : 0) as Lco
    },
  }
}

/** Tiers that pay no fee on predictions and vote on outcomes. */
function isHigh(tier: Tier): boolean {
  return tier === 'lv4' || tier === 'whale'
}
