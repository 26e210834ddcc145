/** What the pages of governance read: proposals, their open figures live, own power, the rules. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import type { Proposal, ProposalDetail } from '../../../../src/contract/governance.ts'
import { governanceChannel } from '../../api/channels.ts'
import { useChannel } from '../../api/live.ts'
import { type Answer, call, keyOf } from '../../api/platform.ts'
import { STALE } from '../../api/queries.ts'
import { useSession } from '../../api/session.ts'
import { usePaged } from '../../ui/paged.tsx'

export type { Proposal, ProposalDetail }
export type Own = Answer<'GET /governance/own'>
export type Filter = 'open' | 'closed' | 'all'

const lists = ['GET /governance', 'GET /governance/{proposalId}', 'GET /governance/{proposalId}/votes'] as const

/** All that a vote, a proposal or an operator's act changes is asked again. */
export function useRefresh(): () => void {
  const client = useQueryClient()
  return () => {
    for (const path of [...lists, 'GET /governance/own', 'GET /me/balances'] as const)
      void client.invalidateQueries({ queryKey: keyOf(path) })
  }
}

/** With the figures that came over the socket; a step of any proposal asks for the lists again. */
export function useLive(): (proposal: Proposal) => Proposal {
  const client = useQueryClient()
  const live = useChannel(governanceChannel)
  const open = live.status === 'live' ? live.data : undefined
  const steps = open?.map(({ proposalId, status, tally }) => `${proposalId} ${status} ${tally.voters}`).join()
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again because a proposal has gone on
  useEffect(() => {
    for (const path of [...lists, 'GET /governance/own'] as const)
      void client.invalidateQueries({ queryKey: keyOf(path) })
  }, [client, steps])
  return (proposal) => {
    const figures = open?.find(({ proposalId }) => proposalId === proposal.proposalId)
    return figures ? { ...proposal, ...figures } : proposal
  }
}

export const useProposals = (status: Filter) =>
  usePaged({
    key: keyOf('GET /governance', status),
    read: (page, signal) => call('GET /governance', { query: { ...page, status, limit: 20 }, signal }),
    staleTime: STALE.live,
  })

export const useVotes = (proposalId: number) =>
  usePaged({
    key: keyOf('GET /governance/{proposalId}/votes', proposalId),
    read: (page, signal) =>
      call('GET /governance/{proposalId}/votes', { params: { proposalId }, query: { ...page, limit: 20 }, signal }),
    staleTime: STALE.live,
  })

export const useProposal = (proposalId: number) =>
  useQuery({
    queryKey: keyOf('GET /governance/{proposalId}', proposalId),
    queryFn: ({ signal }) => call('GET /governance/{proposalId}', { params: { proposalId }, signal }),
    staleTime: STALE.live,
    enabled: proposalId > 0,
  })

export const useRules = () =>
  useQuery({
    queryKey: keyOf('GET /governance/rules'),
    queryFn: ({ signal }) => call('GET /governance/rules', { signal }),
    staleTime: STALE.list,
  })

export const useOwnPower = () =>
  useQuery({
    queryKey: keyOf('GET /governance/own'),
    queryFn: ({ signal }) => call('GET /governance/own', { signal }),
    enabled: useSession().status === 'user',
    staleTime: STALE.live,
  })
