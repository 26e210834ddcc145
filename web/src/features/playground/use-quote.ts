/** What a call would cost at most and probably, asked again a moment after the typing stops. Books nothing. */
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useSettled } from '../../ui/settled.ts'
import type { ChatBody } from './ask.ts'
import { parseProblem, type ReplyProblem } from './problem.ts'
import { type Quote, sendToRelay } from './relay.ts'

export class QuoteRefused extends Error {
  readonly problem: ReplyProblem
  constructor(problem: ReplyProblem) {
    super(problem.message)
    this.problem = problem
  }
}

export function useQuote(body: ChatBody | undefined, secret: string) {
  const asked = body === undefined ? '' : JSON.stringify(body)
  const paused = useSettled(asked)
  // Nothing to ask any more is known at once.
  const settled = asked === '' ? '' : paused
  return useQuery({
    // The secret itself stays out of the cache's keys.
    queryKey: ['POST /v1/quote', settled, secret === ''],
    queryFn: async ({ signal }): Promise<Quote> => {
      const response = await sendToRelay({ path: '/v1/quote', body: JSON.parse(settled) as ChatBody, secret, signal })
      if (!response.ok) throw new QuoteRefused(await parseProblem(response))
      return (await response.json()) as Quote
    },
    enabled: settled !== '',
    staleTime: 30_000,
    retry: false,
    placeholderData: keepPreviousData,
  })
}
