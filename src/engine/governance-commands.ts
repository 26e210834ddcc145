/** Commands of governance: their inputs and results. */
import type { Lco, Millis } from '../base/money.ts'
import type { Choice, Power, Tally } from './governance/rules.ts'
import type { AccountId } from './ledger/chart.ts'
import type { ParameterKey } from './parameters.ts'

export type ProposalId = number & { readonly proposal: unique symbol }

export interface GovernanceCommands {
  /** By a Whale, with a bond. Without changes it is a resolution in words: the text behind the hash. */
  'governance.propose': {
    input: {
      readonly account: AccountId
      /** At most 8, each key once. */
      readonly changes: readonly { readonly key: ParameterKey; readonly value: number }[]
      readonly textHash: string
    }
    result: {
      readonly proposalId: ProposalId
      readonly bond: Lco
      readonly votingAt: Millis
      readonly endsAt: Millis
    }
  }
  /** Once an account; the stake behind it can not be taken out before the vote ends. */
  'governance.vote': {
    input: { readonly account: AccountId; readonly proposalId: ProposalId; readonly choice: Choice }
    result: { readonly power: Power; readonly tally: Tally; readonly lockedUntil: Millis }
  }
  /** By an operator. `abuse`: the bond is burned. */
  'governance.veto': {
    input: {
      readonly proposalId: ProposalId
      readonly abuse: boolean
      readonly reason: string
      readonly actor: AccountId
    }
    result: Record<string, never>
  }
  /** By an operator, after an advisory vote. */
  'governance.decide': {
    input: {
      readonly proposalId: ProposalId
      readonly accept: boolean
      readonly reason: string
      readonly actor: AccountId
    }
    /** null: declined, or nothing to execute. */
    result: { readonly executesAt: Millis | null }
  }
}
