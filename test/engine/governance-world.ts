/** A world of Whales for tests of governance: small thresholds, stakes that have stood, proposals brought to any stage. */
import type { Lco } from '../../src/base/money.ts'
import type { InputOf, ProposalId } from '../../src/engine/command.ts'
import type { Choice } from '../../src/engine/governance/rules.ts'
import type { AccountId } from '../../src/engine/ledger/chart.ts'
import type { Outcome } from '../../src/engine/outcome.ts'
import type { ParameterKey } from '../../src/engine/parameters.ts'
import { Driver } from './driver.ts'
import { MarketWorld } from './market-world.ts'
import { DAY, travel } from './time.ts'

const LCO = 100_000_000
export const TEXT = 'ab'.repeat(32)

type Changes = InputOf<'governance.propose'>['changes']

export class GovernanceWorld {
  readonly market: MarketWorld
  readonly driver: Driver
  readonly operator: AccountId

  /** Accounts 1 … n with these stakes in LCO, standing for 8 days; 1,000 LCO make a Whale, a bond is 10. The operator comes last. */
  constructor(stakes: readonly number[], driver = new Driver()) {
    this.market = new MarketWorld(stakes.length, driver)
    this.driver = driver
    this.operator = driver.do('account.open', { identity: 'operator', operator: true }).account
    this.set('tier.whale.stake', 1_000 * LCO)
    this.set('governance.bond', 10 * LCO)
    this.set('mark.interval', 60_000)
    for (const [i, lco] of stakes.entries()) if (lco > 0) this.stake(i + 1, lco)
    this.pass(8 * DAY)
  }

  set(key: ParameterKey, value: number): void {
    this.driver.do('parameter.set', { key, value, reason: 'a test', actor: this.operator })
  }

  pass(ms: number): void {
    travel(this.driver, ms)
  }

  stake(account: number, lco: number): void {
    this.driver.do('stake.add', { account: account as AccountId, amount: (lco * LCO) as Lco })
  }

  unstake(account: number, lco: number): Outcome<'stake.remove'> {
    return this.driver.try('stake.remove', { account: account as AccountId, amount: (lco * LCO) as Lco })
  }

  tryPropose(account: number, changes: Changes): Outcome<'governance.propose'> {
    return this.driver.try('governance.propose', { account: account as AccountId, changes, textHash: TEXT })
  }

  propose(account: number, changes: Changes): ProposalId {
    const outcome = this.tryPropose(account, changes)
    if (!outcome.ok) throw new Error(outcome.code)
    return outcome.result.proposalId
  }

  /** Proposed, and its vote begun. */
  vote(account: number, changes: Changes): ProposalId {
    const id = this.propose(account, changes)
    this.pass(2 * DAY)
    return id
  }

  cast(id: ProposalId, account: number, choice: Choice): Outcome<'governance.vote'> {
    return this.driver.try('governance.vote', { account: account as AccountId, proposalId: id, choice })
  }

  all(id: ProposalId, ballots: Readonly<Record<number, Choice>>): void {
    for (const [account, choice] of Object.entries(ballots)) {
      const outcome = this.cast(id, Number(account), choice)
      if (!outcome.ok) throw new Error(`${account}: ${outcome.code}`)
    }
  }

  /** How the proposal ended; undefined while it is open. */
  ending(id: ProposalId) {
    return this.driver.seen('governance.ended').find(({ proposalId }) => proposalId === id)
  }
}

export { DAY, LCO }
