/** Stored replies in memory, oldest out first: for tests and tools. A server keeps them in SQL. */
import type { AccountId } from '../../engine/ledger/chart.ts'
import type { ReplayStore, StoredReply } from '../ports.ts'

export function memoryReplayStore(maxReplies = 1_000): ReplayStore {
  const replies = new Map<string, StoredReply>()
  const idOf = (account: AccountId, key: string): string => `${account}/${key}`
  return {
    get: async (account, key) => replies.get(idOf(account, key)),
    put: async (account, key, reply) => {
      replies.set(idOf(account, key), reply)
      if (replies.size > maxReplies) replies.delete(replies.keys().next().value as string)
    },
  }
}
