/** The tables of governance as first released; never changed afterwards. */
import type { TableShapes } from './create-tables.ts'

export const governanceTables: TableShapes = {
  proposals: {
    columns: {
      ...{ id: 'int', seq: 'int', at: 'int', account: 'int', text_hash: 'text', changes: 'text' },
      ...{ money: 'int', bond: 'int', voting_at: 'int', ends_at: 'int' },
    },
    key: ['id'],
    indexes: [['account', 'id']],
  },
  proposal_states: {
    columns: {
      ...{ id: 'int', status: 'text', due_at: 'int?', opened_at: 'int?' },
      ...{ whales: 'int?', total: 'int?', cap: 'int?', quorum: 'int?', advisory: 'int?' },
      ...{ yes: 'int?', no: 'int?', abstain: 'int?', voters: 'int?' },
      ...{ ended_at: 'int?', defeat: 'text?', failure_key: 'text?', failure_code: 'text?', burned: 'int?' },
    },
    key: ['id'],
    indexes: [['status', 'id']],
  },
  proposal_votes: {
    columns: { id: 'int', seq: 'int', at: 'int', proposal: 'int', account: 'int', choice: 'text', power: 'int' },
    key: ['id'],
    indexes: [
      ['proposal', 'id'],
      ['account', 'proposal'],
    ],
  },
  proposal_steps: {
    columns: {
      ...{ id: 'int', seq: 'int', at: 'int', proposal: 'int', status: 'text' },
      ...{ due_at: 'int?', reason: 'text?', actor: 'int?' },
    },
    key: ['id'],
    indexes: [['proposal', 'id']],
  },
}
